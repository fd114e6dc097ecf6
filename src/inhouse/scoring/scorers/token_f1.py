"""Token F1: words in common, order ignored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools
from inhouse.scoring.words import words

__all__ = ["TokenF1"]


class TokenF1:
    """F1 of the bag of words, from 0 to 1.

    Source: Rajpurkar et al. 2016 (SQuAD), section 6.1; deviations in `scoring/words.py`.
    """

    def __init__(self, tools: Tools) -> None:
        del tools
        self.spec = Spec("token_f1", "1", {})

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """Token F1 of each answer against its reference, 0-1."""
        return [
            None if item.answer is None else _token_f1(words(item.reference), words(item.answer))
            for item in items
        ]


def _token_f1(reference: list[str], answer: list[str]) -> float:
    shared = (Counter(reference) & Counter(answer)).total()
    return 2 * shared / (len(reference) + len(answer)) if shared else 0.0
