"""`POST /v1/responses`: the same answers as chat completions, in the form of newer clients."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from inhouse.models.engines import Piece, Sampling
from inhouse.server.api.answering import Answering, Choice, assistant_named, refuse_lacking
from inhouse.server.api.chat import EVENTS
from inhouse.server.api.requests import ResponsesRequest

__all__ = ["router"]

router = APIRouter()


@router.post("/v1/responses")
async def responses(request: Request, asked: ResponsesRequest) -> Response:
    """Answers a conversation."""
    assistant = assistant_named(request, asked.model)
    talk = asked.talk()
    sampling = asked.chosen(asked.max_output_tokens or assistant.writer.limits.max_tokens)
    refuse_lacking(assistant, sampling, talk.begun)
    told = _Told(_Answering(request, assistant, talk.messages, talk.begun), asked)
    if asked.stream:
        events = told.events(sampling)
        first = await anext(events)  # what cannot be answered is told before a stream begins
        return StreamingResponse(_sse(first, events), media_type=EVENTS, headers=asked.told())
    await told.answering.finish([sampling], ())
    return JSONResponse(told.whole(), headers=asked.told())


class _Answering(Answering):
    prefix = "resp_"


class _Told:
    """An answer as the Responses API tells it.

    Args:
        answering: makes it.
        asked: what for.
    """

    def __init__(self, answering: Answering, asked: ResponsesRequest) -> None:
        self.answering = answering
        self._asked = asked
        self._item = answering.id.replace("resp_", "msg_")
        self._numbers = iter(range(1 << 62))

    def whole(self) -> dict[str, Any]:
        """The response once it is over."""
        choice = self.answering.choices[0]
        used = self.answering.usage()
        cut = choice.finish_reason == "length"
        return {
            **self._frame("incomplete" if cut else "completed"),
            "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
            "output": [self._message(choice)],
            "usage": {
                "input_tokens": used["prompt_tokens"],
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens": used["completion_tokens"],
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": used["total_tokens"],
            },
            "inhouse": self.answering.beside(),
        }

    async def events(self, sampling: Sampling) -> AsyncIterator[str]:
        """The events of a stream; none before the answer has begun."""
        begun = False
        async with contextlib.aclosing(self.answering.run([sampling], ())) as pieces:
            async for _, piece in pieces:
                for event in () if begun else self._beginning():
                    yield event
                begun = True
                if piece.text or piece.likely is not None:
                    yield self._delta(piece)
        for event in self._end():
            yield event

    def _beginning(self) -> Iterator[str]:
        frame = self._frame("in_progress")
        yield self._event("response.created", response=frame)
        yield self._event("response.in_progress", response=frame)
        item = {**self._head("in_progress"), "content": []}
        yield self._event("response.output_item.added", output_index=0, item=item)
        yield self._event("response.content_part.added", **self._place(), part=_part("", []))

    def _delta(self, piece: Piece) -> str:
        logprobs = self.answering.logprobs([piece])
        return self._event(
            "response.output_text.delta", **self._place(), delta=piece.text, logprobs=logprobs
        )

    def _end(self) -> Iterator[str]:
        whole = self.whole()
        (item,) = whole["output"]
        (part,) = item["content"]
        text, logprobs = part["text"], part["logprobs"]
        yield self._event(
            "response.output_text.done", **self._place(), text=text, logprobs=logprobs
        )
        yield self._event("response.content_part.done", **self._place(), part=part)
        yield self._event("response.output_item.done", output_index=0, item=item)
        yield self._event(f"response.{whole['status']}", response=whole)

    def _event(self, kind: str, **told: Any) -> str:
        event = {"type": kind, "sequence_number": next(self._numbers), **told}
        return f"event: {kind}\ndata: {json.dumps(event)}\n\n"

    def _place(self) -> dict[str, Any]:
        return {"item_id": self._item, "output_index": 0, "content_index": 0}

    def _head(self, status: str) -> dict[str, Any]:
        return {"id": self._item, "type": "message", "status": status, "role": "assistant"}

    def _message(self, choice: Choice) -> dict[str, Any]:
        status = "incomplete" if choice.finish_reason == "length" else "completed"
        content = [_part(choice.text, self.answering.logprobs(choice.pieces))]
        return {**self._head(status), "content": content}

    def _frame(self, status: str) -> dict[str, Any]:
        """What is known before the answer; nothing is kept to be asked for by its id."""
        asked = self._asked
        return {
            "id": self.answering.id,
            "object": "response",
            "created_at": self.answering.created,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": asked.instructions or None,
            "max_output_tokens": asked.max_output_tokens,
            "metadata": {},
            "model": self.answering.assistant.name,
            "output": [],
            "parallel_tool_calls": False,
            "previous_response_id": None,
            "store": False,
            "temperature": asked.temperature,
            "text": asked.text.model_dump(by_alias=True, exclude_unset=True)
            or {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": asked.top_p,
            "truncation": "auto",
            "usage": None,
        }


def _part(text: str, logprobs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": logprobs}


async def _sse(first: str, rest: AsyncIterator[str]) -> AsyncIterator[bytes]:
    yield first.encode()
    async for event in rest:
        yield event.encode()
