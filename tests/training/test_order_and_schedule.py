"""Batches by length, the learning rate over the run, the resolved plan."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_training import PLAN

from inhouse.config import load as load_config
from inhouse.errors import ConfigFault
from inhouse.training import BaseFacts, batch_order, learning_rate_at, make_plan
from inhouse.training.plan import n_epochs, rate_by_rule, warmup_by_rule

LENGTHS = st.lists(st.integers(1, 400), min_size=1, max_size=120)
SEEDS = st.integers(0, 2**31)
BOUNDS = st.tuples(st.integers(1, 1000), st.integers(1, 16))


def plan_of(bounds, seed=0):
    return replace(PLAN, batch_tokens=bounds[0], max_batch_examples=bounds[1], seed=seed)


@given(lengths=LENGTHS, bounds=BOUNDS, seed=SEEDS, epoch=st.integers(0, 9))
def test_each_example_is_in_one_batch_and_no_batch_is_too_big(lengths, bounds, seed, epoch):
    plan = plan_of(bounds, seed)
    batches = batch_order(lengths, plan, epoch=epoch)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        assert 1 <= len(batch) <= plan.max_batch_examples
        padded = len(batch) * max(lengths[i] for i in batch)
        assert padded <= plan.batch_tokens or len(batch) == 1


@given(lengths=LENGTHS, bounds=BOUNDS, seed=SEEDS, epoch=st.integers(0, 9))
def test_the_same_seed_and_epoch_give_the_same_order(lengths, bounds, seed, epoch):
    plan = plan_of(bounds, seed)
    assert batch_order(lengths, plan, epoch=epoch) == batch_order(lengths, plan, epoch=epoch)


@given(lengths=LENGTHS, bounds=BOUNDS, seed=SEEDS)
def test_every_epoch_has_as_many_batches(lengths, bounds, seed):
    plan = plan_of(bounds, seed)
    assert len({len(batch_order(lengths, plan, epoch=e)) for e in range(4)}) == 1


def test_the_order_is_fixed_for_good_and_differs_between_epochs_and_seeds():
    lengths = [5, 9, 5, 7, 30, 6, 8, 5]
    plan = plan_of((20, 3), seed=1)
    first = batch_order(lengths, plan, epoch=0)
    assert first == GOLDEN_ORDER
    assert first != batch_order(lengths, plan, epoch=1)
    assert first != batch_order(lengths, replace(plan, seed=2), epoch=0)


GOLDEN_ORDER = ((4,), (0, 2, 7), (6, 1), (5, 3))


@given(
    n=st.integers(1, 500),
    peak=st.floats(1e-6, 1),
    warmup=st.floats(0, 1),
)
def test_the_rate_rises_to_its_peak_then_falls_and_never_is_0(n, peak, warmup):
    rates = [learning_rate_at(s, n, peak=peak, warmup_ratio=warmup) for s in range(n)]
    top = rates.index(max(rates))
    assert all(a <= b for a, b in pairwise(rates[: top + 1]))
    assert all(a >= b - 1e-12 for a, b in pairwise(rates[top:]))
    assert max(rates) == pytest.approx(peak)
    assert all(rate > 0 for rate in rates)


def test_the_rate_ends_near_0():
    last = learning_rate_at(999, 1000, peak=1.0, warmup_ratio=0.1)
    assert 0 < last == pytest.approx(0, abs=1e-4)


BASE = BaseFacts("tiny", "float32")
SETTINGS = load_config(Path("nowhere")).training


@given(lengths=LENGTHS)
def test_a_plan_leaves_nothing_auto_and_takes_what_the_user_set(lengths):
    plan = make_plan(SETTINGS, lengths, BASE, seed=3)
    assert "auto" not in [getattr(plan, name) for name in plan.__slots__]
    assert plan.max_length >= max(lengths)
    assert 0.03 <= plan.warmup_ratio <= 0.1
    chosen = make_plan(
        replace(SETTINGS, lora_r=3, num_train_epochs=9, warmup_ratio=0.5, learning_rate=0.2),
        lengths,
        BASE,
        seed=0,
    )
    assert (chosen.lora_r, chosen.lora_alpha, chosen.num_train_epochs) == (3, 6, 9)
    assert (chosen.warmup_ratio, chosen.learning_rate) == (0.5, 0.2)


@pytest.mark.parametrize(
    ("wanted", "good_at_it", "method", "way"),
    [("auto", True, "lora", "int8"), ("auto", False, "lora", "exact"),
     ("exact", True, "lora", "exact"), ("int8", True, "dpo", "int8"),
     ("int8", True, "full", "exact"), ("auto", True, "dora", "exact")],
)  # fmt: skip
def test_gradients_go_in_eight_bits_where_the_processor_is_good_at_it(
    wanted, good_at_it, method, way
):
    settings = replace(SETTINGS, input_gradients=wanted, method=method)
    plan = make_plan(settings, [9], replace(BASE, int8=good_at_it), seed=0)
    assert plan.input_gradients == way
    assert plan.layer_outputs == ("exact" if method == "dpo" else way)


def test_layers_work_in_eight_bits_only_where_they_may():
    able = replace(BASE, int8=True)
    wanted = replace(SETTINGS, layer_outputs="int8", method="dpo")
    assert make_plan(wanted, [9], able, seed=0).layer_outputs == "int8"
    spared = replace(SETTINGS, layer_outputs="exact")
    plan = make_plan(spared, [9], able, seed=0)
    assert (plan.input_gradients, plan.layer_outputs) == ("int8", "exact")
    assert plan.numbers == f"{plan.dtype}, gradients in 8 bits"
    both = make_plan(SETTINGS, [9], able, seed=0)
    assert both.numbers == f"{plan.dtype}, layers and gradients in 8 bits"
    assert make_plan(SETTINGS, [9], BASE, seed=0).numbers == plan.dtype
    with pytest.raises(ConfigFault, match=r'needs gradients.*is "exact".*input_gradients=auto'):
        make_plan(replace(wanted, input_gradients="exact"), [9], able, seed=0)


@pytest.mark.parametrize("name", ["input_gradients", "layer_outputs"])
def test_eight_bits_that_were_asked_for_are_refused_where_they_would_be_wrong(name):
    settings = replace(SETTINGS, **{name: "int8"})
    with pytest.raises(ConfigFault, match=rf"AVX2.*--set training.{name}=auto"):
        make_plan(settings, [9], BASE, seed=0)


@pytest.mark.parametrize(
    ("n", "tokens", "epochs"),
    [(1, 100, 25), (4, 400, 25), (10, 900, 10), (33, 3000, 3), (34, 3000, 3), (144, 16_000, 3),
     (600, 60_000, 2), (9000, 900_000, 2)],
)  # fmt: skip
def test_few_examples_are_seen_oftener_and_many_no_more_than_the_budget_allows(n, tokens, epochs):
    assert n_epochs(n, tokens) == epochs


@pytest.mark.parametrize(
    ("hidden", "kind", "method", "rate"),
    [(576, "llama", "lora", 1.3e-3), (2048, "llama", "lora", 4.9e-4),
     (1024, "qwen3", "lora", 5.3e-4), (576, "llama", "full", 1.3e-4),
     (576, "gemma3_text", "dpo", 1.3e-4)],
)  # fmt: skip
def test_the_rate_falls_with_the_width_of_the_model(hidden, kind, method, rate):
    base = BaseFacts("m", "float32", hidden_size=hidden, model_type=kind)
    assert rate_by_rule(base, method) == pytest.approx(rate)
    assert make_plan(replace(SETTINGS, method=method), [9], base, seed=0).learning_rate == rate


@given(st.integers(1, 10_000))
def test_warming_up_takes_ten_steps_within_its_bounds(n):
    assert warmup_by_rule(n) == pytest.approx(min(0.1, max(0.03, 10 / n)))
