"""What recall makes of a quotation: two logistic models, fitted to answers that readers marked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from inhouse.scoring.judging.recall.measuring import Found

__all__ = ["ABOUT", "RIGHT", "Chances", "chances"]

ABOUT = (-2.69, 3.82, 2.56)
"""Constant, weight of `Found.new` and of `Found.facts`."""
RIGHT = (-1.83, 4.06)
"""Constant and weight of `Found.early`. Fitted by bench/judge_fit.py to the choosing half of
tests/scoring/data/marks.jsonl."""


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely an answer is what readers call it, 0-1.

    Args:
        about: that it is right or partly right.
        right: that it is right, where it is one of the two.
    """

    about: float
    right: float


def chances(found: Found) -> Chances:
    """The chances of an answer in which nothing contradicts the firm."""
    about = _logistic(ABOUT, found.new, found.facts)
    return Chances(about, _logistic(RIGHT, found.early))


def _logistic(weights: tuple[float, ...], *features: float) -> float:
    at, *slopes = weights
    total = at + sum(w * x for w, x in zip(slopes, features, strict=True))
    return 1 / (1 + math.exp(-total))
