"""What recall makes of a quotation: an ordinal model, fitted to answers that readers marked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from inhouse.scoring.judging.recall.measuring import Found

__all__ = ["Chances", "chances"]

# Fitted by bench/judge_fit.py to the quotations in the choosing half of the marked answers.
_NEW, _EARLY = 3.14, 3.0
_PARTLY, _RIGHT = 2.27, 3.74  # where wrong ends and where right begins


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely readers are to call an answer right, partly right or wrong; sum 1."""

    right: float
    partly: float
    wrong: float


def chances(found: Found) -> Chances:
    """The chances of a quotation in which nothing contradicts the firm.

    Source: McCullagh 1980, proportional odds.
    """
    at = _NEW * found.new + _EARLY * found.early
    right, wrong = _logistic(at - _RIGHT), _logistic(_PARTLY - at)
    return Chances(right, 1 - right - wrong, wrong)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))
