"""Similarity: how close in meaning, by the embedding model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inhouse.errors import BrokenInvariant
from inhouse.records import Spec
from inhouse.scoring.grading import Graded, Tools

__all__ = ["Similarity"]


class Similarity:
    """Cosine of the two embeddings, clipped to 0-1. Every distinct text is embedded once."""

    def __init__(self, tools: Tools) -> None:
        if tools.embedder is None:
            raise BrokenInvariant("Expected an embedder for the scorer 'similarity'.", "Got None.")
        self.spec = Spec("similarity", "1", {"embedder": tools.embedder_name})
        self._embedder = tools.embedder

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """Cosine similarity of each answer to its reference, 0-1; 0 for an empty answer."""
        pairs = [(item.reference, item.answer or "") for item in items if _has_words(item)]
        texts = sorted({text for pair in pairs for text in pair})
        if not texts:
            return [None if item.answer is None else 0.0 for item in items]
        vectors = dict(zip(texts, self._embedder.embed(texts), strict=True))
        return [
            _cosine(vectors[item.reference], vectors[item.answer])
            if item.answer and _has_words(item)
            else None
            if item.answer is None
            else 0.0
            for item in items
        ]


def _has_words(item: Graded) -> bool:
    return item.answer is not None and bool(item.answer.strip()) and bool(item.reference.strip())


def _cosine(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> float:
    return float(np.clip(np.dot(a.astype(np.float64), b.astype(np.float64)), 0.0, 1.0))
