"""Claims: does the answer say what the firm says, and nothing that it does not?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inhouse.records import Spec
from inhouse.scoring.grading import Embedder, Graded, Tools
from inhouse.scoring.judging import Judgement, judge

__all__ = ["Claims"]


class Claims:
    """The judge's score, 0-1: a contradiction or an invention outweighs whatever else is right."""

    def __init__(self, tools: Tools) -> None:
        self._embedder = tools.embedder
        self.spec = Spec("claims", "1", {"embedder": tools.embedder_name})

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """The score of each answer; 0 for an empty one."""
        return [None if one is None else one.score for one in self.judge(items)]

    def judge(self, items: Sequence[Graded]) -> list[Judgement | None]:
        """The whole judgement of each answer; None where there is no answer."""
        embedder = None if self._embedder is None else _Remembering(self._embedder)
        if embedder is not None:
            embedder.embed([text for i in items if i.answer for text in (i.answer, i.reference)])
        return [None if item.answer is None else judge(item, embedder) for item in items]


class _Remembering:
    """An embedder that embeds every text once: one call for all is ten times faster than many."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """`(len(texts), d) float32`, every row of length 1."""
        new = sorted(set(texts) - set(self._known))
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)
