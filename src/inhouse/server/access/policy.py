"""The rules of access, apart from HTTP."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from inhouse.errors import ConfigFault
from inhouse.records import ApiKey
from inhouse.registry import Registry
from inhouse.server.addresses import is_api
from inhouse.server.api.errors import IGNORED_HEADER, ApiError

__all__ = ["UPLOAD_PATH", "Policy", "is_local"]

_LOCAL = ("127.0.0.1", "localhost", "::1", "[::1]")
_KEPT_CLIENTS = 10_000
UPLOAD_PATH = "/files"


def is_local(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    return host in _LOCAL or host.startswith("127.")


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


@dataclass(slots=True)
class Policy:
    """Keys, scopes and rates.

    Without any key in the project, programs on this machine may ask without one; as soon as
    there is a key, everybody needs one.

    Args:
        registry: knows the keys.
        host: the server listens on.
        requests_per_minute: of one key, or one address without a key.
        max_body_bytes: of a request.
        max_upload_bytes: of one that brings files.
        allowed_origins: other sites whose pages may ask the API, as a browser names them
            ("https://chat.example.com"); "*" for any. The Studio's pages are shared with none.
    """

    registry: Registry
    host: str = "127.0.0.1"
    requests_per_minute: int = 6000
    max_body_bytes: int = 1 << 20
    max_upload_bytes: int = 512_000_000
    allowed_origins: tuple[str, ...] = ()
    _buckets: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)

    def key_of(self, authorization: str, path: str) -> ApiKey | None:
        """The key of a request under `/v1` or `/metrics`; None where none is needed.

        Raises:
            ApiError: there is no key, a revoked one, or one without the scope.
        """
        kind, _, secret = authorization.partition(" ")
        keys = self.registry.serving.keys
        found = keys.find(secret.strip()) if kind.lower() == "bearer" and secret else None
        if found is None:
            if is_local(self.host) and not self._any_key():
                return None
            raise ApiError(
                401,
                "This server needs an API key: Authorization: Bearer ih-...; "
                "its owner makes one with: inhouse keys create NAME",
                code="invalid_api_key",
            )
        scope = scope_of(path)
        if scope not in found.scopes and "admin" not in found.scopes:
            raise ApiError(
                403, f"This API key has no scope '{scope}'.", code="insufficient_permissions"
            )
        return found

    def most_bytes(self, path: str) -> int:
        """How long the body of a request to this path may be."""
        return self.max_upload_bytes if path == UPLOAD_PATH else self.max_body_bytes

    def refuse_open_door(self) -> None:
        """Keeps a server that others can reach from answering everybody.

        Raises:
            ConfigFault: it listens beyond this machine, or lets the pages of every site ask, and
                there is no key; or an allowed origin is none.
        """
        for origin in self.allowed_origins:
            _refuse_no_origin(origin)
        if "*" in self.allowed_origins and not self._any_key():
            raise ConfigFault(
                'With serve.allowed_origins = ["*"] any page that somebody here opens could ask,'
                " so an API key should be needed,",
                "but this project has none.",
                "Make one first: inhouse keys create NAME; or name the sites.",
            )
        if not is_local(self.host) and not self._any_key():
            raise ConfigFault(
                "A server that other machines can reach should ask for an API key,",
                "but this project has none.",
                "Make one first: inhouse keys create NAME",
            )

    def refuse_strangers(self, host: str, origin: str, path: str) -> None:
        """Keeps web pages of other places from asking through a browser on this machine.

        Raises:
            ApiError: the request names another host, or comes from another site's page.
        """
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if is_local(self.host) and host and not is_local(name) and name != "testserver":
            raise ApiError(
                403, f"This server is not {name!r}; it answers this machine.", code="wrong_host"
            )
        if not origin or origin.split("://", 1)[-1] == host or self._is_allowed(origin, path):
            return
        hint = f'; inhouse.toml may allow it: [serve] allowed_origins = ["{origin[:100]}"]'
        raise ApiError(
            403,
            f"Pages of other sites may not ask here{hint if is_api(path) else ''}.",
            code="wrong_origin",
        )

    def shared_with(self, headers: Mapping[str, str], path: str) -> dict[str, str]:
        """What a browser must read to let an allowed page of another site have the answer."""
        origin = headers.get("origin", "")
        if not origin or not self._is_allowed(origin, path):
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers": headers.get(
                "access-control-request-headers", "authorization, content-type"
            ),
            "Access-Control-Allow-Private-Network": "true",
            "Access-Control-Expose-Headers": f"{IGNORED_HEADER}, Retry-After",
            "Access-Control-Max-Age": "600",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": "Origin",
        }

    def _is_allowed(self, origin: str, path: str) -> bool:
        """Whether a page of this origin may ask; only the API is ever shared."""
        asked = origin.rstrip("/").lower()
        allowed = {one.rstrip("/").lower() for one in self.allowed_origins}
        return is_api(path) and ("*" in allowed or asked in allowed)

    def _any_key(self) -> bool:
        return any(key.revoked is None for key in self.registry.serving.keys.all())

    def take(self, client: str) -> None:
        """Counts a request of this client.

        Raises:
            ApiError: it sent more than its share.
        """
        now, rate = time.monotonic(), self.requests_per_minute / 60
        bucket = self._buckets.setdefault(client, _Bucket(self.requests_per_minute, now))
        self._buckets.move_to_end(client)
        while len(self._buckets) > _KEPT_CLIENTS:
            self._buckets.popitem(last=False)
        gained = (now - bucket.filled) * rate
        bucket.tokens = min(float(self.requests_per_minute), bucket.tokens + gained)
        bucket.filled = now
        if bucket.tokens < 1:
            raise ApiError(
                429,
                f"More than {self.requests_per_minute} requests a minute came from here.",
                code="rate_limit_exceeded",
                headers={"Retry-After": "1"},
            )
        bucket.tokens -= 1


def _refuse_no_origin(origin: str) -> None:
    parts = urlsplit(origin)
    if origin in ("*", "null") or (parts.scheme and parts.netloc and parts.path in ("", "/")):
        return
    raise ConfigFault(
        "serve.allowed_origins should hold sites as a browser names them, as"
        ' "https://chat.example.com" or "http://localhost:3000",',
        f"but it holds {origin!r}.",
        "Correct it in inhouse.toml.",
    )


def scope_of(path: str) -> str:
    """The scope a path needs."""
    if path.startswith("/metrics"):
        return "metrics"
    return "feedback" if path.startswith("/v1/feedback") else "inference"
