"""What tells an answer that belongs to its question from one that does not.

Nobody labels which answers are swapped, but swaps can be made at will: the same signals are taken
of every example, and of examples given another's answer. A logistic regression tells the two apart,
and is fitted again without the examples it doubts, for those would teach it wrong. An answer that
slipped has left a place where another does not belong either: so the doubts of one example are a
signal of the others, and it is fitted again with them.

Source: expectation-maximisation for positive and unlabelled data, as in Elkan and Noto 2008,
"Learning classifiers from only positive and unlabeled data". Deviation: the negatives are known
exactly here, the positives are what is soiled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Evidence", "mispaired", "strangers"]

_NEIGHBOURS = 5
_ROUNDS = 20
_FOLDS = 5
_FIRST_SHARE, _LEAST_SHARE, _MOST_SHARE = 0.3, 0.1, 0.4
# Of the swaps made on purpose, or the signals tell nothing.
_MUST_SEE = 0.5
# How often the doubts are told anew, and rounds of fitting each time.
_AGAIN, _ROUNDS_WITH_DOUBTS = 3, 6
# Nearest others that say how like everything a text is.
_HUB = 10
# What a doubt weighs beside a standard deviation of likeness, chosen on the tuning sets.
_DOUBT_COUNTS, _LEAST_DOUBT, _ENOUGH_DOUBT = 0.5, 0.02, 0.5
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

    All are 0 where the signals tell nothing: where fewer than half of the swaps made on purpose
    would be named.

    Args:
        evidence: of the examples.
        partner: (n,) places of the strangers whose questions make the swaps; those that
            `evidence.nats_strange` was measured with, or None for `strangers(n)`.
    """
    n = len(evidence.questions)
    at_home = np.arange(n)
    partner = strangers(n) if partner is None else partner
    likeness = evidence.questions.astype(np.float64) @ evidence.answers.astype(np.float64).T
    vacant = (-likeness.diagonal(), -likeness[at_home, partner])
    both = [
        np.concatenate(
            (_signals(evidence, likeness, asked), _elsewhere(likeness, vacant, asked)), axis=1
        )
        for asked in (at_home, partner)
    ]
    doubts = _Doubts(np.zeros(n), np.ones(n), _FIRST_SHARE)
    doubts = _told_apart(both[0], both[1], doubts, _ROUNDS)
    alike = _without_hubs(likeness)
    for _ in range(_AGAIN):
        vacant = (_vacancy(doubts.own), _vacancy(doubts.strange))
        more = [_elsewhere(alike, vacant, asked) for asked in (at_home, partner)]
        own, strange = (np.concatenate(pair, axis=1) for pair in zip(both, more, strict=True))
        doubts = _told_apart(own, strange, doubts, _ROUNDS_WITH_DOUBTS)
    seen = (doubts.strange >= 0.5).mean() >= _MUST_SEE
    return doubts.own if seen else np.zeros(n)


def _signals(evidence: Evidence, likeness: Matrix, asked: NDArray[np.int64]) -> Matrix:
    """(n, k) the signals of each answer after the question at place `asked`; NaN if not measured.

    Args:
        evidence: of all the examples.
        likeness: (n, n) cosines of each question and each answer.
        asked: (n,) places of the questions; `arange(n)` is every answer's own.
    """
    q, a = evidence.questions.astype(np.float64), evidence.answers.astype(np.float64)
    n = len(q)
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


@dataclass(frozen=True, slots=True)
class _Doubts:
    """Probabilities so far: (n,) of each example, (n,) of it given a stranger's, and the share."""

    own: Matrix
    strange: Matrix
    share: float


def _told_apart(own: Matrix, strange: Matrix, doubts: _Doubts, rounds: int) -> _Doubts:
    """The doubts after some rounds of fitting and doubting, by the signals (n, k) of both."""
    usable = ~np.isnan(strange).any(axis=1)
    mean, scale = _scaling(np.concatenate((own, strange[usable])))
    x = np.concatenate(((own - mean) / scale, (strange[usable] - mean) / scale))
    n, n_strange = len(own), int(usable.sum())
    is_strange = np.concatenate((np.zeros(n), np.ones(n_strange)))
    for _ in range(rounds):
        kept = float((1 - doubts.own).sum())
        weights = np.concatenate((1 - doubts.own, np.full(n_strange, kept / n_strange)))
        odds = _odds_by_others(x, is_strange, weights) * doubts.share / (1 - doubts.share)
        doubt = odds / (1 + odds)
        of_strange = np.ones(n)
        of_strange[usable] = doubt[n:]
        # A share that may fall to none ends there, however plain the swaps (docs/notebook.md).
        share = float(np.clip(doubt[:n].mean(), _LEAST_SHARE, _MOST_SHARE))
        doubts = _Doubts(doubt[:n], of_strange, share)
    return doubts


def _elsewhere(likeness: Matrix, vacant: tuple[Matrix, Matrix], asked: NDArray[np.int64]) -> Matrix:
    """(n, 2) how well each answer would do at another question, and its question with another.

    Where an answer is given a stranger's question the two have changed places, and nothing else.

    Args:
        likeness: (n, n) of each question to each answer.
        vacant: (n,) how free each place is, and how free it is once a stranger's answer is there.
        asked: (n,) places of the questions.
    """
    n = len(likeness)
    places = np.arange(n)
    free, freed = vacant
    homes = likeness.T + free
    others = (likeness + free)[asked]
    moved = asked != places
    home, partner = places[moved], asked[moved]
    homes[home, home] = likeness[home, home] + freed[home]
    others[home, partner] = likeness[partner, partner] + freed[home]
    homes[places, asked] = -np.inf
    others[places, places] = -np.inf
    return np.stack((homes.max(1), others.max(1)), axis=1)


def _vacancy(doubt: Matrix) -> Matrix:
    """How free a place is whose answer is doubted, on the scale of `_without_hubs`.

    Past a limit all are as free: a stranger's answer is always doubted a little more than one that
    the fit took for an example's own, and that difference would tell the two apart.
    """
    free: Matrix = _DOUBT_COUNTS * np.log(np.minimum(doubt, _ENOUGH_DOUBT) + _LEAST_DOUBT)
    return free


def _without_hubs(likeness: Matrix) -> Matrix:
    """Likeness beside what question and answer have with all: some answers are like everything.

    Source: Conneau et al. 2018, "Word Translation Without Parallel Data", section 2.3 (CSLS).
    Deviation: the pair itself does not count among the nearest; in standard deviations.
    """
    others = likeness.copy()
    np.fill_diagonal(others, -np.inf)
    k = min(_HUB, len(others) - 1)
    of_question = np.partition(others, -k, axis=1)[:, -k:].mean(1)
    of_answer = np.partition(others, -k, axis=0)[-k:].mean(0)
    alike: Matrix = 2 * likeness - of_question[:, None] - of_answer
    alike /= alike.std()
    return alike


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


def _odds_by_others(x: Matrix, is_strange: Matrix, weights: Matrix) -> Matrix:
    """Odds of each row by a fit without it: one that knew the row would take its word for it."""
    fold = np.concatenate(
        [np.arange(len(kind)) % _FOLDS for kind in (x[is_strange == 0], x[is_strange == 1])]
    )
    odds = np.empty(len(x))
    for k in range(_FOLDS):
        others, own = fold != k, fold == k
        odds[own] = _odds(_fit(x[others], is_strange[others], weights[others]), x[own])
    return odds


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
