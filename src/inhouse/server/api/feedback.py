"""`POST /v1/feedback`: what somebody thought of an answer."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from inhouse.records import Feedback, Rating
from inhouse.server.api.answering import key_id, services_of
from inhouse.server.api.errors import ApiError

__all__ = ["FeedbackRequest", "keep_feedback", "router"]

router = APIRouter()
_MAX_WORDS = 20_000


class FeedbackRequest(BaseModel):
    """Thumbs, the right answer, anything else: at least one of them."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"type": "string"}}}
                for name in ("rating", "correction", "comment")
            ]
        },
    )
    id: str = Field(max_length=100)
    rating: Rating | None = None
    correction: str | None = Field(None, min_length=1, max_length=_MAX_WORDS)
    comment: str | None = Field(None, min_length=1, max_length=_MAX_WORDS)

    @model_validator(mode="after")
    def _says_something(self) -> FeedbackRequest:
        if self.rating is None and self.correction is None and self.comment is None:
            raise ValueError("give a rating, a correction or a comment")
        return self


@router.post("/v1/feedback", status_code=201)
async def feedback(request: Request, given: FeedbackRequest) -> dict[str, Any]:
    """Keeps feedback, on the disk before it is acknowledged; it waits in the review queue."""
    made = await keep_feedback(request, given)
    return {"id": made.id, "object": "feedback", "answer": made.answer, "state": made.state}


async def keep_feedback(request: Request, given: FeedbackRequest) -> Feedback:
    """Stores what was thought of an answer; on the disk when this returns.

    Raises:
        ApiError: the answer is not in the log.
    """
    traces = services_of(request).registry.serving.traces
    if await asyncio.to_thread(traces.get, given.id) is None:
        raise ApiError(
            404, f"There is no answer '{given.id}' in the log.", code="not_found", param="id"
        )
    made = Feedback(
        id=f"fb-{uuid.uuid4().hex[:16]}",
        answer=given.id,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        key=key_id(request),
        rating=given.rating,
        correction=given.correction,
        comment=given.comment,
    )
    await asyncio.to_thread(traces.add_feedback, made)
    return made
