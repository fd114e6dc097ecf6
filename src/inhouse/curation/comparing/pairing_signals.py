"""What tells an answer that belongs to its question from one that does not.

Nobody labels which answers are swapped, but swaps can be made at will: the same signals are taken
of every example, and of examples given another's answer. A logistic regression tells the two apart,
and is fitted again without the examples it doubts, for those would teach it wrong.

Source: expectation-maximisation for positive and unlabelled data, as in Elkan and Noto 2008,
"Learning classifiers from only positive and unlabeled data". Deviation: the negatives are known
exactly here, the positives are what is soiled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Evidence", "mispaired", "signals", "strangers"]

_NEIGHBOURS = 5
_ROUNDS = 20
_FIRST_SHARE, _LEAST_SHARE = 0.3, 0.1
_WORST_TOKENS = 5
_RIDGE = 0.1
_NEWTON_STEPS = 25

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Vectors and likelihoods of n examples, in one order.

    Args:
        questions: (n, width) unit vectors.
        answers: (n, width) unit vectors.
        lengths: (n,) words of each answer.
        nats: per example -log p of the answer's tokens after its question, or None.
        nats_alone: the same without a question, or None.
        nats_strange: of some examples, by place, the same after a stranger's question.
    """

    questions: NDArray[np.float32]
    answers: NDArray[np.float32]
    lengths: NDArray[np.float64]
    nats: Sequence[NDArray[np.float32]] | None = None
    nats_alone: Sequence[NDArray[np.float32]] | None = None
    nats_strange: dict[int, NDArray[np.float32]] | None = None


def strangers(n: int) -> NDArray[np.int64]:
    """(n,) int64: for each example another one, whose question is not its own."""
    order = np.random.Generator(np.random.PCG64(7)).permutation(n)
    partner = np.empty(n, dtype=np.int64)
    partner[order] = np.roll(order, 1)
    return partner


def mispaired(evidence: Evidence, partner: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """(n,) the probability of each example that its answer belongs to another question.

    Args:
        evidence: of the examples.
        partner: (n,) places of the strangers whose questions make the swaps; those that
            `evidence.nats_strange` was measured with, or None for `strangers(n)`.
    """
    n = len(evidence.questions)
    partner = strangers(n) if partner is None else partner
    own = signals(evidence, np.arange(n))
    strange = signals(evidence, partner)
    usable = ~np.isnan(strange).any(axis=1)
    mean, scale = _scaling(np.concatenate((own, strange[usable])))
    x = np.concatenate(((own - mean) / scale, (strange[usable] - mean) / scale))
    is_strange = np.concatenate((np.zeros(n), np.ones(int(usable.sum()))))
    # A share that may fall to none ends there, however plain the swaps are (docs/notebook.md).
    doubt, share = np.zeros(n), _FIRST_SHARE
    for _ in range(_ROUNDS):
        kept = float((1 - doubt).sum())
        weights = np.concatenate((1 - doubt, np.full(int(usable.sum()), kept / usable.sum())))
        odds = _odds(_fit(x, is_strange, weights), x[:n])
        prior = share / (1 - share)
        doubt = odds * prior / (1 + odds * prior)
        share = float(np.clip(doubt.mean(), _LEAST_SHARE, 0.5))
    return doubt


def signals(evidence: Evidence, asked: NDArray[np.int64]) -> Matrix:
    """(n, k) the signals of each answer after the question at place `asked`; NaN if not measured.

    Args:
        evidence: of all the examples.
        asked: (n,) places of the questions; `arange(n)` is every answer's own.
    """
    q, a = evidence.questions.astype(np.float64), evidence.answers.astype(np.float64)
    n = len(q)
    likeness = q @ a.T
    own = likeness[asked, np.arange(n)]
    masked = likeness.copy()
    masked[asked, np.arange(n)] = -np.inf
    rank_answer = (masked[asked] > own[:, None]).sum(1)
    rank_question = (own[:, None] < likeness.T).sum(1)
    columns = [
        own,
        np.log1p(rank_answer),
        np.log1p(rank_question),
        own - np.where(np.isfinite(masked[asked]), masked[asked], -1).max(1),
        _neighbours_agree(q, a, asked),
        _length_oddity(q, evidence.lengths, asked),
    ]
    if evidence.nats is not None and evidence.nats_alone is not None:
        columns += _likelihood(evidence, asked)
    return np.stack(columns, axis=1)


def _neighbours_agree(q: Matrix, a: Matrix, asked: NDArray[np.int64]) -> Matrix:
    """Likeness of each answer to the answers of the questions most like the one asked."""
    n = len(q)
    near = q @ q.T
    np.fill_diagonal(near, -np.inf)
    k = min(_NEIGHBOURS, n - 1)
    nearest = np.argpartition(-near, k - 1, axis=1)[:, :k]
    own = np.arange(n)[:, None]
    chosen = nearest[asked]
    alike = np.take_along_axis(a @ a.T, chosen, axis=1)
    weights = np.clip(np.take_along_axis(near[asked], chosen, axis=1), 0, 1)
    weights = np.where(chosen == own, 0, weights)
    agreed: Matrix = (alike * weights).sum(1) / np.maximum(weights.sum(1), 1e-9)
    return agreed


def _length_oddity(q: Matrix, lengths: Matrix, asked: NDArray[np.int64]) -> Matrix:
    """How far the length of the answer is from those of the nearest questions, in logs."""
    near = q @ q.T
    np.fill_diagonal(near, -np.inf)
    k = min(_NEIGHBOURS, len(q) - 1)
    nearest = np.argpartition(-near, k - 1, axis=1)[:, :k]
    usual = np.log1p(lengths)[nearest].mean(1)[asked]
    odd: Matrix = np.abs(np.log1p(lengths) - usual)
    return odd


def _likelihood(evidence: Evidence, asked: NDArray[np.int64]) -> list[Matrix]:
    """What the question does for the answer: nats saved a token, and the worst tokens' loss."""
    assert evidence.nats is not None and evidence.nats_alone is not None
    n = len(asked)
    gain, worst = np.full(n, np.nan), np.full(n, np.nan)
    for i, place in enumerate(asked.tolist()):
        given = evidence.nats[i] if place == i else (evidence.nats_strange or {}).get(i)
        if given is None or not len(given):
            continue
        alone = evidence.nats_alone[i][: len(given)]
        gain[i] = float(alone.mean() - given.mean())
        worst[i] = float(np.sort(given - alone)[-_WORST_TOKENS:].mean())
    return [gain, worst]


def _scaling(x: Matrix) -> tuple[Matrix, Matrix]:
    return x.mean(0), np.maximum(x.std(0), 1e-6)


def _fit(x: Matrix, y: Matrix, weights: Matrix) -> Matrix:
    """Ridge logistic regression by Newton's method: the coefficients, the intercept last."""
    ones = np.concatenate((x, np.ones((len(x), 1))), axis=1)
    beta = np.zeros(ones.shape[1])
    penalty = np.diag([_RIDGE] * x.shape[1] + [1e-6])
    for _ in range(_NEWTON_STEPS):
        p = 1 / (1 + np.exp(-np.clip(ones @ beta, -30, 30)))
        slope = ones.T @ (weights * (p - y)) + penalty @ beta
        curve = ones.T @ (ones * (weights * p * (1 - p))[:, None]) + penalty
        step = np.linalg.solve(curve, slope)
        beta -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return beta


def _odds(beta: Matrix, x: Matrix) -> Matrix:
    odds: Matrix = np.exp(np.clip(x @ beta[:-1] + beta[-1], -30, 30))
    return odds
