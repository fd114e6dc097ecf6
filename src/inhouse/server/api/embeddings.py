"""`POST /v1/embeddings`."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import numpy as np
from fastapi import APIRouter, Request, Response
from numpy.typing import NDArray

from inhouse.server.api.answering import NOTHING_PROMOTED, services_of
from inhouse.server.api.errors import ApiError
from inhouse.server.api.requests import EmbeddingsRequest

__all__ = ["router"]

router = APIRouter()


@router.post("/v1/embeddings")
async def embeddings(
    request: Request, response: Response, asked: EmbeddingsRequest
) -> dict[str, Any]:
    """The vectors of texts, each of length 1."""
    services = services_of(request)
    embedder = services.embedder
    if embedder is None:
        raise ApiError(503, NOTHING_PROMOTED, code="nothing_promoted")
    if asked.model != services.embedding_model:
        raise ApiError(
            404,
            f"'{asked.model}' makes no embeddings; {services.embedding_model} does.",
            code="model_not_found",
            param="model",
        )
    response.headers.update(asked.told())
    texts = asked.texts
    vectors = await asyncio.to_thread(embedder.embed, texts)
    n_tokens = await asyncio.to_thread(embedder.count_tokens, texts)
    return {
        "object": "list",
        "model": asked.model,
        "data": [
            {"object": "embedding", "index": i, "embedding": _written(row, asked)}
            for i, row in enumerate(vectors)
        ],
        "usage": {"prompt_tokens": n_tokens, "total_tokens": n_tokens},
    }


def _written(row: NDArray[np.float32], asked: EmbeddingsRequest) -> list[float] | str:
    if asked.dimensions is not None and asked.dimensions != len(row):
        raise ApiError(
            400,
            f"This model's vectors have {len(row)} dimensions.",
            code="invalid_value",
            param="dimensions",
        )
    if asked.encoding_format == "base64":
        return base64.b64encode(row.astype("<f4").tobytes()).decode("ascii")
    return [float(x) for x in row]
