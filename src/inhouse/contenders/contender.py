"""What a contender is: anything that answers a conversation, and what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from inhouse.contenders.knowledge import Index
from inhouse.contenders.writer import Limits, Writer
from inhouse.models.engines import BASE, Engine, Piece, Sampling
from inhouse.records import (
    AnswerOutcome,
    AnswerPolicy,
    Chunk,
    ContenderFacts,
    Conversation,
    Example,
    Spec,
)
from inhouse.rendering import Renderer
from inhouse.tasks import Task

__all__ = [
    "Answered",
    "Answering",
    "Contender",
    "ContenderKind",
    "Ingredients",
    "Request",
    "finish",
    "say",
    "with_writers",
]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and when.

    Args:
        messages: the whole conversation; the last message is the user's.
        now: the time on the firm's clock, for "are you open today?".
        sampling: how a model chooses its tokens; None for the likeliest, up to the usual length.
        stops: texts that end the answer.
        begun: the beginning of the answer, which a contender that is `PromptBased` goes on from;
            no other is asked with one.
    """

    messages: Conversation
    now: datetime
    sampling: Sampling | None = None
    stops: tuple[str, ...] = ()
    begun: str = ""

    @property
    def question(self) -> str:
        """The last thing the user said."""
        return next((m.content for m in reversed(self.messages) if m.role == "user"), "")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and what it rests on.

    Args:
        text: the answer.
        passages: what was looked up for it, the best first; the sources that people are shown.
        outcome: written by a model, quoted, or handed over to a person.
        confidence: that it is right, 0-1; None where the contender cannot tell.
        n_prompt_tokens: tokens a model read for it.
        n_tokens: tokens a model generated, the end-of-turn token included.
        finished: False when it was cut at the token limit.
        logprobs: log p (nats) of the generated tokens, where they were asked for.
    """

    text: str
    passages: tuple[Chunk, ...] = ()
    outcome: AnswerOutcome = "answered"
    confidence: float | None = None
    n_prompt_tokens: int = 0
    n_tokens: int = 0
    finished: bool = True
    logprobs: tuple[float, ...] = ()


_Whole = TypeVar("_Whole")
Answering: TypeAlias = Generator[Piece, None, Answered]
"""Yields the answer piece by piece and returns it whole. Closing it stops the work."""


class Contender(Protocol):
    """Everything that answers: a prompt, a lookup, a fine-tuned model, an endpoint."""

    @property
    def spec(self) -> Spec:
        """What rebuilds it."""
        ...

    def answer(self, request: Request) -> Answering:
        """The answer; safe to call from many threads.

        Raises:
            UserFault: the conversation is longer than it can read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What contenders are made of; each takes what its facts say it needs.

    Args:
        task: shapes the prompts.
        system: the system prompt, chosen by validation loss and shared by every contender.
        shots: solved examples for a few-shot prompt.
        knowledge: what may be looked up.
        n_chunks: passages a prompt holds.
        writer: answers with the untouched base model; None where no model is open.
        tuned: the same with the fine-tuned weights; None where there are none.
        policy: when an answer is given; None for the package's own values.
    """

    task: Task
    system: str
    shots: tuple[Example, ...]
    knowledge: Index
    n_chunks: int
    writer: Writer | None = None
    tuned: Writer | None = None
    policy: AnswerPolicy | None = None


@dataclass(frozen=True, slots=True)
class ContenderKind:
    """A row of the table of contenders: what it is, and how it is built."""

    facts: ContenderFacts
    build: Callable[[Ingredients], Contender] = field(compare=False)


def with_writers(
    ingredients: Ingredients,
    renderer: Renderer,
    engine: Engine,
    limits: Limits,
    adapter: str | None,
) -> Ingredients:
    """The ingredients with an open engine in them.

    Args:
        ingredients: what contenders are made of.
        renderer: of the base model.
        engine: what serves.
        limits: of an answer.
        adapter: the engine's variant that was fine-tuned; None where there is none.
    """
    writer = Writer(renderer, engine, BASE, limits)
    tuned = None if adapter is None else replace(writer, variant=adapter)
    return replace(ingredients, writer=writer, tuned=tuned)


def say(answered: Answered) -> Answering:
    """An answer that is there at once."""
    reason = "stop" if answered.finished else "length"
    yield Piece(answered.text, answered.n_tokens, finish_reason=reason)
    return answered


def finish(answering: Generator[Piece, None, _Whole]) -> _Whole:
    """The whole answer of one that nobody watches."""
    while True:
        try:
            next(answering)
        except StopIteration as end:
            whole: _Whole = end.value
            return whole
