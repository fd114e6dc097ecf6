"""Which examples to keep when a budget says how many: near what will be asked, and unlike each
other.

Two terms, both monotone and submodular, so that taking the best next one again and again comes
within 1 - 1/e of the best set (Nemhauser, Wolsey and Fisher 1978), and the gains of the round
before bound those of the next, so that few are computed twice (Minoux 1978):

* closeness: sum over the held-out questions of sqrt(sum over the chosen of similarity^4). The root
  makes a second example near the same question worth less than the first near another.
  Source: the feature-based functions of Kirchhoff and Bilmes 2014, "Submodularity for data
  selection in machine translation", with held-out questions as the features.
* diversity: sum over all candidates of the similarity to the nearest chosen one (facility
  location). Source: Wei, Iyer and Bilmes 2015, "Submodularity in data subset selection and active
  learning".
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from inhouse.records import Example

__all__ = ["METHOD", "random_control", "select"]

METHOD = (
    "closeness to the validation questions and diversity among themselves, by the embedding of the"
    " question (greedy maximum of two submodular functions)"
)
_SHARPNESS = 4
_DIVERSITY = 1.0
# Enough to stand for the rest; the similarities to all of 100,000 would take 40 GB.
_MOST_LANDMARKS = 2_000


def select(
    candidates: NDArray[np.float32], held_out: NDArray[np.float32], keep: int, *, seed: int
) -> list[int]:
    """Indices of the `keep` candidates that together serve best, the most useful first.

    Args:
        candidates: (n, width) unit vectors of the candidates' questions.
        held_out: (m, width) unit vectors of questions that are not learned from; m may be 0.
        keep: how many.
        seed: of the landmarks that stand for many candidates.
    """
    n = len(candidates)
    if keep >= n:
        return list(range(n))
    landmarks = _landmarks(candidates, seed)
    near = np.clip(candidates @ held_out.T, 0, 1) ** _SHARPNESS if len(held_out) else None
    alike = np.clip(candidates @ landmarks.T, 0, 1)
    weight = 1 / max(1, len(held_out)), _DIVERSITY / len(landmarks)
    sums = np.zeros(len(held_out), dtype=np.float32)
    best = np.zeros(len(landmarks), dtype=np.float32)

    def gain(i: int) -> float:
        closer = 0.0
        if near is not None:
            closer = weight[0] * float((np.sqrt(sums + near[i]) - np.sqrt(sums)).sum())
        return closer + weight[1] * float(np.clip(alike[i] - best, 0, None).sum())

    queue = [(-gain(i), i) for i in range(n)]
    heapq.heapify(queue)
    chosen: list[int] = []
    while len(chosen) < keep:
        _, i = heapq.heappop(queue)
        now = -gain(i)
        if queue and now > queue[0][0]:
            heapq.heappush(queue, (now, i))
            continue
        chosen.append(i)
        best = np.maximum(best, alike[i])
        if near is not None:
            sums = sums + near[i]
    return chosen


def random_control(
    examples: Sequence[Example], keep: int, *, seed: int, without: Collection[str] = ()
) -> tuple[Example, ...]:
    """`keep` examples drawn at random, in their own order: what curation is compared with.

    Args:
        examples: as they were read, before anything was curated.
        keep: how many.
        seed: of the draw.
        without: ids that are held out and may not be learned from.
    """
    free = [e for e in examples if e.id not in without]
    drawn = random.Random(f"control {seed}").sample(range(len(free)), min(keep, len(free)))
    return tuple(free[i] for i in sorted(drawn))


def _landmarks(candidates: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    if len(candidates) <= _MOST_LANDMARKS:
        return candidates
    drawn = random.Random(f"landmarks {seed}").sample(range(len(candidates)), _MOST_LANDMARKS)
    return candidates[sorted(drawn)]
