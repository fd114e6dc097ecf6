"""The gate before every route: size, host, key, rate; and the headers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inhouse.server.access.policy import Policy
from inhouse.server.addresses import API, tidied
from inhouse.server.api.errors import ApiError, error_response

__all__ = ["Guard"]

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would make browsers hide the origin of our own forms too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'",
}
_GUARDED = (API, "/metrics")
_PAGE = "/models"
"""The only page whose address is one of the API's without its `/v1`."""


class Guard:
    """Lets a request through, or answers why not.

    The key that was used is left in `request.state.key`.

    Args:
        app: what is guarded.
        policy: the rules.
    """

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = tidied(scope)
        shared = self._policy.shared_with(Headers(scope=scope), scope["path"])
        guarded = _with_headers(send, {**_HEADERS, **shared})
        try:
            self._admit(scope)
            if shared and scope["method"] == "OPTIONS":
                await Response(status_code=204)(scope, receive, guarded)
                return
        except ApiError as refused:
            await error_response(refused)(scope, receive, guarded)
            return
        most = self._policy.most_bytes(scope["path"])
        await self._app(scope, _limited(receive, most), guarded)

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        policy = self._policy
        origin = headers.get("origin", "")
        policy.refuse_strangers(headers.get("host", ""), origin, scope["path"])
        if scope["path"] == _PAGE and _is_program(headers):
            raise ApiError(
                404,
                f"{_PAGE} is a page for people; the base address of the API is"
                f" http://{headers.get('host', '')}{API}.",
                code="not_found",
            )
        length = headers.get("content-length", "0")
        most = policy.most_bytes(scope["path"])
        if not length.isdigit() or int(length) > most:
            raise _too_large(most)
        scope.setdefault("state", {})["key"] = None
        if scope["path"].startswith(_GUARDED) and not (origin and scope["method"] == "OPTIONS"):
            key = policy.key_of(headers.get("authorization", ""), scope["path"])
            scope["state"]["key"] = key
            address = (scope.get("client") or ("",))[0]
            policy.take(key.id if key else f"at {address}")


def _is_program(headers: Headers) -> bool:
    """Whether an API's client asks: browsers send neither."""
    sent = headers.get("authorization", "").lower().startswith("bearer ")
    return sent or "application/json" in headers.get("accept", "")


def _too_large(limit: int) -> ApiError:
    return ApiError(
        413, f"A request may have {limit // 1024} kilobytes at most.", code="request_too_large"
    )


def _limited(receive: Receive, limit: int) -> Receive:
    """The body as it comes, until it is longer than it may be; a length need not be declared."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            if read > limit:  # of this kind, because routes turn any other into a 400
                raise HTTPException(413, str(_too_large(limit)))
        return message

    return counted


def _with_headers(send: Send, told: Mapping[str, str]) -> Send:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in told.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
