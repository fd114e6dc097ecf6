"""`POST /v1/completions`: plain continuation and fill-in-the-middle, as code editors ask."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import Field, field_validator

from inhouse.contenders import Assistant
from inhouse.models.engines import Piece, Sampling
from inhouse.records import Conversation, Message
from inhouse.server.api.answering import Answering, Choice, assistant_named, refuse_lacking
from inhouse.server.api.chat import EVENTS, sse
from inhouse.server.api.errors import ApiError
from inhouse.server.api.requests import Choosing, Undone
from inhouse.server.api.requests.choosing import UNDONE, TokenId
from inhouse.server.api.requests.taking import refuse

__all__ = ["CompletionRequest", "fill_in_the_middle", "router"]

router = APIRouter()
_DEFAULT_TOKENS = 16
_MARKS = (
    ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"),
    ("<fim_prefix>", "<fim_suffix>", "<fim_middle>"),
    ("<fim-prefix>", "<fim-suffix>", "<fim-middle>"),
    ("<PRE>", "<SUF>", "<MID>"),
)


class CompletionRequest(Choosing):
    """`POST /v1/completions`."""

    undone: ClassVar = {
        **UNDONE,
        "echo": Undone("The prompt is yours already.", (False,)),
        "best_of": Undone("Ask for several with n.", (1,)),
    }
    prompt: str | Annotated[list[TokenId], Field(min_length=1)]
    suffix: str = ""
    logprobs: int | None = Field(None, ge=0, le=5)

    @field_validator("prompt", mode="before")
    @classmethod
    def _is_one(cls, given: Any) -> Any:
        """Some clients send a list always."""
        if isinstance(given, list) and given and isinstance(given[0], (str, list)):
            if len(given) > 1:
                raise refuse(
                    "unsupported_value",
                    f"One request continues one prompt, but this one has {len(given)}; send each in"
                    " a request of its own.",
                )
            return given[0]
        return given


@router.post("/v1/completions")
async def completions(request: Request, asked: CompletionRequest) -> Response:
    """Continues a text; with a suffix, fills what lies between."""
    assistant = assistant_named(request, asked.model)
    room = asked.max_tokens or _DEFAULT_TOKENS
    ids, ends = await asyncio.to_thread(_read, assistant, asked)
    context_length = assistant.writer.limits.context_length
    if len(ids) + room > context_length or not ids:
        raise ApiError(
            400,
            f"The prompt must have 1 to {context_length - room} tokens to leave "
            f"room for {room}; it has {len(ids)}.",
            code="context_length_exceeded",
            param="prompt",
        )
    text = asked.prompt if isinstance(asked.prompt, str) else str(asked.prompt)
    plain = _Plain(request, assistant, ids, (Message("user", text),))
    samplings = [asked.chosen(room, which, n_logprobs=asked.logprobs) for which in range(asked.n)]
    refuse_lacking(assistant, samplings[0])
    stops = (*asked.stops, *ends)
    if asked.stream:
        events = _events(plain, asked, (samplings, stops))
        first = await anext(events)
        return StreamingResponse(sse(first, events), media_type=EVENTS, headers=asked.told())
    await plain.finish(samplings, stops)
    choices = [
        {
            "index": which,
            "text": choice.text,
            "logprobs": None if asked.logprobs is None else _logprobs(choice.pieces),
            "finish_reason": choice.finish_reason,
        }
        for which, choice in enumerate(plain.choices)
    ]
    made = {**_head(plain), "choices": choices, "usage": plain.usage()}
    return JSONResponse(made, headers=asked.told())


class _Plain(Answering):
    """Answers without the contender: the client's own text is the whole prompt."""

    prefix = "cmpl-"

    def __init__(
        self, request: Request, assistant: Assistant, ids: tuple[int, ...], talk: Conversation
    ) -> None:
        super().__init__(request, assistant, talk)
        self._ids = ids

    def pieces(self, choice: Choice, sampling: Sampling, stops: Sequence[str]) -> Iterator[Piece]:
        """The continuation, its white space kept."""
        return self.assistant.continuation(self._ids, sampling, stops)

    def n_prompt_tokens(self) -> int:
        """Tokens of the client's text."""
        return len(self._ids)


def _read(assistant: Assistant, asked: CompletionRequest) -> tuple[tuple[int, ...], list[str]]:
    if not isinstance(asked.prompt, str):
        return tuple(asked.prompt), []
    known = assistant.writer.renderer.control_texts
    text, stops = fill_in_the_middle(asked.prompt, asked.suffix, known)
    return assistant.writer.renderer.raw(text), stops


def fill_in_the_middle(prompt: str, suffix: str, known: Sequence[str]) -> tuple[str, list[str]]:
    """The text the model reads, and texts that end its answer.

    Editors send the two sides apart, or inside the marks of some model. A model that has marks
    of its own gets those; one that has none reads the text before the gap, and its answer ends
    where the text behind the gap begins.

    Args:
        prompt: before the gap, or all of it inside marks.
        suffix: behind the gap; empty for none.
        known: the model's control tokens.
    """
    own = next((marks for marks in _MARKS if all(mark in known for mark in marks)), None)
    if not suffix:
        prompt, suffix = _unmarked(prompt)
        if not suffix:
            return prompt, []
    if own is not None:
        before, behind, middle = own
        return f"{before}{prompt}{behind}{suffix}{middle}", []
    line = next((line for line in suffix.splitlines() if line.strip()), "")
    return prompt, [line] if line else []


def _unmarked(prompt: str) -> tuple[str, str]:
    for before, behind, middle in _MARKS:
        shape = re.escape(before), re.escape(behind), re.escape(middle)
        found = re.fullmatch(r"\s*{}(.*){}(.*){}".format(*shape), prompt, re.DOTALL)
        if found is not None:
            return found[1], found[2]
    return prompt, ""


def _head(plain: Answering) -> dict[str, Any]:
    return {
        "id": plain.id,
        "object": "text_completion",
        "created": plain.created,
        "model": plain.assistant.name,
    }


async def _events(
    plain: Answering, asked: CompletionRequest, run: tuple[Sequence[Sampling], Sequence[str]]
) -> AsyncIterator[str]:
    head = json.dumps(_head(plain))[:-1]
    async with contextlib.aclosing(plain.run(*run)) as pieces:
        async for which, piece in pieces:
            choice = {
                "index": which,
                "text": piece.text,
                "logprobs": None if asked.logprobs is None else _logprobs([piece]),
                "finish_reason": piece.finish_reason,
            }
            yield f'{head}, "choices": [{json.dumps(choice)}]}}'
    if asked.stream_options.include_usage:
        yield f'{head}, "choices": [], "usage": {json.dumps(plain.usage())}}}'


def _logprobs(pieces: Sequence[Piece]) -> dict[str, Any]:
    told = [(p.likely, p.alternatives) for p in pieces if p.likely is not None]
    offsets, at = [], 0
    for likely, _ in told:
        offsets.append(at)
        at += len(likely.text)
    return {
        "tokens": [likely.text for likely, _ in told],
        "token_logprobs": [likely.logprob for likely, _ in told],
        "top_logprobs": [{one.text: one.logprob for one in others} for _, others in told],
        "text_offset": offsets,
    }
