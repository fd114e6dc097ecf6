"""The protocol every serving engine keeps, and the records it speaks in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["BASE", "Engine", "EngineFacts", "Likely", "Piece", "Sampling"]

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
        n_logprobs: alternatives reported with each token; None for no log-probabilities at all.
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
    """A token, its text, and log p of it (nats)."""

    token: int
    text: str
    logprob: float


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
    """What an engine is and can do.

    Args:
        name: "llama.cpp", "openvino", "torch".
        precision: of its weights.
        variants: the adapters it can answer with, `BASE` included.
        parallel: answers it makes at once; more wait.
        lacks: what of a request it must refuse: "logit_bias", "response_format", "top_logprobs".
    """

    name: str
    precision: str
    variants: tuple[str, ...]
    parallel: int
    lacks: frozenset[str] = frozenset()


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
        """
        ...

    def close(self) -> None:
        """Frees what it holds."""
        ...
