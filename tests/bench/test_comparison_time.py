"""The bench of a comparison's time: its ratio is paired by round, its interval holds the truth."""

import math
import random

import pytest
from comparison_time import OURS, asking, ratio, summary


def test_the_ratio_is_that_of_each_round_and_not_of_the_sums():
    found = ratio([2.0, 200.0], [1.0, 50.0])
    assert found["ratio"] == pytest.approx(math.sqrt(2 * 4), abs=1e-3)


def test_one_round_has_no_interval():
    assert ratio([3.0], [1.0]) == {"ratio": 3.0, "interval": None, "rounds": 1}


def test_rounds_that_agree_have_a_narrow_interval_around_the_ratio():
    low, high = ratio([2.0, 2.02, 1.98, 2.01], [1.0] * 4)["interval"]
    assert 1.9 < low < 2.0 < high < 2.1


def test_the_interval_holds_the_truth_about_95_times_of_100():
    draw = random.Random(5)
    held = 0
    for _ in range(400):
        ours = [draw.uniform(20, 60) for _ in range(6)]
        other = [1.7 * s * math.exp(draw.gauss(0, 0.2)) for s in ours]
        low, high = ratio(other, ours)["interval"]
        held += low <= 1.7 <= high
    assert 0.92 <= held / 400 <= 0.98


def one_round(seconds, answers):
    steps = {"prompted answers": seconds - 1.0, "few_shot answers": 0.5, "Indexing": 0.5}
    row = {"seconds": seconds, "steps": steps, "tokens": 9, "prompt_tokens": 90}
    return {**row, "answers": answers}


def test_the_summary_tells_whole_and_asking_and_which_answers_are_the_same():
    found = summary({
        OURS: [one_round(2.0, {"a": "x", "b": "y"})] * 2,
        "torch": [one_round(5.0, {"a": "x", "b": "z"})] * 2,
    })  # fmt: skip
    assert asking(one_round(2.0, {})) == 1.5
    assert found["ratios"]["torch"]["whole"]["ratio"] == 2.5
    assert found["ratios"]["torch"]["asking"]["ratio"] == 3.0
    assert found["ratios"]["torch"]["equal_answers"] == 0.5
    assert OURS not in found["ratios"]
