"""Many answers judged at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from inhouse.scoring.grading import Embedder, Graded
from inhouse.scoring.judging.judge import judge
from inhouse.scoring.judging.judgement import Judgement

__all__ = ["judge_all", "judge_once"]


@lru_cache(maxsize=16_384)
def judge_once(item: Graded) -> Judgement:
    """The judgement of an answer without a model, remembered: several scorers ask for it."""
    return judge(item)


def judge_all(items: Sequence[Graded], embedder: Embedder | None = None) -> list[Judgement | None]:
    """The judgement of each answer, in order; None where there is no answer.

    Args:
        items: the answers.
        embedder: tells paraphrases; every text is embedded once, all in one call.
    """
    known = None if embedder is None else _Remembering(embedder)
    if known is not None:
        known.embed([text for i in items if i.answer for text in (i.answer, i.reference)])
    return [None if item.answer is None else judge(item, known) for item in items]


class _Remembering:
    """An embedder that embeds every text once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """`(len(texts), d) float32`, every row of length 1."""
        new = sorted(set(texts) - set(self._known))
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)
