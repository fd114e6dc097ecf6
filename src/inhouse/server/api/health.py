"""`GET /healthz`: whether the server answers, and with what."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from inhouse import __version__
from inhouse.server.api.answering import services_of

__all__ = ["router"]

router = APIRouter()


@router.get("/healthz")
async def healthz(request: Request) -> dict[str, Any]:
    """Alive, and which release and engine answer."""
    champion = next(iter(services_of(request).assistants.values()))
    facts = champion.engine.facts
    return {
        "status": "ok",
        "version": __version__,
        "model": champion.name,
        "release": champion.release,
        "engine": facts.name,
        "precision": facts.precision,
    }
