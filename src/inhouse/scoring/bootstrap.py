"""Ratios of sums over clusters: estimate, standard error, interval and p, by one method.

Examples from one document are alike, so whole clusters are resampled. A mean is the ratio
(sum of values) / (number of values), which varies with the size of the clusters drawn.

Method: the symmetric studentised cluster bootstrap. Each resample gives
`t* = (ratio* - ratio) / se*`; the interval is `ratio ± q * se` with q the `level` quantile of
|t*|, and `p = (1 + #{|t*| >= |ratio / se|}) / (1 + n_resamples)`, never below `2 ** (1 - G)`,
the least that flipping the signs of G clusters could give. Interval and p cannot disagree.
Source: Hall 1988, "On symmetric bootstrap confidence intervals"; the standard error is the
linearised ratio estimator's (Cochran 1977, section 6.3, clusters as units).

Chosen on evidence. Share of 3,000 simulated nulls called different at 5 %, G clusters, 1,999
resamples (sym: beta scores; skew: 60 % ties and an exponential tail, the hard case; lumpy:
one cluster of G/4 examples):

    G              10                 20                 34                 60
                   sym  skew lumpy    sym  skew lumpy    sym  skew lumpy    sym  skew lumpy
    percentile    .099  .168  .109   .077  .117  .083   .067  .090  .073   .059  .069  .064
    shifted p     .085  .179  .114   .074  .124  .086   .063  .097  .074   .061  .074  .070
    t, G - 1 df   .047  .134  .074   .050  .105  .067   .053  .084  .066   .055  .066  .064
    sign flips    .045  .129  .055   .050  .105  .047   .051  .087  .054   .051  .065  .045
    this          .031  .087  .054   .044  .062  .048   .049  .058  .053   .053  .047  .047
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inhouse.records import Interval

__all__ = ["UNBOUNDED", "Estimate", "Resampling", "ratio", "wilson"]

_Array: TypeAlias = npt.NDArray[np.float64]
_CHUNK = 4_000_000  # counts drawn at a time: 32 MB
_TINY = 1e-12  # below this a difference, or a standard error, is rounding
_FLAT = 1e-6  # a resample's error below this share of the sample's is rounding
UNBOUNDED = (-math.inf, math.inf)
_SHARE = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Resampling:
    """How to resample. Same values, same result.

    Args:
        seed: of the draws.
        n_resamples: how many.
        level: of the interval, 0-1.
    """

    seed: int
    n_resamples: int
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio and how sure it is.

    Args:
        value: sum of values / sum of weights.
        standard_error: cluster-robust; None with fewer than two clusters.
        ci: None with fewer than two clusters, or where resampling cannot bound it.
        p: two-sided, of the ratio being 0; None with fewer than two clusters.
        n: how many values.
        n_clusters: how many clusters they come from.
    """

    value: float
    standard_error: float | None
    ci: Interval | None
    p: float | None
    n: int
    n_clusters: int


def ratio(
    values: Sequence[float],
    weights: Sequence[float],
    clusters: Sequence[str],
    resampling: Resampling,
    bounds: tuple[float, float] = UNBOUNDED,
) -> Estimate | None:
    """The ratio sum(values) / sum(weights), or None where the weights sum to nothing.

    Args:
        values: one an example.
        weights: one an example; all 1 for a mean.
        clusters: the cluster of each example.
        resampling: how to resample.
        bounds: between which the ratio must lie; the interval is cut there.
    """
    sums = _cluster_sums(values, weights, clusters)
    total, size = sums.sum(axis=0) if len(sums) else (0.0, 0.0)
    if size <= 0:
        return None
    n_clusters = len(sums)
    if n_clusters < 2:
        return Estimate(total / size, None, None, None, len(values), n_clusters)
    value = float(total / size)
    centred = np.stack([sums[:, 0] - value * sums[:, 1], sums[:, 1]], axis=1)
    error = _standard_error(centred)
    deviations = _deviations(centred, error, resampling)
    found = _interval(value, error, deviations, resampling.level, bounds)
    if bounds == _SHARE and not math.isfinite(deviations[_rank(deviations, resampling.level)]):
        # Nearly all values are alike, so that a resample often has no spread of its own.
        found = wilson(value, n_clusters, resampling.level)
    return Estimate(
        value,
        error,
        found,
        _p(value, error, deviations, n_clusters),
        len(values),
        n_clusters,
    )


def _cluster_sums(
    values: Sequence[float], weights: Sequence[float], clusters: Sequence[str]
) -> _Array:
    """`(G, 2) float64`: value and weight of each cluster, clusters in order of name."""
    names, index = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)
    return np.stack(
        [np.bincount(index, np.asarray(x, float), len(names)) for x in (values, weights)], axis=1
    )


def _standard_error(centred: _Array) -> float:
    """Of the ratio; `centred` is each cluster's value minus ratio times weight, and weight."""
    g = len(centred)
    residual = float(np.square(centred[:, 0]).sum())
    return math.sqrt(residual * g / (g - 1)) / float(centred[:, 1].sum())


def _deviations(centred: _Array, error: float, resampling: Resampling) -> _Array:
    """|t*| of every resample, sorted; infinite where a resample has no spread of its own."""
    s, n = centred.T
    moments = np.stack([s, n, s * s, s * n, n * n], axis=1)
    g = len(centred)
    parts = []
    for counts in _draws(g, resampling.seed, resampling.n_resamples):
        ds, dn, ss, sn, nn = (counts @ moments).T
        off = ds / dn
        residual = np.maximum(ss - 2 * off * sn + off * off * nn, 0.0)
        spread = np.sqrt(residual * g / (g - 1)) / dn
        flat = spread <= _FLAT * error
        t = np.abs(off) / np.where(flat, 1.0, spread)
        parts.append(np.where(flat, np.where(np.abs(off) > _TINY, np.inf, 0.0), t))
    return np.sort(np.concatenate(parts))


def _interval(
    value: float, error: float, deviations: _Array, level: float, bounds: tuple[float, float]
) -> Interval | None:
    reach = 0.0 if error <= _TINY else float(deviations[_rank(deviations, level)]) * error
    low, high = max(value - reach, bounds[0]), min(value + reach, bounds[1])
    return Interval(low, high) if math.isfinite(low) and math.isfinite(high) else None


def _rank(deviations: _Array, level: float) -> int:
    """Which of the sorted deviations bounds this share of them."""
    return min(math.ceil(level * (len(deviations) + 1)), len(deviations)) - 1


def wilson(share: float, n: int, level: float = 0.95) -> Interval:
    """The score interval of a share, or of a mean of values from 0 to 1 (then it is conservative).

    Source: Wilson 1927; equation 4 of Brown, Cai and DasGupta 2001.

    Args:
        share: 0-1.
        n: of how many, at least 1.
        level: 0-1.
    """
    square = NormalDist().inv_cdf(0.5 + level / 2) ** 2
    middle = (share + square / (2 * n)) / (1 + square / n)
    spread = share * (1 - share) / n + square / (4 * n**2)
    half = math.sqrt(square * spread) / (1 + square / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def _p(value: float, error: float, deviations: _Array, n_clusters: int) -> float:
    if abs(value) <= _TINY:
        return 1.0
    floor = 2.0 ** (1 - n_clusters)
    if error <= _TINY:
        return floor
    above = len(deviations) - int(np.searchsorted(deviations, abs(value) / error - _TINY))
    return max((1 + above) / (1 + len(deviations)), floor)


def _draws(n_clusters: int, seed: int, n_resamples: int) -> Iterator[_Array]:
    """How often each cluster is drawn, `(rows, G) float64` at a time."""
    if n_clusters * n_resamples <= _CHUNK:
        yield _draw(n_clusters, seed, n_resamples)
        return
    rng = np.random.default_rng(seed)
    rows = max(1, _CHUNK // n_clusters)
    for start in range(0, n_resamples, rows):
        yield _multinomial(rng, n_clusters, min(rows, n_resamples - start))


@lru_cache(maxsize=4)
def _draw(n_clusters: int, seed: int, n_resamples: int) -> _Array:
    return _multinomial(np.random.default_rng(seed), n_clusters, n_resamples)


def _multinomial(rng: np.random.Generator, n_clusters: int, rows: int) -> _Array:
    share = np.full(n_clusters, 1 / n_clusters)
    return rng.multinomial(n_clusters, share, size=rows).astype(np.float64)
