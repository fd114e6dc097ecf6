"""`POST /v1/chat/completions`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from inhouse.models.engines import Piece, Sampling
from inhouse.server.api.answering import Answering, assistant_named, refuse_lacking
from inhouse.server.api.requests import ChatRequest

__all__ = ["EVENTS", "router", "sse"]

router = APIRouter()
EVENTS = "text/event-stream"


@router.post("/v1/chat/completions")
async def chat(request: Request, asked: ChatRequest) -> Response:
    """Answers a conversation."""
    assistant = assistant_named(request, asked.model)
    schema = asked.response_format.schema_text()
    talk = asked.talk()
    answering = Answering(request, assistant, talk.messages, talk.begun)
    room = asked.limit or assistant.writer.limits.max_tokens
    samplings = [
        asked.chosen(room, which, n_logprobs=asked.n_logprobs, schema=schema)
        for which in range(asked.n)
    ]
    refuse_lacking(assistant, samplings[0], talk.begun)
    if asked.stream:
        events = _events(answering, asked, samplings)
        first = await anext(events)  # what cannot be answered is told before a stream begins
        return StreamingResponse(sse(first, events), media_type=EVENTS, headers=asked.told())
    await answering.finish(samplings, asked.stops)
    return JSONResponse(_whole(answering, asked), headers=asked.told())


def _whole(answering: Answering, asked: ChatRequest) -> dict[str, Any]:
    choices = [
        {
            "index": which,
            "message": {"role": "assistant", "content": choice.text, "refusal": None},
            "logprobs": _logprobs(answering, choice.pieces) if asked.logprobs else None,
            "finish_reason": choice.finish_reason,
        }
        for which, choice in enumerate(answering.choices)
    ]
    return {
        **_head(answering, "chat.completion"),
        "choices": choices,
        "usage": answering.usage(),
        "inhouse": answering.beside(),
    }


def _head(answering: Answering, kind: str) -> dict[str, Any]:
    return {
        "id": answering.id,
        "object": kind,
        "created": answering.created,
        "model": answering.assistant.name,
    }


async def _events(
    answering: Answering, asked: ChatRequest, samplings: Sequence[Sampling]
) -> AsyncIterator[str]:
    head = json.dumps(_head(answering, "chat.completion.chunk"))[:-1]
    begun: set[int] = set()
    over: list[str] = []
    async with contextlib.aclosing(answering.run(samplings, asked.stops)) as pieces:
        async for which, piece in pieces:
            if which not in begun:
                begun.add(which)
                yield _chunk(head, which, {"role": "assistant", "content": ""}, None, None)
            if piece.text or piece.likely is not None:
                logprobs = _logprobs(answering, [piece]) if asked.logprobs else None
                yield _chunk(head, which, {"content": piece.text}, logprobs, None)
            if piece.finish_reason is not None:
                over.append(_chunk(head, which, {}, None, piece.finish_reason))
    # What is told beside an answer is known when the last one is over. A chunk of its own would
    # have no choices, and clients that did not ask for usage break on such.
    *others, last = over
    for chunk in others:
        yield chunk
    yield f'{last[:-1]}, "inhouse": {json.dumps(answering.beside())}}}'
    if asked.stream_options.include_usage:
        yield f'{head}, "choices": [], "usage": {json.dumps(answering.usage())}}}'


def _chunk(
    head: str, which: int, delta: dict[str, str], logprobs: Any, finish_reason: str | None
) -> str:
    choice = {
        "index": which,
        "delta": delta,
        "logprobs": logprobs,
        "finish_reason": finish_reason,
    }
    return f'{head}, "choices": [{json.dumps(choice)}]}}'


async def sse(first: str, rest: AsyncIterator[str]) -> AsyncIterator[bytes]:
    """Server-sent events, with the mark that ends them."""
    yield f"data: {first}\n\n".encode()
    async for event in rest:
        yield f"data: {event}\n\n".encode()
    yield b"data: [DONE]\n\n"


def _logprobs(answering: Answering, pieces: Sequence[Piece]) -> dict[str, Any]:
    return {"content": answering.logprobs(pieces), "refusal": None}
