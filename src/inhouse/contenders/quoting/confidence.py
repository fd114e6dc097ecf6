"""How sure it is that a quoted statement answers the question, held to a promised precision."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inhouse.contenders.quoting.matching import Match

__all__ = ["Calibration", "Judged", "calibrate", "raw_score"]

_WEIGHTS = (0.75, 1.8, 0.2, -1.5, -1.1, -1.5, 1.2, 0.8)
_INTERCEPT = -1.3
"""A logistic regression with the signs held, over 118 questions to the demo that were marked by
reading, shrunk towards 0; the weight of `clash` is set by hand, for want of cases
(docs/notebook.md, 2026-11-30)."""
_DEFAULT_THRESHOLD = 0.64
_FEWEST = 40
_PRIOR = 0.05


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a raw score to a probability, and from which one on an answer is given.

    Args:
        slope: of the two-parameter logistic over raw scores.
        offset: of the same.
        threshold: confidence (0-1) from which on something is quoted.
        n: questions it was worked out from; 0 for the values this package comes with.
        precision: share (0-1) of right answers above the threshold among them, or None.
        coverage: share (0-1) of them that lie above it, or None.
    """

    slope: float = 1.0
    offset: float = 0.0
    threshold: float = _DEFAULT_THRESHOLD
    n: int = 0
    precision: float | None = None
    coverage: float | None = None

    def confidence(self, match: Match) -> float:
        """That the match answers its question, 0-1."""
        return _logistic(self.slope * raw_score(match) + self.offset)

    def is_enough(self, confidence: float) -> bool:
        """Whether something is said with this confidence."""
        return confidence >= self.threshold


@dataclass(frozen=True, slots=True)
class Judged:
    """The best match of a question whose answer is known, and whether it is right."""

    match: Match
    right: bool


def raw_score(match: Match) -> float:
    """What speaks for a match, as log odds over questions to all kinds of firms."""
    values = zip(_WEIGHTS, match.features(), strict=True)
    return _INTERCEPT + sum(weight * value for weight, value in values)


def calibrate(judged: Sequence[Judged], precision: float) -> Calibration:
    """The calibration of a firm, from its own questions, each looked up without its own row.

    Two parameters are fitted, pulled towards those this package comes with, as if by a few
    questions; the threshold is the lowest confidence above which the lower end of the exact
    binomial interval (90 %, two-sided) of the precision reaches what is promised. Where no
    threshold does, the package's own values are kept: the promise is then not proven here. It is
    never less cautious than the package's own.

    Source: Platt 1999 (two-parameter logistic); Clopper and Pearson 1934 (exact interval).

    Args:
        judged: at least 40, else the package's own values are kept.
        precision: promised share (0-1) of right answers among those given.
    """
    if len(judged) < _FEWEST:
        return Calibration()
    raw = np.array([raw_score(one.match) for one in judged])
    right = np.array([one.right for one in judged])
    slope, offset = _fitted(raw, right)
    sure = np.array([_logistic(slope * value + offset) for value in raw])
    threshold = _threshold(sure, right, precision)
    if threshold is None or slope <= 0:
        return Calibration()
    # A firm's own questions hold near-copies of each other, which may flatter a lookup.
    threshold = max(threshold, _logistic(slope * _logit(_DEFAULT_THRESHOLD) + offset))
    kept = sure >= threshold
    return Calibration(
        slope,
        offset,
        threshold,
        n=len(judged),
        precision=float(right[kept].mean()) if kept.any() else None,
        coverage=float(kept.mean()),
    )


def _fitted(raw: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    from scipy.optimize import minimize

    def loss(parameters: np.ndarray) -> float:
        slope, offset = parameters
        logits = slope * raw + offset
        nats = np.logaddexp(0, np.where(right, -logits, logits)).sum()
        return float(nats + _PRIOR * len(raw) * ((slope - 1) ** 2 + offset**2 / 4))

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    return float(found.x[0]), float(found.x[1])


def _threshold(sure: np.ndarray, right: np.ndarray, precision: float) -> float | None:
    from scipy.stats import beta

    best: float | None = None
    for candidate in sorted(set(sure.tolist()), reverse=True):
        kept = right[sure >= candidate]
        n, good = len(kept), int(kept.sum())
        lowest = float(beta.ppf(0.05, good, n - good + 1)) if good else 0.0
        if lowest >= precision:
            best = candidate
    return best


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
