"""The one way to every page: who is it, and does the form come from our own page."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from inhouse.errors import BrokenInvariant, InhouseError
from inhouse.server.access import Policy, is_local
from inhouse.server.api.errors import ApiError, error_response
from inhouse.server.services import Services
from inhouse.server.studio.templating import page

__all__ = ["CSRF_COOKIE", "SESSION_COOKIE", "OpenRoute", "StudioRoute", "Visitor", "studio_router"]

SESSION_COOKIE = "inhouse_session"
CSRF_COOKIE = "inhouse_csrf"
_CSRF_HEADER = "X-CSRF-Token"
_EVENTS = "text/event-stream"
_MOST_FILES = 1000
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sees a page: a name for the audit log, and whether they signed in with the password."""

    name: str
    signed_in: bool


class StudioRoute(APIRoute):
    """A route for visitors who may see the pages; no page has another, so none can forget it."""

    open_to_all = False

    def get_route_handler(self) -> _Handler:
        """The route's handler behind the gate."""
        inner, open_to_all = super().get_route_handler(), self.open_to_all

        async def handle(request: Request) -> Response:
            token = request.cookies.get(CSRF_COOKIE, "")
            request.state.csrf = token or secrets.token_urlsafe(32)
            request.state.visitor = await asyncio.to_thread(_visitor, request)
            response = await _admitted(request, inner, open_to_all)
            if not token:
                set_cookie(request, response, CSRF_COOKIE, request.state.csrf)
            return response

        return handle


class OpenRoute(StudioRoute):
    """A route for everybody: signing in."""

    open_to_all = True


def studio_router() -> APIRouter:
    """A router whose every route is behind the gate."""
    return APIRouter(route_class=StudioRoute)


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Gives the browser a cookie that no script reads and no other site's page sends."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        name, value, max_age=14 * 86_400, httponly=True, samesite="strict", secure=secure
    )


async def _admitted(request: Request, inner: _Handler, open_to_all: bool) -> Response:
    if request.state.visitor is None and not open_to_all:
        return _turned_away(request)
    try:
        if request.method not in ("GET", "HEAD"):
            await _refuse_foreign_form(request)
        return await inner(request)
    except BrokenInvariant:
        raise
    except ApiError as error:
        if _EVENTS in request.headers.get("accept", ""):
            return error_response(error)
        return page(request, "fault.html", status=error.status, sentence=str(error))
    except InhouseError as error:
        if _EVENTS in request.headers.get("accept", ""):
            return error_response(ApiError(400, str(error), code="invalid_value"))
        return page(request, "fault.html", status=400, sentence=str(error))
    finally:
        await request.close()  # what was dropped lies in temporary files


def _visitor(request: Request) -> Visitor | None:
    services: Services = request.app.state.services
    policy: Policy = request.app.state.policy
    accounts = services.registry.studio.accounts
    if not accounts.has_password():
        return Visitor("somebody at this machine", False) if is_local(policy.host) else None
    name = accounts.signed_in(request.cookies.get(SESSION_COOKIE, ""))
    return Visitor(name, True) if name is not None else None


def _turned_away(request: Request) -> Response:
    if request.headers.get("HX-Request"):
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    return RedirectResponse("/login", 303)


async def _refuse_foreign_form(request: Request) -> None:
    given = request.headers.get(_CSRF_HEADER)
    if given is None:
        form = await request.form(max_files=_MOST_FILES)
        given = str(form.get("csrf", ""))
    known = request.cookies.get(CSRF_COOKIE, "")
    if not known or not hmac.compare_digest(given.encode(), known.encode()):
        raise ApiError(
            403,
            "A form should come from a page of this server that was opened in this browser; this "
            "one does not. Open the page again and repeat what you did.",
            code="wrong_form",
        )
