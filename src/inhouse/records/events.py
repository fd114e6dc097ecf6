"""What long work yields: the CLI draws these, the registry writes them, tests read a list."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from inhouse.records.learning import LearnedToken

__all__ = [
    "CheckpointSaved",
    "Event",
    "LearnedExample",
    "Notice",
    "Progress",
    "StepFinished",
    "StepStarted",
    "TrainingStep",
    "ValidationMeasured",
    "Work",
]


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step of the story began."""

    step: str
    title: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` units are finished; `total` is None when nobody knows."""

    label: str
    done: float
    total: float | None
    unit: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence the user should see; `warning` when it may change what they do."""

    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class LearnedExample:
    """One training example as tokens, the learned ones marked."""

    tokens: tuple[LearnedToken, ...]


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """One optimizer step. `loss` is mean nats a learned token; `seconds` since training began.

    `losses` are those of its items, each by its index among the training items, as the step's own
    forward pass found them: before the step, with dropout.
    """

    step: int
    n_steps: int
    epoch: float
    loss: float
    learning_rate: float
    n_tokens: int
    seconds: float
    losses: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ValidationMeasured:
    """The validation loss after a step, and whether it is the best so far."""

    step: int
    epoch: float
    loss: float
    is_best: bool


@dataclass(frozen=True, slots=True)
class CheckpointSaved:
    """A killed run goes on after this step."""

    step: int


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step of the story ended; `reused` when an earlier result was still right."""

    step: str
    summary: str
    reused: bool = False
    seconds: float = 0.0


Event: TypeAlias = (
    StepStarted
    | Progress
    | Notice
    | LearnedExample
    | TrainingStep
    | ValidationMeasured
    | CheckpointSaved
    | StepFinished
)

_T = TypeVar("_T")
Work: TypeAlias = Generator[Event, None, _T]
"""Long work: yields events, returns its result."""
