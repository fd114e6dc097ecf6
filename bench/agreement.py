"""Statistics of two readers' classes of the same answers, with intervals over their questions."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

RESAMPLES = 2000


@dataclass(frozen=True)
class Agreement:
    """A statistic with its interval; `value` is None where it is not defined.

    Args:
        value: the statistic.
        low: lower end of the 95 % interval.
        high: upper end.
        n: how many answers.
        n_clusters: of how many questions.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    n_clusters: int


def kappa(left: Sequence[Hashable], right: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two readers' classes; None where chance alone would agree always.

    Source: Cohen 1960, "A coefficient of agreement for nominal scales".
    """
    if len(left) != len(right):
        raise ValueError(f"One mark each for every answer, found {len(left)} and {len(right)}.")
    if not left:
        return None
    classes = sorted({*left, *right}, key=str)
    a = np.array([classes.index(x) for x in left])
    b = np.array([classes.index(x) for x in right])
    by_chance = sum(float((a == k).mean() * (b == k).mean()) for k in range(len(classes)))
    if by_chance >= 1:
        return None
    return (float((a == b).mean()) - by_chance) / (1 - by_chance)


def accuracy(left: Sequence[Hashable], right: Sequence[Hashable]) -> float | None:
    """The share of answers in the same class; None of none."""
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left) if left else None


def area_under_curve(scores: Sequence[float], right: Sequence[bool]) -> float | None:
    """The chance that a right answer scores above a wrong one, ties half; None without both."""
    truth = np.array(right, dtype=bool)
    n_right, n_wrong = int(truth.sum()), int((~truth).sum())
    if not n_right or not n_wrong:
        return None
    ranks = rankdata(np.array(scores, dtype=float))
    return float((ranks[truth].sum() - n_right * (n_right + 1) / 2) / (n_right * n_wrong))


def with_interval(
    statistic: Callable[[Sequence, Sequence], float | None],
    left: Sequence,
    right: Sequence,
    clusters: Sequence[str],
    seed: int = 0,
) -> Agreement:
    """The statistic of all pairs, and its percentile interval over resampled clusters.

    Args:
        statistic: of two columns.
        left: one column.
        right: the other, as long.
        clusters: which rows are drawn together, as long.
        seed: of the draws.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for i, cluster in enumerate(clusters):
        members[cluster].append(i)
    groups = list(members.values())
    value = statistic(left, right) if len(left) else None
    if value is None or len(groups) < 2:
        return Agreement(value, None, None, len(left), len(groups))
    draws = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        picked = [i for g in draws.integers(len(groups), size=len(groups)) for i in groups[g]]
        one = statistic([left[i] for i in picked], [right[i] for i in picked])
        if one is not None:
            found.append(one)
    if len(found) < RESAMPLES / 2:  # a rare class is missing from most draws
        return Agreement(value, None, None, len(left), len(groups))
    low, high = np.quantile(found, (0.025, 0.975))
    return Agreement(value, float(low), float(high), len(left), len(groups))


def difference(
    statistic: Callable[[Sequence, Sequence], float | None],
) -> Callable[[Sequence, Sequence], float | None]:
    """The statistic of the first of each pair less that of the second."""

    def less(marks: Sequence, pairs: Sequence) -> float | None:
        one, other = (statistic(marks, [pair[k] for pair in pairs]) for k in (0, 1))
        return None if one is None or other is None else one - other

    return less
