"""Fits the judge's weights for quotations to the choosing half of the marked answers.

Prints what stands in src/inhouse/scoring/judging/recall/weighing.py, and how well weights fitted
without a question do on its answers.
"""

import argparse
import json
import sys
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from judge_agreement import kappa
from marked_answers import Marked, stored
from scipy.optimize import minimize

from inhouse.scoring.judging.asked.questions import read_question
from inhouse.scoring.judging.recall import find
from inhouse.scoring.judging.said import read

_CLASSES = ("wrong", "partly", "right")
_RIDGE = 0.3
_Array = npt.NDArray[np.float64]


def features(rows: Sequence[Marked]) -> _Array:
    """`(n, 2)`: the reference's share in the best window, and in the first 150 words."""
    found = [find(r.answer, read(r.reference), read_question(r.question)) for r in rows]
    return np.array([(one.new, one.early) for one in found])


def probabilities(weights: _Array, x: _Array) -> _Array:
    """`(n, 3)`: of wrong, partly and right. Source: McCullagh 1980, proportional odds."""
    *slopes, low, gap = weights
    at = x @ np.array(slopes)
    wrong = 1 / (1 + np.exp(at - low))
    right = 1 / (1 + np.exp(low + np.exp(gap) - at))
    return np.stack([wrong, 1 - wrong - right, right], axis=1)


def fitted(x: _Array, y: npt.NDArray[np.int64]) -> _Array:
    """Two slopes, where wrong ends, and the log of the distance to where right begins."""

    def loss(weights: _Array) -> float:
        chosen = probabilities(weights, x)[np.arange(len(y)), y]
        return float(-np.log(np.clip(chosen, 1e-9, 1)).sum() + _RIDGE * (weights[:2] ** 2).sum())

    return minimize(loss, np.zeros(4), method="BFGS").x


def left_out(x: _Array, y: npt.NDArray[np.int64], questions: Sequence[str]) -> list[int]:
    """The class of every answer by weights fitted without its question."""
    said = np.zeros(len(y), dtype=int)
    for question in sorted(set(questions)):
        own = np.array([one == question for one in questions])
        said[own] = probabilities(fitted(x[~own], y[~own]), x[own]).argmax(1)
    return said.tolist()


def main() -> None:
    """Fits, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [r for r in stored("choosing") if r.passages and r.mark_a == r.mark_b]
    rows = [r for r in rows if r.mark_a in _CLASSES]
    if not rows:
        sys.exit("No text of a quotation is here; run judge_agreement.py --rebuild FILE first.")
    x, y = features(rows), np.array([_CLASSES.index(r.mark_a) for r in rows])
    new, early, low, gap = fitted(x, y)
    said = left_out(x, y, [f"{r.set} {r.question_id}" for r in rows])
    found = {
        "n": len(rows),
        "weights": {"new": new, "early": early, "partly": low, "right": low + np.exp(gap)},
        "kappa_left_out": kappa([int(k) for k in y], said),
        "same_left_out": float(np.mean(np.array(said) == y)),
    }
    if options.json:
        sys.stdout.write(json.dumps(found, default=float) + "\n")
        return
    for name, value in found.items():
        print(name, value)


if __name__ == "__main__":
    main()
