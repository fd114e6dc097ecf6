"""Metrics over a set of examples, each with its n and its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from inhouse.records import Metric
from inhouse.scoring.bootstrap import UNBOUNDED, Estimate, Resampling, ratio

__all__ = ["bits_per_byte", "bits_per_byte_difference", "mean_with_interval"]


def mean_with_interval(
    values: Sequence[float | None],
    clusters: Sequence[str],
    *,
    seed: int,
    n_resamples: int,
    level: float = 0.95,
) -> Metric:
    """The mean of the scores that are there, with its cluster-bootstrap interval.

    Args:
        values: one an example, 0-1; None is unscored and left out, not counted as 0.
        clusters: the cluster of each example.
        seed: of the resampling.
        n_resamples: how many resamples.
        level: of the interval, 0-1.
    """
    rows = [(v, c) for v, c in zip(values, clusters, strict=True) if v is not None]
    estimate = ratio(
        [v for v, _ in rows],
        [1.0] * len(rows),
        [c for _, c in rows],
        Resampling(seed, n_resamples, level),
        (0.0, 1.0),
    )
    return _metric(estimate)


def bits_per_byte(
    nats: Sequence[float | None],
    n_bytes: Sequence[int],
    clusters: Sequence[str],
    resampling: Resampling,
) -> Metric:
    """Bits needed for each byte of the reference answers: lower is better.

    Source: Gao et al. 2020 (The Pile), section 3.1: total nats / (ln 2 * total UTF-8 bytes), so
    that models with different tokenizers can be compared. n counts examples.

    Args:
        nats: -log p(reference answer) of each example, or None if not measured.
        n_bytes: UTF-8 bytes of each reference answer.
        clusters: the cluster of each example.
        resampling: how to resample.
    """
    rows = [row for row in zip(nats, n_bytes, clusters, strict=True) if row[0] is not None]
    values = [(value or 0.0) / math.log(2) for value, _, _ in rows]
    return _metric(ratio(values, [n for _, n, _ in rows], [c for *_, c in rows], resampling))


def bits_per_byte_difference(
    nats: tuple[Sequence[float | None], Sequence[float | None]],
    n_bytes: Sequence[int],
    clusters: Sequence[str],
    resampling: Resampling,
) -> Estimate | None:
    """The first contender's bits per byte minus the second's, over examples both measured.

    Args:
        nats: of the two contenders, as in `bits_per_byte`.
        n_bytes: UTF-8 bytes of each reference answer.
        clusters: the cluster of each example.
        resampling: how to resample.
    """
    rows = [
        ((a - b) / math.log(2), size, cluster)
        for a, b, size, cluster in zip(*nats, n_bytes, clusters, strict=True)
        if a is not None and b is not None
    ]
    return ratio(
        [d for d, _, _ in rows],
        [n for _, n, _ in rows],
        [c for *_, c in rows],
        resampling,
        UNBOUNDED,
    )


def _metric(estimate: Estimate | None) -> Metric:
    if estimate is None:
        return Metric(None, None, 0)
    return Metric(estimate.value, estimate.ci, estimate.n)
