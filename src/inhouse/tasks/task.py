"""What a task is: the shape of its prompts, its scorers, its defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from inhouse.records import Chunk, Conversation, Example, Spec
from inhouse.scoring import Scorer, Tools

__all__ = ["Context", "Task"]


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
        """What rebuilds this task; its params name the primary metric."""
        ...

    @property
    def primary_metric(self) -> str:
        """The scorer that decides, declared before training."""
        ...

    @property
    def contenders(self) -> tuple[str, ...]:
        """Who answers where the settings name nobody."""
        ...

    @property
    def learned_pair(self) -> tuple[str, ...]:
        """Whose likelihoods show that training took: the trained contender, then untrained ones."""
        ...

    def scorers(self, tools: Tools) -> tuple[Scorer, ...]:
        """The scorers, the primary one first."""
        ...

    def system_prompts(self, firm: str, titles: Sequence[str]) -> tuple[str, ...]:
        """Candidate system prompts for the contender `prompted`."""
        ...

    def max_tokens(self, token_lengths: Sequence[int]) -> int:
        """How many tokens an answer may have, by those of the training answers.

        Raises:
            NotEnoughData: there are no training answers.
        """
        ...

    def conversation(self, prompt: Conversation, context: Context) -> Conversation:
        """What the model reads: the prompt of an example inside its context."""
        ...
