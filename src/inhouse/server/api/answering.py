"""Runs one request: asks the engine, counts, measures, and puts it into the request log."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastapi import Request

from inhouse.contenders import Answered, Assistant
from inhouse.contenders import Request as Asked
from inhouse.models.engines import Likely, Piece, Sampling, engine_specs
from inhouse.records import ApiKey, Chunk, Conversation, Message, Trace
from inhouse.server.api.bridge import Maker, Workers
from inhouse.server.api.errors import ApiError
from inhouse.server.api.turns import Group
from inhouse.server.metrics import Metrics
from inhouse.server.redaction import redacted
from inhouse.server.services import Services

__all__ = [
    "NOTHING_PROMOTED",
    "Answering",
    "Choice",
    "assistant_named",
    "key_id",
    "refuse_lacking",
    "services_of",
]

NOTHING_PROMOTED = (
    "This server answers with what was promoted, but nothing was promoted yet. "
    "Promote what the verdict chose, on the page Models or with: inhouse promote"
)


def services_of(request: Request) -> Services:
    """What the application was given."""
    found: Services = request.app.state.services
    return found


def key_id(request: Request) -> str | None:
    """The id of the API key that was used, or None."""
    key: ApiKey | None = request.state.key
    return key.id if key is not None else None


def assistant_named(request: Request, name: str) -> Assistant:
    """Who answers under this model name.

    Raises:
        ApiError: nobody does.
    """
    assistants = services_of(request).assistants
    if not assistants:
        raise ApiError(503, NOTHING_PROMOTED, code="nothing_promoted")
    if name not in assistants:
        raise ApiError(
            404,
            f"The model '{name}' does not exist; there are {', '.join(assistants)}.",
            code="model_not_found",
            param="model",
        )
    return assistants[name]


def refuse_lacking(assistant: Assistant, sampling: Sampling, begun: str = "") -> None:
    """Refuses what who answers cannot do: nothing asked for is left out in silence.

    Raises:
        ApiError: the request needs something of that kind.
    """
    if begun and (sampling.schema is not None or not assistant.goes_on):
        why = (
            "an answer in a form has to begin with its first sign"
            if assistant.goes_on
            else f"'{assistant.name}' gives whole answers only"
        )
        raise ApiError(
            400,
            f"The last message is the assistant's, so it begins the answer; but {why}. Leave that"
            " message out.",
            code="unsupported_value",
            param="messages",
        )
    n_tokens = assistant.writer.renderer.n_tokens
    if unknown := [token for token in sampling.logit_bias if token >= n_tokens]:
        raise ApiError(
            400,
            f"This model's tokens have the numbers 0 to {n_tokens - 1}, but logit_bias names"
            f" {unknown[0]}.",
            code="invalid_value",
            param="logit_bias",
        )
    facts = assistant.writer.engine.facts
    needed = {
        "response_format": sampling.schema is not None,
        "logit_bias": bool(sampling.logit_bias),
        "top_logprobs": bool(sampling.n_logprobs),
        "logprobs": sampling.n_logprobs is not None,
    }
    for name in sorted(facts.lacks):
        if needed.get(name):
            other = next(spec.name for spec in engine_specs() if name not in spec.lacks)
            raise ApiError(
                400,
                f"The engine {facts.name} does not do {name}; {other} does:"
                f" inhouse serve --set serve.engine={other}",
                code="unsupported_parameter",
                param=name,
            )


@dataclass(slots=True)
class Choice:
    """One answer as it grows; `answered` is the whole of it once it is over."""

    text: str = ""
    n_tokens: int = 0
    finish_reason: str = "stop"
    pieces: list[Piece] = field(default_factory=list)
    answered: Answered | None = None


class Answering:
    """One request being answered.

    Args:
        request: of HTTP.
        assistant: who answers.
        talk: what was asked.
        begun: what the answer goes on from; "" for one from its first word on.
    """

    prefix = "chatcmpl-"

    def __init__(
        self, request: Request, assistant: Assistant, talk: Conversation, begun: str = ""
    ) -> None:
        self.id = f"{self.prefix}{uuid.uuid4().hex[:24]}"
        self.created = int(time.time())
        self.assistant = assistant
        self.choices: list[Choice] = []
        self._request = request
        self._metrics: Metrics = request.app.state.metrics
        self._talk = talk
        self._begun = begun
        self._started = time.perf_counter()
        self._first: float | None = None

    async def run(
        self, samplings: Sequence[Sampling], stops: Sequence[str]
    ) -> AsyncGenerator[tuple[int, Piece]]:
        """(which, piece) of each answer as it comes; the request is logged before this ends."""
        workers: Workers = self._request.app.state.workers
        self.choices = [Choice() for _ in samplings]
        makers = [
            self._maker(choice, sampling, stops)
            for choice, sampling in zip(self.choices, samplings, strict=True)
        ]
        writer = self.assistant.writer
        group = Group(id(writer.engine), writer.variant)
        async with contextlib.aclosing(workers.pieces(makers, group)) as pieces:
            async for which, piece in pieces:
                self._note(which, piece)
                yield which, piece
        await asyncio.to_thread(self._log)

    async def finish(self, samplings: Sequence[Sampling], stops: Sequence[str]) -> None:
        """Runs to the end; the answers are then in `choices`."""
        async for _ in self.run(samplings, stops):
            pass

    def pieces(self, choice: Choice, sampling: Sampling, stops: Sequence[str]) -> Iterator[Piece]:
        """The answer, piece by piece; runs in a thread."""
        asked = Asked(self._talk, datetime.now(), sampling, tuple(stops), self._begun)
        choice.answered = yield from self.assistant.contender.answer(asked)

    def usage(self) -> dict[str, int]:
        """Tokens read and generated."""
        read, made = self.n_prompt_tokens(), sum(choice.n_tokens for choice in self.choices)
        return {"prompt_tokens": read, "completion_tokens": made, "total_tokens": read + made}

    def n_prompt_tokens(self) -> int:
        """Tokens read; known once the first answer is over."""
        answered = self._answered()
        return answered.n_prompt_tokens if answered is not None else 0

    def logprobs(self, pieces: Sequence[Piece]) -> list[dict[str, Any]]:
        """The tokens of the pieces with log p, and what else was likely there."""
        return [
            {
                **self._likely(piece.likely),
                "top_logprobs": [self._likely(one) for one in piece.alternatives],
            }
            for piece in pieces
            if piece.likely is not None
        ]

    def _likely(self, one: Likely) -> dict[str, Any]:
        """A token; its bytes are its own, also where it is half a character."""
        raw = one.raw
        if raw is None and one.token is not None:
            raw = self.assistant.writer.renderer.token_bytes(one.token)
        elif raw is None:
            raw = one.text.encode()
        return {"token": one.text, "logprob": one.logprob, "bytes": list(raw)}

    def passages(self) -> tuple[Chunk, ...]:
        """What the first answer rests on."""
        answered = self._answered()
        return answered.passages if answered is not None else ()

    def beside(self) -> dict[str, Any]:
        """What is told of the first answer besides its words."""
        answered = self._answered() or Answered("")
        known = services_of(self._request).sources
        return {
            "release": self.assistant.release,
            "outcome": answered.outcome,
            "confidence": answered.confidence,
            "sources": [
                {
                    "id": chunk.id,
                    "source": str(known.get(chunk.document_id, "")),
                    "text": chunk.text,
                }
                for chunk in answered.passages
            ],
        }

    def _answered(self) -> Answered | None:
        return next((choice.answered for choice in self.choices), None)

    def _maker(self, choice: Choice, sampling: Sampling, stops: Sequence[str]) -> Maker:
        return lambda: self.pieces(choice, sampling, stops)

    def _note(self, which: int, piece: Piece) -> None:
        if self._first is None:
            self._first = time.perf_counter() - self._started
            self._metrics.first_token.labels(self.assistant.name).observe(self._first)
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
        usage, name = self.usage(), self.assistant.name
        self._metrics.tokens.labels(name, "read").inc(usage["prompt_tokens"])
        self._metrics.tokens.labels(name, "made").inc(usage["completion_tokens"])
        services.registry.serving.traces.add(
            *(self._trace(i, choice, seconds) for i, choice in enumerate(self.choices))
        )

    def _kept(self, text: str) -> str:
        """What the log keeps of a text."""
        kept = services_of(self._request).request_log
        if kept == "off":
            return ""
        return redacted(text) if kept == "redacted" else text

    def _trace(self, which: int, choice: Choice, seconds: float) -> Trace:
        return Trace(
            id=f"{self.id}.{which}" if which else self.id,
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            model=self.assistant.name,
            release=self.assistant.release,
            key=key_id(self._request),
            messages=tuple(Message(m.role, self._kept(m.content)) for m in self._talk),
            answer=self._kept(self._begun + choice.text),
            sources=tuple(chunk.id for chunk in self.passages()),
            n_prompt_tokens=self.n_prompt_tokens(),
            n_tokens=choice.n_tokens,
            seconds=seconds,
            first_token_seconds=self._first,
            finish_reason=choice.finish_reason,
        )
