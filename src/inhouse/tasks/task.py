"""What a task is: what an example of it is, the shape of its prompts, its scorers and defaults."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from inhouse.errors import NotEnoughData
from inhouse.records import Chunk, Conversation, Example, Spec, TaskFacts
from inhouse.scoring import Scorer, Tools
from inhouse.scoring import build as build_scorer

__all__ = ["Context", "Task", "max_tokens", "scorers_of"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a contender puts before the question.

    Args:
        system: the system prompt; empty for none.
        shots: solved examples, shown as earlier turns.
        chunks: passages of the firm's files, the best first; the caller keeps them in budget.
    """

    system: str = ""
    shots: tuple[Example, ...] = ()
    chunks: tuple[Chunk, ...] = ()


class Task(Protocol):
    """One kind of work a firm's model does."""

    @property
    def spec(self) -> Spec:
        """What rebuilds this task."""
        ...

    @property
    def facts(self) -> TaskFacts:
        """Its name, scorers, lengths, wording and who answers by default."""
        ...

    def uses(self, example: Example) -> bool:
        """Whether an example can be learned from and asked; the others are left out."""
        ...

    def system_prompts(self, firm: str, titles: Sequence[str]) -> tuple[str, ...]:
        """Candidate system prompts; the caller picks one by validation loss.

        Args:
            firm: its name; empty if unknown.
            titles: of its documents, the most telling first.
        """
        ...

    def conversation(self, prompt: Conversation, context: Context) -> Conversation:
        """What the model reads: the prompt of an example inside its context."""
        ...


def scorers_of(task: Task, tools: Tools) -> tuple[Scorer, ...]:
    """The task's scorers, the primary one first.

    Raises:
        ConfigFault: no scorer has one of the names.
    """
    return tuple(build_scorer(name, tools) for name in task.facts.scorers)


def max_tokens(facts: TaskFacts, token_lengths: Sequence[int]) -> int:
    """How many tokens an answer may have: half more than 95 % of the training answers need.

    Args:
        facts: of the task; they say what is the least and the most.
        token_lengths: tokens of each training answer, end-of-turn token included.

    Raises:
        NotEnoughData: there are no training answers.
    """
    if not token_lengths:
        raise NotEnoughData("Expected at least one training answer.", "Found none.")
    p95 = float(np.quantile(np.asarray(token_lengths, dtype=np.float64), 0.95))
    return min(max(math.ceil(1.5 * p95), facts.shortest), facts.longest)
