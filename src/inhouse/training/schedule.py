"""The learning rate over the run."""

from __future__ import annotations

import math

__all__ = ["learning_rate_at"]


def learning_rate_at(step: int, n_steps: int, *, peak: float, warmup_ratio: float) -> float:
    """Linear warm-up to `peak`, then a half cosine to 0, which the step after the last would have.

    Source: Loshchilov and Hutter 2017, "SGDR", equation 5, without restarts.

    Args:
        step: 0-based.
        n_steps: of the whole run.
        peak: the highest rate.
        warmup_ratio: share (0-1) of the steps spent warming up.
    """
    warmup = max(1, round(n_steps * warmup_ratio))
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = (step - warmup) / max(1, n_steps - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
