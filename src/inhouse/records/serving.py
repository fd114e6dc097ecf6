"""What is served and what came of it: recipe, release, promotion, trace, feedback, key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inhouse.records.data import Chunk, Conversation, Example, Source

__all__ = [
    "AnswerPolicy",
    "ApiKey",
    "Channel",
    "Feedback",
    "FeedbackState",
    "Promotion",
    "Rating",
    "Recipe",
    "Release",
    "Scope",
    "Trace",
]

Channel = Literal["champion", "challenger"]
Rating = Literal["up", "down"]
FeedbackState = Literal["waiting", "accepted", "rejected"]
Scope = Literal["inference", "feedback", "metrics", "admin"]


@dataclass(frozen=True, slots=True)
class AnswerPolicy:
    """When an answer is given, and what is said instead.

    Args:
        hand_over: what a customer reads where nothing is sure enough.
        slope: of the logistic that turns a match into a confidence.
        offset: of the same.
        threshold: confidence (0-1) from which on something is quoted.
        n_calibrated: questions these were worked out from; 0 for the package's own values.
        precision: share (0-1) of right answers above the threshold among them, or None.
        coverage: share (0-1) of them above the threshold, or None.
        urgent: what counts as an emergency besides the package's own list, in plain words.
    """

    hand_over: str = "I am not sure about that, so I would rather have a colleague answer you."
    slope: float = 1.0
    offset: float = 0.0
    threshold: float = 0.64
    n_calibrated: int = 0
    precision: float | None = None
    coverage: float | None = None
    urgent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that makes a contender again, frozen when it was promoted.

    A release is served from this alone: files that change later change nothing that is served.

    Args:
        contender: its name.
        task: shapes the prompts.
        system: the system prompt.
        shots: solved examples of a few-shot prompt.
        chunks: the passages it looks things up in.
        sources: document id to where it was read, for showing sources.
        n_chunks: passages a prompt holds.
        vectors: SHA-256 of the passages' vectors as safetensors, or None without passages.
        max_tokens: tokens an answer may have.
        context_length: tokens the model reads at most.
        base_model: catalogue name or hub id.
        embedding_model: catalogue name or hub id.
        adapter: SHA-256 of the adapter's folder, or None when the base model answers.
        policy: when an answer is given, for contenders that hand over; else None.
    """

    contender: str
    task: str
    system: str
    shots: tuple[Example, ...]
    chunks: tuple[Chunk, ...]
    sources: Mapping[str, Source]
    n_chunks: int
    vectors: str | None
    max_tokens: int
    context_length: int
    base_model: str
    embedding_model: str
    adapter: str | None
    policy: AnswerPolicy | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A contender that may be served, and the evidence for it.

    Args:
        id: content_id of the comparison and the recipe.
        contender: its name.
        comparison: the comparison it rests on.
        run: the run whose adapter it uses, or that it was compared with.
        dataset: the dataset.
        base_model: catalogue name or hub id.
        recipe: SHA-256 of the recipe.
        primary_metric: the metric that decided.
        score: of the contender on it, or None.
        details: other facts, as text.
    """

    id: str
    contender: str
    comparison: str
    run: str
    dataset: str
    base_model: str
    recipe: str
    primary_metric: str
    score: float | None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promotion:
    """One change of what is served. `release` is None where a channel was emptied."""

    number: int
    channel: Channel
    release: str | None
    reason: str
    actor: str
    time: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One answered request.

    Args:
        id: the answer's id, as the client saw it.
        time: when, in UTC.
        model: the name that was asked for.
        release: what answered, or None for the base model.
        key: id of the API key, or None.
        messages: what was asked; empty when the log holds no words.
        answer: what was answered; empty likewise.
        sources: ids of the passages that were shown to the model.
        n_prompt_tokens: tokens read.
        n_tokens: tokens generated.
        seconds: from request to last token.
        first_token_seconds: from request to first token, or None when there was none.
        finish_reason: "stop" or "length".
    """

    id: str
    time: str
    model: str
    release: str | None
    key: str | None
    messages: Conversation
    answer: str
    sources: tuple[str, ...]
    n_prompt_tokens: int
    n_tokens: int
    seconds: float
    first_token_seconds: float | None
    finish_reason: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer; a correction is a candidate example.

    Args:
        id: its own.
        answer: id of the answer.
        time: when, in UTC.
        key: id of the API key, or None.
        rating: "up", "down" or None.
        correction: the right answer, or None.
        comment: anything else, or None.
        state: "waiting" until somebody has looked at it.
    """

    id: str
    answer: str
    time: str
    key: str | None
    rating: Rating | None
    correction: str | None
    comment: str | None
    state: FeedbackState = "waiting"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is stored: never the key itself."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str
    revoked: str | None = None
