"""Claims: does the answer say what the firm says, and nothing that it does not?"""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools
from inhouse.scoring.judging import judge_all

__all__ = ["Claims"]


class Claims:
    """The judge's score, 0-1: a contradiction or an invention outweighs whatever else is right."""

    def __init__(self, tools: Tools) -> None:
        self._embedder = tools.embedder
        self.spec = Spec("claims", "3", {"embedder": tools.embedder_name})

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """The score of each answer; 0 for an empty one."""
        return [None if one is None else one.score for one in judge_all(items, self._embedder)]
