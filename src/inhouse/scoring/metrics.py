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
    """Bits needed for each byte of a reference answer, the mean over answers: lower is better.

    Bytes, so that models with different tokenizers can be compared. Source: Gao et al. 2020 (The
    Pile), section 3.1. Deviation: they divide total bits by total bytes; here every answer counts
    once, as in every other metric, or one long answer would outweigh all others (half the bytes
    of a test split stood in one answer; docs/notebook.md 2026-11-24). n counts examples.

    Args:
        nats: -log p(reference answer) of each example, or None if not measured.
        n_bytes: UTF-8 bytes of each reference answer; an empty answer is left out.
        clusters: the cluster of each example.
        resampling: how to resample.
    """
    rows = [
        (_bits(value, size), cluster)
        for value, size, cluster in zip(nats, n_bytes, clusters, strict=True)
        if value is not None and size > 0
    ]
    return _metric(_mean(rows, resampling))


def bits_per_byte_difference(
    nats: tuple[Sequence[float | None], Sequence[float | None]],
    n_bytes: Sequence[int],
    clusters: Sequence[str],
    resampling: Resampling,
) -> Estimate | None:
    """The first contender's bits per byte minus the second's, over examples both measured.

    Args:
        nats: of the two contenders, as in `bits_per_byte`.
        n_bytes: UTF-8 bytes of each reference answer; an empty answer is left out.
        clusters: the cluster of each example.
        resampling: how to resample.
    """
    rows = [
        (_bits(a - b, size), cluster)
        for a, b, size, cluster in zip(*nats, n_bytes, clusters, strict=True)
        if a is not None and b is not None and size > 0
    ]
    return _mean(rows, resampling)


def _bits(nats: float, n_bytes: int) -> float:
    return nats / math.log(2) / n_bytes


def _mean(rows: Sequence[tuple[float, str]], resampling: Resampling) -> Estimate | None:
    values, clusters = [v for v, _ in rows], [c for _, c in rows]
    return ratio(values, [1.0] * len(rows), clusters, resampling, UNBOUNDED)


def _metric(estimate: Estimate | None) -> Metric:
    if estimate is None:
        return Metric(None, None, 0)
    return Metric(estimate.value, estimate.ci, estimate.n)
