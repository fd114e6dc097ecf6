"""The protocol every serving engine keeps, and the records it speaks in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from inhouse.errors import BrokenInvariant
from inhouse.records import Conversation

__all__ = [
    "BASE",
    "BatchEngine",
    "Begun",
    "ChatEngine",
    "Engine",
    "EngineFacts",
    "EngineSpec",
    "Likely",
    "Piece",
    "Sampling",
    "refuse_unanswerable",
]

BASE = "base"
"""The variant of an engine that has no adapter on it."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen.

    Args:
        max_tokens: tokens generated at most.
        temperature: 0 takes the likeliest token always.
        top_p: share of the probability (0-1] that is drawn from.
        seed: of the draw; None for a fresh one.
        presence_penalty: taken from the logit of each token generated so far.
        frequency_penalty: taken from it once for each time it was generated.
        logit_bias: token id to what is added to its logit.
        n_logprobs: alternatives reported with each token; 0 for the chosen token alone, None for no
            log-probabilities at all.
        schema: a JSON schema (as JSON text) that the answer must fit, or None.
        ignore_stops: goes on to `max_tokens` whatever comes, for measurements.
    """

    max_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    logit_bias: Mapping[int, float] = field(default_factory=dict)
    n_logprobs: int | None = None
    schema: str | None = None
    ignore_stops: bool = False


@dataclass(frozen=True, slots=True)
class Likely:
    """A token that was taken, or could have been.

    Args:
        token: its id; None where an engine does not say it.
        text: its text.
        logprob: log p of it (nats).
        raw: its bytes, which may be half a character; None where an engine does not say them.
    """

    token: int | None
    text: str
    logprob: float
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """The next part of an answer.

    Args:
        text: the text it adds; may be empty while a character is incomplete.
        n_tokens: tokens in it; 0 for a piece that only closes the answer.
        likely: the chosen token with its probability, when that was asked for.
        alternatives: the likeliest tokens at that place, the likeliest first.
        finish_reason: "stop" or "length" on the last piece, else None.
    """

    text: str
    n_tokens: int
    likely: Likely | None = None
    alternatives: tuple[Likely, ...] = ()
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What an open engine is and can do.

    Args:
        name: as the table of engines says it.
        precision: of its weights.
        variants: the adapters it can answer with, `BASE` included.
        parallel: answers it makes at once; more wait.
        lacks: what of a request it must refuse; the same as its row's.
        reads: what its prompts are; one that reads messages is a `ChatEngine`.
        sends_to: the computer that prompts are sent to; "" where nothing leaves this one.
    """

    name: str
    precision: str
    variants: tuple[str, ...]
    parallel: int
    lacks: frozenset[str] = frozenset()
    reads: Literal["ids", "messages"] = "ids"
    sends_to: str = ""


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """A row of the table of engines: all that is known of one before it is opened.

    Args:
        name: as `serve.engine` says it.
        opener: import string of a function of `Weights` and `EngineSettings` that gives an
            `Engine`.
        beginner: import string of a function of the same that gives a `Begun`, for an engine that
            takes long to open; "" for the others.
        package: the distribution it needs; "" for none.
        precisions: values of `serve.precision` it can open; empty where it has its own.
        lacks: what of a request it must refuse: "logit_bias", "response_format", "top_logprobs"
            (alternatives), "logprobs" (of the chosen tokens too), "ignore_stops".
        max_adapters: releases it answers as beside the base model; None for any number.
        automatic: whether "auto" may choose it.
    """

    name: str
    opener: str
    beginner: str = ""
    package: str = ""
    precisions: tuple[str, ...] = ()
    lacks: frozenset[str] = frozenset()
    max_adapters: int | None = None
    automatic: bool = True


class Engine(Protocol):
    """Turns prompts into answers; safe to call from many threads."""

    @property
    def facts(self) -> EngineFacts:
        """What it is and can do."""
        ...

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, piece by piece; the last one says why it ended.

        Closing the iterator stops the work.

        Args:
            prompt: token ids as the renderer made them.
            sampling: how tokens are chosen.
            variant: one of `facts.variants`; never another's answer.

        Raises:
            BrokenInvariant: the prompt is empty, the variant unknown, or the engine reads messages.
            ModelUnavailable: it could not answer this time.
        """
        ...

    def close(self) -> None:
        """Frees what it holds."""
        ...


@runtime_checkable
class ChatEngine(Engine, Protocol):
    """An engine that reads messages, for it renders them itself: a model behind an address.

    Its `facts.reads` is "messages", and its `generate` refuses: nobody but the server knows the
    token ids. `asking.ask` calls whichever of the two a prompt is for.
    """

    def chat(self, messages: Conversation, sampling: Sampling, *, variant: str) -> Iterator[Piece]:
        """The answer to a conversation, with the same promises as `generate`."""
        ...


@runtime_checkable
class BatchEngine(Engine, Protocol):
    """An engine that answers many prompts much faster when it is given them together."""

    def generate_together(
        self,
        prompts: tuple[tuple[int, ...], ...],
        sampling: Sampling,
        *,
        variant: str,
        dropped: AbstractSet[int],
    ) -> Iterator[tuple[int, Piece]]:
        """The pieces `generate` would give for each prompt, with the number of the prompt.

        Args:
            prompts: token ids of each.
            sampling: how tokens are chosen.
            variant: one of `facts.variants`.
            dropped: numbers of prompts that nobody waits for any more; may grow meanwhile.
        """
        ...


class Begun(Protocol):
    """An engine that is being opened while the caller does something else.

    What was begun ends when nobody holds it.
    """

    def open(self, stop_ids: frozenset[int]) -> Engine:
        """The engine, once it is ready.

        Raises:
            ModelUnavailable: it cannot open this model.
        """
        ...


def refuse_unanswerable(facts: EngineFacts, prompt: tuple[object, ...], variant: str) -> None:
    """Refuses what no engine can answer: each calls this first.

    Raises:
        BrokenInvariant: the variant is none of the engine's, or the prompt is empty.
    """
    if variant not in facts.variants:
        raise BrokenInvariant(f"This engine answers as {facts.variants}, not {variant}.")
    if not prompt:
        raise BrokenInvariant("A prompt should have at least one token,", "but it is empty.")
