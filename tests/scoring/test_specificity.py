from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.records import Spec
from inhouse.scoring import Graded, Resampling, specificity
from inhouse.scoring.bootstrap import ratio


@dataclass
class Topics:
    """Scores style ("easy" references score higher) plus 0.4 where topics agree."""

    spec = Spec("topics", "1", {})

    def score(self, items):
        return [None if i.answer is None else _fit(i.reference, i.answer) for i in items]


def _fit(reference, answer):
    topic, easy = reference.split("/")
    return float(easy) / 2 + (0.4 if topic == answer else 0.0)


def world(n, seed, shuffled=False):
    rng = np.random.default_rng(seed)
    topics = rng.permutation(n) if shuffled else np.arange(n)
    references = [f"t{i}/{rng.random():.3f}" for i in range(n)]
    graded = [Graded(f"e{i}", "?", references[i], f"t{topics[i]}") for i in range(n)]
    return graded, {g.example_id: g.example_id for g in graded}


@given(st.integers(3, 30), st.integers(0, 99))
def test_answers_of_their_own_topic_are_specific(n, seed):
    graded, clusters = world(n, seed)
    values = specificity(graded, Topics(), clusters, seed=0, n_others=8)
    assert np.mean(list(values.values())) == pytest.approx(0.4)


@given(st.integers(3, 30), st.integers(0, 99))
def test_answers_that_are_all_alike_are_not_specific(n, seed):
    graded, clusters = world(n, seed)
    same = [Graded(g.example_id, "?", g.reference, "same") for g in graded]
    values = specificity(same, Topics(), clusters, seed=0, n_others=4)
    assert np.mean(list(values.values())) == pytest.approx(0, abs=1e-9)


def test_examples_of_one_cluster_are_never_each_others_mismatch():
    seen = []

    class Spy(Topics):
        def score(self, items):
            seen.extend((i.example_id, i.reference) for i in items)
            return super().score(items)

    graded, _ = world(12, 0)
    clusters = {g.example_id: str(i // 3) for i, g in enumerate(graded)}
    specificity(graded, Spy(), clusters, seed=0, n_others=20)
    owner = {g.reference: g.example_id for g in graded}
    crossed = [(i, owner[r]) for i, r in seen if owner[r] != i]
    assert crossed and all(clusters[a] != clusters[b] for a, b in crossed)


def test_no_answer_has_no_specificity():
    graded, clusters = world(5, 0)
    graded[2] = Graded("e2", "?", graded[2].reference, None)
    values = specificity(graded, Topics(), clusters, seed=0)
    assert values["e2"] is None and sum(v is not None for v in values.values()) == 4


def test_one_cluster_only_has_no_specificity():
    graded, clusters = world(4, 0)
    values = specificity(graded, Topics(), dict.fromkeys(clusters, "one"), seed=0)
    assert set(values.values()) == {None}


def test_one_example_or_none_is_no_fault():
    graded, clusters = world(1, 0)
    assert specificity(graded, Topics(), clusters, seed=0) == {"e0": None}
    assert specificity([], Topics(), {}, seed=0) == {}


def noisy(n, seed, effect):
    """A matrix of scores: ease of reference, strength of answer, chance, effect on the diagonal."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 0.15, (n, n)) + rng.normal(0, 0.2, n) + rng.normal(0, 0.1, (n, 1))
    scores += np.eye(n) * effect

    class Matrix:
        spec = Spec("matrix", "1", {})

        def score(self, items):
            return [float(scores[int(i.answer), int(i.reference)]) for i in items]

    graded = [Graded(str(i), "?", str(i), str(i)) for i in range(n)]
    clusters = {g.example_id: g.example_id for g in graded}
    values = list(specificity(graded, Matrix(), clusters, seed=seed).values())
    resampling = Resampling(seed, 999, 0.98)
    return ratio(values, [1.0] * n, list(clusters), resampling).ci.low > 0


@pytest.mark.parametrize("n", [12, 30])
def test_answers_to_nothing_pass_in_under_3_of_100(n):
    assert sum(noisy(n, seed, 0.0) for seed in range(200)) <= 6


def test_answers_to_the_question_pass_in_over_90_of_100():
    assert sum(noisy(20, seed, 0.2) for seed in range(100)) >= 90
