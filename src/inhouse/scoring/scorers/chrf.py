"""chrF: overlap of character sequences."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools

__all__ = ["Chrf"]


class Chrf:
    """Character n-gram F-score (n 1-6, beta 2), as sacrebleu measures it, from 0 to 1.

    Source: Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation".
    """

    def __init__(self, tools: Tools) -> None:
        del tools
        self.spec = Spec("chrf", "1", {"char_order": 6, "word_order": 0, "beta": 2})

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """chrF of each answer against its reference, 0-1."""
        from sacrebleu.metrics.chrf import CHRF  # 0.2 s to import

        metric = CHRF(char_order=6, word_order=0, beta=2)
        return [
            None
            if item.answer is None
            else float(metric.sentence_score(item.answer, [item.reference]).score) / 100
            for item in items
        ]
