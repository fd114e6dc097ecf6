"""Specificity: does an answer fit its own question better than it fits the others?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inhouse.scoring.grading import Graded, Scorer

__all__ = ["specificity"]

_Array: TypeAlias = npt.NDArray[np.float64]


def specificity(
    graded: Sequence[Graded],
    scorer: Scorer,
    clusters: Mapping[str, str],
    *,
    seed: int,
    n_others: int = 16,
) -> dict[str, float | None]:
    """Example id to how much better its answer fits its own reference than others'.

    For each example: own score, minus the mean score of the same answer against other examples'
    references, minus how well other answers fit this reference, plus the grand mean of those
    mismatches. The last two sum to zero over the set, so the mean is just "own minus others";
    they take away what an easy reference would add to the spread. An answer that does not
    depend on its question has a mean of 0, whatever its style.

    Mismatches are shifts along the examples ordered by cluster: every reference is used equally
    often, and never an example of the same cluster where the clusters are small enough.

    Args:
        graded: one contender's answers.
        scorer: the primary metric.
        clusters: example id to cluster.
        seed: of the order of the clusters and the choice of shifts.
        n_others: mismatches an example, at most.
    """
    rng = np.random.default_rng(seed)
    ordered = _by_cluster([g for g in graded if g.answer is not None], clusters, rng)
    shifts = _shifts(ordered, clusters, n_others, rng)
    own = _array(scorer.score(ordered))
    others = np.full((len(shifts), len(ordered)), np.nan)
    crossed = [
        (k, i) for k, shift in enumerate(shifts) for i in _mismatched(ordered, clusters, shift)
    ]
    items = [_crossed(ordered, i, shifts[k]) for k, i in crossed]
    for (k, i), value in zip(crossed, _array(scorer.score(items)), strict=True):
        others[k, i] = value
    centred = own - _centres(others, shifts)
    result: dict[str, float | None] = {g.example_id: None for g in graded}
    result |= {
        g.example_id: float(v) for g, v in zip(ordered, centred, strict=True) if np.isfinite(v)
    }
    return result


def _by_cluster(
    graded: Sequence[Graded], clusters: Mapping[str, str], rng: np.random.Generator
) -> list[Graded]:
    names = sorted({clusters[g.example_id] for g in graded})
    place = dict(zip(names, rng.permutation(len(names)), strict=True))
    return sorted(graded, key=lambda g: (place[clusters[g.example_id]], g.example_id))


def _shifts(
    ordered: Sequence[Graded],
    clusters: Mapping[str, str],
    n_others: int,
    rng: np.random.Generator,
) -> list[int]:
    """Distances along the ring of examples, beyond the largest cluster where possible."""
    sizes = list(np.unique([clusters[g.example_id] for g in ordered], return_counts=True)[1])
    largest = max(sizes, default=1)
    allowed = range(largest, len(ordered) - largest + 1) or range(1, len(ordered))
    chosen = rng.permutation(np.asarray(allowed, dtype=int))[:n_others]
    return sorted(int(shift) for shift in chosen)


def _mismatched(ordered: Sequence[Graded], clusters: Mapping[str, str], shift: int) -> list[int]:
    n = len(ordered)
    return [
        i
        for i in range(n)
        if clusters[ordered[i].example_id] != clusters[ordered[(i + shift) % n].example_id]
    ]


def _crossed(ordered: Sequence[Graded], i: int, shift: int) -> Graded:
    other = ordered[(i + shift) % len(ordered)]
    mine = ordered[i]
    return Graded(mine.example_id, mine.question, other.reference, mine.answer)


def _centres(others: _Array, shifts: Sequence[int]) -> _Array:
    """`(n,)`: answer's mean mismatch + reference's mean mismatch - grand mean."""
    by_reference = (
        np.stack([np.roll(row, shift) for row, shift in zip(others, shifts, strict=True)])
        if shifts
        else others
    )
    grand = float(_mean(others.reshape(1, -1))[0])
    centres: _Array = _mean(others.T) + _mean(by_reference.T) - grand
    return centres


def _mean(rows: _Array) -> _Array:
    """The mean of each row's numbers, NaN where it has none."""
    there = np.isfinite(rows)
    n = there.sum(axis=1)
    sums = np.where(there, rows, 0.0).sum(axis=1)
    means: _Array = np.where(n > 0, sums / np.maximum(n, 1), np.nan)
    return means


def _array(values: Sequence[float | None]) -> _Array:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
