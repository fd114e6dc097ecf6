"""Settings that are tried out: only where it is cheap, the same each time, nothing left behind."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_training import DATA, PLAN, learnable

from finishing import finish
from inhouse.models.fused import fuse
from inhouse.models.learner import attach_learner
from inhouse.models.likelihood import reference_nats
from inhouse.records import Rendered
from inhouse.training import chosen_depth, chosen_rate, rates_to_try, trial_of, tried
from inhouse.training.trials.probe import _MOST_SHARE, _STEP_COST, _STEPS
from tiny_models import tiny

pytestmark = pytest.mark.usefixtures("one_thread")
LONG = replace(PLAN, num_train_epochs=3)


def rows(n, length=20):
    return [Rendered((5,) * length, (False,) * (length - 1) + (True,)) for _ in range(n)]


@given(n=st.integers(1, 2000), n_validation=st.integers(1, 300), tries=st.integers(1, 5))
def test_tries_cost_no_more_than_a_tenth_of_the_run(n, n_validation, tries):
    data = (rows(n), rows(n_validation))
    trial = trial_of(data, LONG, n_tries=tries)
    looks = LONG.num_train_epochs * LONG.evaluations_per_epoch + 1
    whole = _STEP_COST * LONG.num_train_epochs * n + looks * n_validation
    if trial is None:
        return
    cost = tries * (_STEP_COST * len(trial.train) + 2 * len(trial.validation))
    assert cost <= _MOST_SHARE * whole * 1.02 + 3 * _STEP_COST * PLAN.max_batch_examples
    assert trial.n_steps >= _STEPS


def test_a_run_like_the_demo_is_too_short_to_try_anything_out():
    plan = replace(LONG, batch_tokens=2048, max_batch_examples=8)
    assert trial_of((rows(144, 113), rows(20, 113)), plan, n_tries=3) is None
    assert trial_of((rows(2000, 113), rows(200, 113)), plan, n_tries=3) is not None


def test_half_the_rate_the_rate_and_twice_the_rate_are_tried():
    assert rates_to_try(replace(PLAN, learning_rate=1.3e-3)) == (6.5e-4, 1.3e-3, 2.6e-3)


def test_the_lowest_loss_wins_and_of_equal_ones_the_lower_rate():
    assert chosen_rate([(1e-3, 2.0), (2e-3, 1.9), (4e-3, inf)]) == 2e-3
    assert chosen_rate([(2e-3, 1.9), (1e-3, 1.9)]) == 1e-3


@pytest.mark.parametrize(
    ("half", "depth"), [(2.0, 15), (2.01, 15), (2.011, 0), (inf, 0), (1.5, 15)]
)
def test_the_lower_half_is_left_as_it_is_within_the_margin_only(half, depth):
    assert chosen_depth([(0, 2.0), (15, half)], 0.01) == depth


@pytest.fixture
def learner():
    model = tiny()
    fuse(model)
    return model, attach_learner(model, PLAN)


def trial():
    plan = replace(LONG, num_train_epochs=40)
    return trial_of((learnable(1, 120), DATA[1]), plan, n_tries=3)


def test_a_try_is_the_same_each_time_and_leaves_the_base_model(learner):
    before = reference_nats(tiny(), DATA[1])
    first, second = (finish(tried(learner, trial(), PLAN)) for _ in range(2))
    assert first == second
    assert first != pytest.approx(
        finish(tried(learner, trial(), replace(PLAN, learning_rate=1e-3)))
    )
    assert reference_nats(learner[0], DATA[1]) == before


def test_a_rate_that_breaks_the_model_loses(learner):
    model, lora = learner
    found = finish(tried((model, lora), trial(), replace(PLAN, learning_rate=1e4)))
    good = finish(tried((model, lora), trial(), PLAN))
    assert not found <= good


def test_a_try_with_layers_left_as_they_are_learns_only_above_them(learner):
    model, lora = learner
    frozen = finish(tried((model, lora), trial(), replace(PLAN, frozen_layers=1)))
    fresh = tiny()
    fuse(fresh)
    above = attach_learner(fresh, replace(PLAN, frozen_layers=1))
    alone = finish(tried((fresh, above), trial(), replace(PLAN, frozen_layers=1)))
    assert frozen == pytest.approx(alone, abs=0.3)
    assert frozen != finish(tried((model, lora), trial(), PLAN))


def test_an_adapter_taken_off_leaves_the_model_as_it_was():
    model = tiny()
    lora = attach_learner(model, PLAN)
    lora.detach(model)
    assert model.state_dict().keys() == tiny().state_dict().keys()
    assert reference_nats(model, DATA[1]) == reference_nats(tiny(), DATA[1])
