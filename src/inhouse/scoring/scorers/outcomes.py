"""Shares of the answers that are right, wrong, or handed over to a person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools
from inhouse.scoring.judging import Outcome, judge_once

__all__ = ["HANDED_OVER", "RIGHT", "WRONG", "OutcomeShare"]


class OutcomeShare:
    """1 for an answer that was judged so, else 0: the mean is a share.

    Args:
        outcome: what is counted.
        tools: not used.
    """

    def __init__(self, outcome: Outcome, tools: Tools) -> None:
        del tools
        self._outcome = outcome
        self.spec = Spec(outcome, "1", {})

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """1.0 or 0.0 for each answer."""
        return [
            None if item.answer is None else float(judge_once(item).outcome == self._outcome)
            for item in items
        ]


RIGHT = partial(OutcomeShare, "right")
WRONG = partial(OutcomeShare, "wrong")
HANDED_OVER = partial(OutcomeShare, "handed_over")
