"""Answer quality: right facts and right meaning, half each."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools
from inhouse.scoring.scorers.facts import Facts
from inhouse.scoring.scorers.similarity import Similarity

__all__ = ["AnswerQuality"]

_FACTS_SHARE = 0.5


class AnswerQuality:
    """Half facts, half similarity; similarity alone where neither side states a fact.

    Declared before training as the primary metric of `answer`: similarity alone calls "$50" and
    "$500" the same answer, and facts alone cannot grade advice without figures in it.
    """

    def __init__(self, tools: Tools) -> None:
        self._facts, self._similarity = Facts(tools), Similarity(tools)
        self.spec = Spec(
            "answer_quality", "1", {"facts_share": _FACTS_SHARE, "embedder": tools.embedder_name}
        )

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """The weighted mean of the two scores of each answer, 0-1."""
        return [
            _blend(facts, similarity)
            for facts, similarity in zip(
                self._facts.score(items), self._similarity.score(items), strict=True
            )
        ]


def _blend(facts: float | None, similarity: float | None) -> float | None:
    if facts is None or similarity is None:
        return similarity
    return _FACTS_SHARE * facts + (1 - _FACTS_SHARE) * similarity
