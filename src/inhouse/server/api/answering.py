"""Runs one request: asks the engine, counts, measures, and puts it into the request log."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import Request

from inhouse.contenders import Assistant, Question
from inhouse.models.engines import Piece, Sampling
from inhouse.records import Conversation, Trace
from inhouse.server.api.bridge import Maker, Workers
from inhouse.server.api.errors import ApiError
from inhouse.server.services import Services

__all__ = ["Answering", "Choice", "assistant_named", "services_of"]


def services_of(request: Request) -> Services:
    """What the application was given."""
    found: Services = request.app.state.services
    return found


def assistant_named(request: Request, name: str) -> Assistant:
    """Who answers under this model name.

    Raises:
        ApiError: nobody does.
    """
    assistants = services_of(request).assistants
    if name not in assistants:
        raise ApiError(
            404,
            f"The model '{name}' does not exist; there are {', '.join(assistants)}.",
            code="model_not_found",
            param="model",
        )
    return assistants[name]


@dataclass(slots=True)
class Choice:
    """One answer as it grows."""

    text: str = ""
    n_tokens: int = 0
    finish_reason: str = "stop"
    pieces: list[Piece] = field(default_factory=list)


class Answering:
    """One request being answered.

    Args:
        request: of HTTP.
        assistant: who answers.
        question: what the model reads.
        talk: what was asked, for the log.
        prefix: of the answer's id.
    """

    def __init__(
        self,
        request: Request,
        assistant: Assistant,
        question: Question,
        talk: Conversation,
        *,
        prefix: str,
    ) -> None:
        self.id = f"{prefix}-{uuid.uuid4().hex[:24]}"
        self.created = int(time.time())
        self.assistant = assistant
        self.question = question
        self.choices: list[Choice] = []
        self._request = request
        self._talk = talk
        self._started = time.perf_counter()
        self._first: float | None = None

    async def run(
        self, samplings: Sequence[Sampling], stops: Sequence[str]
    ) -> AsyncGenerator[tuple[int, Piece]]:
        """(which, piece) of each answer as it comes; the request is logged before this ends."""
        workers: Workers = self._request.app.state.workers
        self.choices = [Choice() for _ in samplings]
        makers = [self._maker(sampling, stops) for sampling in samplings]
        async with contextlib.aclosing(workers.pieces(makers)) as pieces:
            async for which, piece in pieces:
                self._note(which, piece)
                yield which, piece
        await asyncio.to_thread(self._log)

    async def finish(self, samplings: Sequence[Sampling], stops: Sequence[str]) -> None:
        """Runs to the end; the answers are then in `choices`."""
        async for _ in self.run(samplings, stops):
            pass

    def usage(self) -> dict[str, int]:
        """Tokens read and generated."""
        read, made = len(self.question.ids), sum(choice.n_tokens for choice in self.choices)
        return {"prompt_tokens": read, "completion_tokens": made, "total_tokens": read + made}

    def sources(self) -> list[dict[str, str]]:
        """The passages that were shown to the model, with where they come from."""
        known = services_of(self._request).sources
        return [
            {"id": chunk.id, "source": str(known.get(chunk.document_id, "")), "text": chunk.text}
            for chunk in self.question.passages
        ]

    def _maker(self, sampling: Sampling, stops: Sequence[str]) -> Maker:
        return lambda: self.assistant.answer(self.question, sampling, stops)

    def _note(self, which: int, piece: Piece) -> None:
        if self._first is None:
            self._first = time.perf_counter() - self._started
        choice = self.choices[which]
        choice.text += piece.text
        choice.n_tokens += piece.n_tokens
        if piece.likely is not None:
            choice.pieces.append(piece)
        if piece.finish_reason is not None:
            choice.finish_reason = piece.finish_reason

    def _log(self) -> None:
        seconds = time.perf_counter() - self._started
        services = services_of(self._request)
        services.registry.serving.traces.add(
            *(self._trace(i, choice, seconds) for i, choice in enumerate(self.choices))
        )

    def _trace(self, which: int, choice: Choice, seconds: float) -> Trace:
        return Trace(
            id=f"{self.id}.{which}" if which else self.id,
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            model=self.assistant.name,
            release=self.assistant.release,
            key=None,
            messages=self._talk,
            answer=choice.text,
            sources=tuple(chunk.id for chunk in self.question.passages),
            n_prompt_tokens=len(self.question.ids),
            n_tokens=choice.n_tokens,
            seconds=seconds,
            first_token_seconds=self._first,
            finish_reason=choice.finish_reason,
        )
