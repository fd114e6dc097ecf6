"""When a run has left the road."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

__all__ = ["has_diverged"]

_STEPS, _TIMES = 4, 2.0


def has_diverged(losses: Sequence[float], untrained: float) -> bool:
    """Whether the last loss is no number, or the last four are each twice what was known before.

    A single batch of hard answers may well be that bad; four in a row are not chance.

    Args:
        losses: of every step so far, nats a learned token.
        untrained: the validation loss before the first step.
    """
    if not losses:
        return False
    if not math.isfinite(losses[-1]):
        return True
    known = max(untrained, fmean(losses[:_STEPS]))
    return len(losses) > _STEPS and min(losses[-_STEPS:]) > _TIMES * known
