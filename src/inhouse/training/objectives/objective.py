"""The seam between the loop, which knows steps, and what they learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias, cast

from torch import Tensor

from inhouse.models.learner import Learner
from inhouse.records import Plan, Preference, Rendered, Work
from inhouse.training.objectives.answers import Answers
from inhouse.training.objectives.preferences import Preferences

__all__ = ["Item", "Objective", "lengths_of", "objective_of", "rows_of"]

Item: TypeAlias = Rendered | Preference
"""What is learned from: one sequence, or two answers to one prompt."""


class Objective(Protocol):
    """A loss over training items, which are named by their index."""

    def rows(self, indices: Sequence[int]) -> list[Rendered]:
        """The sequences that go through the model for these items."""
        ...

    def units(self, indices: Sequence[int]) -> int:
        """How many losses a batch's mean is over: learned tokens, or pairs."""
        ...

    def fill(self) -> Work[None]:
        """Works out once what stays the same over the run."""
        ...

    def loss(self, indices: Sequence[int]) -> Tensor:
        """The sum of the losses of these items, with gradients."""
        ...

    def seen(self) -> tuple[tuple[int, float], ...]:
        """Index and mean loss of each item whose loss was asked since this was called last."""
        ...

    def validation_loss(self) -> float:
        """The mean loss of the validation items."""
        ...


def objective_of(
    learner: tuple[Any, Learner], data: tuple[Sequence[Item], Sequence[Item]], plan: Plan
) -> Objective:
    """The objective of the plan's method.

    Args:
        learner: a fused causal model, and what is learned of it.
        data: training and validation items: `Preference` for "dpo", else `Rendered`.
        plan: names the method.
    """
    if plan.method == "dpo":
        pairs = cast("tuple[Sequence[Preference], Sequence[Preference]]", data)
        return Preferences(learner, pairs, plan)
    rows = cast("tuple[Sequence[Rendered], Sequence[Rendered]]", data)
    return Answers(learner[0], rows, plan)


def rows_of(items: Sequence[Item]) -> list[Rendered]:
    """The sequences that go through the model for these items."""
    found: list[Rendered] = []
    for item in items:
        found += [item.chosen, item.rejected] if isinstance(item, Preference) else [item]
    return found


def lengths_of(items: Sequence[Item]) -> list[int]:
    """Tokens each item takes of a batch; a pair's shorter answer is padded."""
    return [
        2 * max(len(item.chosen.ids), len(item.rejected.ids))
        if isinstance(item, Preference)
        else len(item.ids)
        for item in items
    ]
