"""Chat: answers as they come, where they are from, and what the right one would have been."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from pydantic import ValidationError

from inhouse.errors import NothingThere
from inhouse.models.engines import Sampling
from inhouse.server.api.answering import (
    Answering,
    assistant_named,
    refuse_lacking,
    services_of,
)
from inhouse.server.api.errors import ApiError
from inhouse.server.api.feedback import FeedbackRequest, keep_feedback
from inhouse.server.api.requests import ChatRequest
from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.templating import desk_of, environment, page

__all__ = ["router"]

router = studio_router()


@router.get("/chat")
async def chat(request: Request) -> Response:
    """The talk; as long as nobody answers, what is missing."""
    services = services_of(request)
    return page(request, "chat.html", names=list(services.assistants), log=services.request_log)


@router.post("/chat/answer")
async def answer(request: Request, asked: ChatRequest) -> Response:
    """The answer in server-sent events: its pieces, then the page's part about it."""
    assistant = assistant_named(request, asked.model)
    talk = asked.talk()
    answering = Answering(request, assistant, talk.messages, talk.begun)
    refuse_lacking(assistant, _sampling(answering, asked), talk.begun)
    events = _events(request, answering, asked)
    first = await anext(events)  # what cannot be answered is told before a stream begins
    return StreamingResponse(_stream(first, events), media_type="text/event-stream")


@router.post("/chat/feedback")
async def feedback(request: Request) -> Response:
    """Keeps thumbs, a correction, a comment."""
    form = await request.form()
    said = {
        key: str(form[key]).strip() for key in ("rating", "correction", "comment") if key in form
    }
    given = {key: value for key, value in said.items() if value}
    try:
        asked = FeedbackRequest.model_validate({"id": str(form.get("id", "")), **given})
    except ValidationError as error:
        raise ApiError(400, str(error.errors()[0]["msg"]), code="invalid_value") from error
    kept = await keep_feedback(request, asked)
    studio = services_of(request).registry.studio
    actor = request.state.visitor.name
    await asyncio.to_thread(studio.note, actor, f"gave feedback {kept.id}")
    return page(request, "thanks.html", kept=kept)


@router.get("/answers/{answer}")
async def lineage(request: Request, answer: str) -> Response:
    """From an answer back to the files."""
    services = services_of(request)
    trace = await asyncio.to_thread(services.registry.serving.traces.get, answer)
    if trace is None:
        raise NothingThere("There should be such an answer in the log.", "There is none.")
    desk = desk_of(request)
    made = desk.lineage(trace.release) if trace.release is not None else None
    passages = desk.passages(trace.release, trace.sources) if trace.release is not None else ()
    return page(request, "answer.html", trace=trace, lineage=made, passages=passages)


async def _events(
    request: Request, answering: Answering, asked: ChatRequest
) -> AsyncIterator[dict[str, str]]:
    sampling = _sampling(answering, asked)
    async with contextlib.aclosing(answering.run([sampling], asked.stops)) as pieces:
        async for _, piece in pieces:
            if piece.text:
                yield {"text": piece.text}
    template = environment().get_template("answered.html")
    log = services_of(request).request_log
    yield {
        "html": template.render(
            id=answering.id,
            release=answering.assistant.release,
            beside=answering.beside(),
            log=log,
        )
    }


def _sampling(answering: Answering, asked: ChatRequest) -> Sampling:
    room = asked.limit or answering.assistant.writer.limits.max_tokens
    return asked.chosen(room, 0, n_logprobs=None)


async def _stream(
    first: dict[str, str], rest: AsyncIterator[dict[str, str]]
) -> AsyncIterator[bytes]:
    yield _event(first)
    async for one in rest:
        yield _event(one)


def _event(one: dict[str, str]) -> bytes:
    return f"data: {json.dumps(one)}\n\n".encode()
