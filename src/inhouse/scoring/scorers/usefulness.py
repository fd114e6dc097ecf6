"""Usefulness: what an answer is worth to the owner of a firm."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools
from inhouse.scoring.judging import judge_once

__all__ = ["Usefulness"]

_PARTLY = 0.2


class Usefulness:
    """Right is worth 1, handed over c, wrong costs w; told on a scale from 0 to 1.

    What is partly right is worth 0.2: the customer has to ask again. A wrong answer is 0 on the
    scale and a right one 1, so with c = 0 and w = 1 a question that is handed over counts 0.5:
    who hands over everything is better than who is wrong more often than right.

    Args:
        tools: `handed_over_worth` is c, `wrong_cost` is w.
    """

    def __init__(self, tools: Tools) -> None:
        cost = tools.wrong_cost
        values = {
            "right": 1.0,
            "partly": _PARTLY,
            "handed_over": tools.handed_over_worth,
            "wrong": -cost,
        }
        self._values = {name: (value + cost) / (1 + cost) for name, value in values.items()}
        self.spec = Spec(
            "usefulness", "4", {"handed_over_worth": tools.handed_over_worth, "wrong_cost": cost}
        )

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """What each answer is worth, 0-1."""
        return [
            None if outcome is None else self._values[outcome] for outcome in self.outcomes(items)
        ]

    def outcomes(self, items: Sequence[Graded]) -> list[str | None]:
        """Right, partly, wrong or handed over, for each answer."""
        return [None if item.answer is None else judge_once(item).outcome for item in items]
