"""Addresses as clients write them: slashes too many, `/v1` too much or too little."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from starlette.types import Scope

__all__ = ["API", "is_api", "says_where", "tidied"]

API = "/v1"
_SLASHES = re.compile(r"/{2,}")


def is_api(path: str) -> bool:
    """Whether programs ask there, and no page of the Studio."""
    return path == API or path.startswith(f"{API}/")


def tidied(scope: Scope) -> Scope:
    """The request with an address of the API as its routes write it; others as they are."""
    path = _SLASHES.sub("/", scope["path"])
    return {**scope, "path": path.rstrip("/")} if is_api(path) else scope


def says_where(method: str, path: str, host: str, routes: Iterable[tuple[str, str]]) -> str:
    """A sentence for an address that nobody answers at.

    Args:
        method: of the request.
        path: of the request.
        host: as the client calls this server.
        routes: (method, path) of the API.
    """
    known = [(own.upper(), at) for own, at in routes if at.startswith(API) and "{" not in at]
    other = next((own for own, at in known if at == path), None)
    if other is not None:
        return f"{path} takes {other}, not {method}."
    tail = path.rstrip("/")
    meant = next((at for _, at in known if tail.endswith(at.removeprefix(API))), None)
    if meant is not None:
        return f"Nothing is at {path[:100]}; the base address of the API is http://{host}{API}."
    near = difflib.get_close_matches(tail, [at for _, at in known], n=1, cutoff=0.7)
    if near:
        return f"Nothing is at {path[:100]}; did you mean {near[0]}?"
    ways = ", ".join(sorted({at for _, at in known}))
    return f"Nothing is at {path[:100]}" + (f"; the API has {ways}." if is_api(path) else ".")
