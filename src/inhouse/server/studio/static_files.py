"""The pages' style sheet and scripts: a fixed list, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from fastapi import APIRouter
from fastapi.responses import Response

from inhouse.server.api.errors import ApiError

__all__ = ["router"]

router = APIRouter()
_KINDS = {
    "studio.css": "text/css",
    "studio.js": "text/javascript",
    "htmx.min.js": "text/javascript",
}


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """One of the files in the list; no other name leads anywhere."""
    if name not in _KINDS:
        raise ApiError(404, "There is no such file.", code="not_found")
    headers = {"Cache-Control": "no-cache"}
    return Response(_content(name), media_type=_KINDS[name], headers=headers)


@cache
def _content(name: str) -> bytes:
    return resources.files("inhouse.server.studio").joinpath("static", name).read_bytes()
