"""`GET /v1/models`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from inhouse.server.api.answering import assistant_named, services_of

__all__ = ["router"]

router = APIRouter()


@router.get("/v1/models")
async def models(request: Request) -> dict[str, Any]:
    """The names that can be asked for: the champion first."""
    services = services_of(request)
    names = [*services.assistants, *([services.embedding_model] if services.embedder else [])]
    return {"object": "list", "data": [_model(name) for name in names]}


@router.get("/v1/models/{name:path}")
async def model(request: Request, name: str) -> dict[str, Any]:
    """One model by name."""
    services = services_of(request)
    if services.embedder is not None and name == services.embedding_model:
        return _model(name)
    return _model(assistant_named(request, name).name)


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "inhouse"}
