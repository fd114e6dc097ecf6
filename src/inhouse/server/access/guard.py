"""The gate before every route: size, host, key, rate; and the headers behind it."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inhouse.server.access.policy import Policy
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
_GUARDED = ("/v1", "/metrics")


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
        guarded = _with_headers(send)
        try:
            self._admit(scope)
        except ApiError as refused:
            await error_response(refused)(scope, receive, guarded)
            return
        most = self._policy.most_bytes(scope["path"])
        await self._app(scope, _limited(receive, most), guarded)

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        policy = self._policy
        policy.refuse_strangers(headers.get("host", ""), headers.get("origin", ""))
        length = headers.get("content-length", "0")
        most = policy.most_bytes(scope["path"])
        if not length.isdigit() or int(length) > most:
            raise _too_large(most)
        scope.setdefault("state", {})["key"] = None
        if scope["path"].startswith(_GUARDED):
            key = policy.key_of(headers.get("authorization", ""), scope["path"])
            scope["state"]["key"] = key
            address = (scope.get("client") or ("",))[0]
            policy.take(key.id if key else f"at {address}")


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
            if read > limit:
                raise _too_large(limit)
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
