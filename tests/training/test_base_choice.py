"""Which base a time budget allows: the largest that fits, and what is said about the next one."""

import pytest

from inhouse.training.trials.base_choice import (
    BaseCandidate,
    Speed,
    Workload,
    choose_base,
    run_seconds,
)

SMALL, MIDDLE, LARGE = (
    BaseCandidate("small", 100),
    BaseCandidate("middle", 500),
    BaseCandidate("large", 1500),
)
ALL = (LARGE, SMALL, MIDDLE)


def test_a_run_costs_training_validation_and_every_answer():
    work = Workload(trained=1000, looked=400, read=600, written=30)
    assert run_seconds(work, Speed(trained=100, looked=400, read=200, written=10)) == 10 + 1 + 3 + 3


def test_before_anything_is_measured_the_smallest_is_measured():
    choice = choose_base(ALL, {}, 60)
    assert (choice.name, choice.is_measured, choice.seconds) == ("small", False, None)


def test_the_largest_that_was_measured_to_fit_is_final():
    choice = choose_base(ALL, {"small": 10, "middle": 50, "large": 200}, 60)
    assert (choice.name, choice.is_measured, choice.fits) == ("middle", True, True)


def test_one_that_only_seems_to_fit_is_to_be_measured():
    choice = choose_base(ALL, {"small": 10}, 60)
    assert (choice.name, choice.is_measured, choice.seconds) == ("middle", False, 50)


def test_an_estimate_comes_from_the_measured_one_nearest_in_size():
    choice = choose_base(ALL, {"small": 10, "middle": 20}, 60)
    assert (choice.name, choice.seconds) == ("large", 60)


def test_a_measurement_beats_the_estimate_that_led_to_it():
    choice = choose_base(ALL, {"small": 10, "middle": 61}, 60)
    assert (choice.name, choice.is_measured) == ("small", True)


def test_exactly_the_budget_fits():
    assert choose_base(ALL, {"small": 10, "middle": 60}, 60).name == "middle"


def test_where_nothing_fits_the_smallest_is_taken_and_it_is_said():
    choice = choose_base(ALL, {"small": 100}, 60)
    assert (choice.name, choice.fits) == ("small", False)
    assert choice.reasons[0].startswith("None fits")


def test_what_the_next_size_up_would_cost_is_said_and_whether_it_was_measured():
    unmeasured = choose_base(ALL, {"small": 60, "middle": 600}, 900).reasons[1]
    assert unmeasured == (
        "large, the next larger one, would take about 30 min (estimated from a smaller one by"
        " size)."
    )
    measured = choose_base(ALL, {"small": 60, "middle": 600}, 120).reasons[1]
    assert measured == "middle, the next larger one, would take about 10 min (measured)."


def test_the_largest_of_all_has_no_next_one_to_speak_of():
    assert len(choose_base(ALL, {"large": 1}, 60).reasons) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_of_one_size_the_one_that_is_here_is_taken(order):
    twins = (BaseCandidate("fetched", 500, is_here=True), BaseCandidate("away", 500))
    assert choose_base([twins[i] for i in order], {"fetched": 10}, 60).name == "fetched"


def test_of_two_of_one_size_that_are_both_away_the_first_listed_is_taken():
    twins = (BaseCandidate("first", 500), BaseCandidate("second", 500))
    assert choose_base([*twins, SMALL], {"small": 1}, 60).name == "first"


def test_choosing_and_measuring_in_turn_ends_with_a_measured_choice():
    truth = {"small": 10, "middle": 70, "large": 90}
    measured: dict[str, float] = {}
    while not (choice := choose_base(ALL, measured, 60)).is_measured:
        measured[choice.name] = truth[choice.name]
    assert (choice.name, set(measured)) == ("small", {"small", "middle"})
