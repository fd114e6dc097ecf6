import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.scoring import (
    Resampling,
    bits_per_byte,
    bits_per_byte_difference,
    holm,
    mean_with_interval,
    paired_difference,
)

ONCE = Resampling(seed=1, n_resamples=999)


def mean(values, clusters):
    return mean_with_interval(values, clusters, seed=1, n_resamples=999)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9)), min_size=1, max_size=40))
def test_the_interval_holds_the_mean_and_stays_within_0_and_1(rows):
    metric = mean([v for v, _ in rows], [str(c) for _, c in rows])
    assert metric.value == pytest.approx(np.mean([v for v, _ in rows]))
    if metric.ci:
        assert 0 <= metric.ci.low <= metric.value + 1e-9
        assert metric.value - 1e-9 <= metric.ci.high <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_never_lowers_a_p_and_keeps_their_order(ps):
    adjusted = holm(ps)
    assert all(p <= q <= 1 for p, q in zip(ps, adjusted, strict=True))
    pairs = sorted(zip(ps, adjusted, strict=True))
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(pairs))


def test_holm_gives_the_textbook_values():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_unscored_examples_are_left_out():
    assert mean([0.5, None, 1.0], ["a", "b", "c"]).value == 0.75
    assert mean([0.5, None, 1.0], ["a", "b", "c"]).n == 2


def test_one_cluster_has_no_interval():
    assert mean([0.5, 1.0], ["a", "a"]).ci is None


def test_nothing_scored_is_no_mean():
    assert mean([None], ["a"]).value is None


def test_the_same_seed_gives_the_same_interval():
    values, clusters = [0.1, 0.9, 0.4, 0.3], list("abcd")
    assert mean(values, clusters) == mean(values, clusters)


def test_examples_of_one_cluster_add_no_certainty():
    values = [0.1, 0.9, 0.4, 0.3, 0.8]
    once = mean(values, list("abcde"))
    ten_times = mean(values * 10, list("abcde") * 10)
    assert ten_times.ci.low == pytest.approx(once.ci.low)


def test_bits_per_byte_counts_every_answer_once():
    metric = bits_per_byte([math.log(2) * 10, math.log(2) * 90], [10, 30], ["a", "b"], ONCE)
    assert metric.value == pytest.approx((1 + 3) / 2)


def test_an_empty_answer_has_no_bits_per_byte():
    assert bits_per_byte([1.0, math.log(2) * 8], [0, 4], ["a", "b"], ONCE).value == 2
    assert bits_per_byte([1.0], [0], ["a"], ONCE).value is None


def test_one_very_long_answer_does_not_hide_that_all_others_improved():
    n_bytes = [500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 19_000]
    before = [float(n) for n in n_bytes]
    after = [b - 0.06 * n - i for i, (b, n) in enumerate(zip(before, n_bytes, strict=True))]
    estimate = bits_per_byte_difference((after, before), n_bytes, list("abcdefghij"), ONCE)
    assert estimate.ci.high < 0


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=20), st.integers(1, 5000))
def test_the_difference_is_that_of_the_two_metrics(changes, size):
    before = [5.0 + i for i in range(len(changes))]
    after = [b + c for b, c in zip(before, changes, strict=True)]
    sizes, names = [size + i for i in range(len(changes))], [str(i) for i in range(len(changes))]
    estimate = bits_per_byte_difference((after, before), sizes, names, ONCE)
    two = [bits_per_byte(nats, sizes, names, ONCE).value for nats in (after, before)]
    assert estimate.value == pytest.approx(two[0] - two[1], abs=1e-9)


def test_the_difference_in_bits_uses_examples_that_both_measured():
    nats = ([1.0, None, 3.0, 1.0, 2.0, 1.0], [2.0, 5.0, 4.0, 2.2, 3.1, None])
    estimate = bits_per_byte_difference(nats, [10] * 6, list("abcdef"), ONCE)
    assert estimate.value == pytest.approx(-4.3 / 40 / math.log(2))
    assert estimate.n == 4


def test_what_resampling_cannot_bound_has_no_interval():
    nats = ([1.0, 3.0], [2.0, 4.5])
    assert bits_per_byte_difference(nats, [10] * 2, list("ab"), ONCE).ci is None


def test_a_difference_that_is_the_same_everywhere_has_an_interval_of_no_width():
    scores = {str(i): 0.1 for i in range(12)}
    estimate = paired_difference(scores, dict.fromkeys(scores, 0.0), {i: i for i in scores}, ONCE)
    assert estimate.ci.low == pytest.approx(0.1) == estimate.ci.high


def test_p_is_never_0_and_never_below_what_so_few_clusters_can_show():
    a, b = {str(i): 0.9 for i in range(6)}, {str(i): 0.1 + i / 100 for i in range(6)}
    estimate = paired_difference(a, b, {str(i): str(i) for i in range(6)}, ONCE)
    assert estimate.p == pytest.approx(2 / 2**6)


def test_no_difference_at_all_has_p_1():
    a = {str(i): 0.5 for i in range(12)}
    assert paired_difference(a, a, {i: i for i in a}, ONCE).p == 1


def test_many_clusters_are_drawn_in_pieces_and_agree_with_theory():
    rng = np.random.default_rng(0)
    values = rng.beta(2, 2, 6_000)
    metric = mean(values.tolist(), [str(i) for i in range(6_000)])
    reach = 1.96 * values.std() / math.sqrt(6_000)
    assert metric.ci.high - metric.value == pytest.approx(reach, rel=0.1)


@pytest.mark.parametrize("n_clusters", [12, 34])
def test_false_alarms_stay_near_5_percent(n_clusters):
    rng = np.random.default_rng(n_clusters)
    alarms = 0
    for _ in range(400):
        d = rng.beta(1.2, 1.5, n_clusters) - rng.beta(1.2, 1.5, n_clusters)
        scores = {str(i): float(v) for i, v in enumerate(d)}
        zero = dict.fromkeys(scores, 0.0)
        alarms += paired_difference(scores, zero, {i: i for i in scores}, ONCE).p < 0.05
    assert alarms / 400 < 0.08


def test_a_share_that_is_nearly_always_the_same_has_an_interval_of_use():
    values = [0.0] * 41 + [0.6]
    found = mean_with_interval(values, [str(i) for i in range(42)], seed=0, n_resamples=999)
    assert found.ci.low < found.value < found.ci.high < 0.15
