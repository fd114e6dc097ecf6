"""`GET /healthz` and `GET /metrics`: whether the server answers, with what, how much."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from inhouse import __version__
from inhouse.server.api.answering import services_of
from inhouse.server.metrics import Metrics

__all__ = ["router"]

router = APIRouter()


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """The counters, as Prometheus reads them."""
    known: Metrics = request.app.state.metrics
    return Response(generate_latest(known.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/healthz")
async def healthz(request: Request) -> dict[str, Any]:
    """Alive, and which release and engine answer; null as long as nothing is promoted."""
    champion = next(iter(services_of(request).assistants.values()), None)
    facts = champion.writer.engine.facts if champion is not None else None
    return {
        "status": "ok",
        "version": __version__,
        "model": champion.name if champion is not None else None,
        "release": champion.release if champion is not None else None,
        "engine": facts.name if facts is not None else None,
        "precision": facts.precision if facts is not None else None,
    }
