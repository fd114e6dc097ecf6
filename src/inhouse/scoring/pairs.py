"""Paired differences between contenders: interval, p, Holm, what could have been detected."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inhouse.records import Interval, Pair
from inhouse.scoring.bootstrap import Estimate, Resampling, ratio

__all__ = [
    "Difference",
    "all_pairs",
    "as_difference",
    "holm",
    "minimum_detectable_difference",
    "oriented",
    "paired_difference",
]

_Scores = Mapping[str, float | None]
_Z_TWO_SIDED_05, _Z_POWER_80 = 1.959964, 0.841621


@dataclass(frozen=True, slots=True)
class Difference:
    """A pair and the standard error of its difference."""

    pair: Pair
    standard_error: float
    n_clusters: int


def paired_difference(
    a: _Scores, b: _Scores, clusters: Mapping[str, str], resampling: Resampling
) -> Estimate | None:
    """Mean of a minus b over the examples both have a score for; None if there are none.

    Args:
        a: example id to score, 0-1; None is unscored.
        b: the same of the other contender.
        clusters: example id to cluster.
        resampling: how to resample.
    """
    rows = [
        (x - y, cluster)
        for i, cluster in clusters.items()
        if (x := a.get(i)) is not None and (y := b.get(i)) is not None
    ]
    return ratio(
        [d for d, _ in rows], [1.0] * len(rows), [c for _, c in rows], resampling, (-1.0, 1.0)
    )


def all_pairs(
    scores: Mapping[str, _Scores],
    clusters: Mapping[str, str],
    metric: str,
    resampling: Resampling,
) -> tuple[Difference, ...]:
    """Every pair of contenders, p adjusted by Holm over all of them.

    A pair is a minus b in the order of `scores`; one that shares fewer than two clusters has no
    interval and is absent.

    Args:
        scores: contender to example id to primary score.
        clusters: example id to cluster.
        metric: the name of what is compared.
        resampling: how to resample.
    """
    raw = [
        difference
        for a, b in itertools.combinations(scores, 2)
        if (
            difference := as_difference(
                a, b, metric, paired_difference(scores[a], scores[b], clusters, resampling)
            )
        )
    ]
    adjusted = holm([d.pair.p for d in raw])
    return tuple(replace(d, pair=replace(d.pair, p=p)) for d, p in zip(raw, adjusted, strict=True))


def as_difference(a: str, b: str, metric: str, estimate: Estimate | None) -> Difference | None:
    """The estimate as a pair, or None where it has no interval."""
    if estimate is None or estimate.ci is None:
        return None
    if estimate.p is None or estimate.standard_error is None:
        return None
    pair = Pair(a, b, estimate.value, estimate.ci, estimate.p, metric)
    return Difference(pair, estimate.standard_error, estimate.n_clusters)


def holm(ps: Sequence[float]) -> tuple[float, ...]:
    """The p-values adjusted so that any false alarm among them stays under alpha.

    Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
    """
    adjusted = [0.0] * len(ps)
    worst = 0.0
    for rank, i in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        worst = max(worst, min(1.0, (len(ps) - rank) * ps[i]))
        adjusted[i] = worst
    return tuple(adjusted)


def minimum_detectable_difference(standard_error: float) -> float:
    """The true difference a test this precise finds four times in five at two-sided .05.

    Source: Bloom 1995, "Minimum detectable effects": (z_.975 + z_.80) * se, not adjusted for
    other comparisons.

    Args:
        standard_error: cluster-robust, of the paired difference.
    """
    return (_Z_TWO_SIDED_05 + _Z_POWER_80) * standard_error


def oriented(pair: Pair, a: str) -> Pair:
    """The same pair as a difference `a` minus the other."""
    if pair.a == a:
        return pair
    ci = Interval(-pair.ci.high, -pair.ci.low)
    return replace(pair, a=pair.b, b=pair.a, difference=-pair.difference, ci=ci)
