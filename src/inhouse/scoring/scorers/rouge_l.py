"""ROUGE-L: the longest common subsequence of words."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools
from inhouse.scoring.words import words

__all__ = ["RougeL"]


class RougeL:
    """F1 of the longest common subsequence of words, from 0 to 1.

    Source: Lin 2004, "ROUGE", section 3.1, with beta 1. Words are folded, not stemmed.
    """

    def __init__(self, tools: Tools) -> None:
        del tools
        self.spec = Spec("rouge_l", "1", {"beta": 1, "stem": False})

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """ROUGE-L of each answer against its reference, 0-1."""
        return [
            None if item.answer is None else _rouge_l(words(item.reference), words(item.answer))
            for item in items
        ]


def _rouge_l(reference: list[str], answer: list[str]) -> float:
    from rapidfuzz.distance import LCSseq

    if not reference or not answer:
        return 0.0
    return 2 * LCSseq.similarity(reference, answer) / (len(reference) + len(answer))
