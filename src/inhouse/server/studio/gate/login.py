"""Signing in and out."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from inhouse.server.access import Policy, is_local
from inhouse.server.api.answering import services_of
from inhouse.server.studio.gate.attempts import Attempts
from inhouse.server.studio.gate.gate import SESSION_COOKIE, OpenRoute, set_cookie
from inhouse.server.studio.templating import page

__all__ = ["router"]

router = APIRouter(route_class=OpenRoute)


@router.get("/")
async def first(request: Request) -> Response:
    """The first page."""
    return RedirectResponse("/files", 303)


@router.get("/login")
async def login(request: Request) -> Response:
    """Asks for the password."""
    if request.state.visitor is not None:
        return RedirectResponse("/files", 303)
    return _asked(request)


@router.post("/login")
async def sign_in(request: Request) -> Response:
    """Lets in whoever knows the password."""
    attempts: Attempts = request.app.state.attempts
    wait = attempts.wait_seconds()
    if wait:
        said = f"Too many wrong passwords. Try again in {wait:.0f} seconds."
        return _asked(request, said, status=429)
    given = str((await request.form()).get("password", ""))
    accounts = services_of(request).registry.studio.accounts
    if not await asyncio.to_thread(accounts.is_password, given):
        attempts.failed()
        return _asked(request, "That is not the password.", status=403)
    address = request.client.host if request.client is not None else "somewhere"
    return await signed_in(request, f"owner at {address}", "/files")


@router.post("/logout")
async def sign_out(request: Request) -> Response:
    """Ends the session."""
    accounts = services_of(request).registry.studio.accounts
    await asyncio.to_thread(accounts.sign_out, request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


async def signed_in(request: Request, name: str, path: str) -> Response:
    """Sends the browser to a page with a new session."""
    accounts = services_of(request).registry.studio.accounts
    secret = await asyncio.to_thread(accounts.sign_in, name)
    response = RedirectResponse(path, 303)
    set_cookie(request, response, SESSION_COOKIE, secret)
    return response


def _asked(request: Request, said: str = "", *, status: int = 200) -> Response:
    policy: Policy = request.app.state.policy
    has_password = services_of(request).registry.studio.accounts.has_password()
    closed = not has_password and not is_local(policy.host)
    return page(request, "login.html", status=status, said=said, closed=closed)
