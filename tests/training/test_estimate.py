"""Memory told before the start: what it must grow and shrink with, and cutting batches to fit."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_training import DATA, PLAN, Outcome

from inhouse.models.likelihood import flatten
from inhouse.records import Notice, Rendered
from inhouse.training import (
    batch_order,
    estimate_memory,
    flat_tokens,
    loop,
    saved_by_compiling,
)
from inhouse.training.estimate import pieces_that_fit
from tiny_models import tiny

pytestmark = pytest.mark.usefixtures("one_thread")
MODEL = tiny()


def rows(n, length):
    return [Rendered((5,) * length, (False,) * (length - 1) + (True,)) for _ in range(n)]


def need(batches, *, pieces=1, plan=PLAN):
    """Beyond what the process holds, which changes as tests run."""
    nothing = estimate_memory(MODEL, plan, [rows(1, 2)])
    return estimate_memory(MODEL, plan, batches, pieces=pieces) - nothing


@settings(max_examples=20, deadline=None)
@given(n=st.integers(1, 8), length=st.integers(3, 60))
def test_a_batch_counts_the_tokens_it_is_laid_out_as(n, length):
    batch = rows(n, length)
    assert flat_tokens(MODEL, batch) == flatten(batch, MODEL.device).ids.shape[1]
    assert flat_tokens(tiny("gemma3"), batch) == n * length


def test_longer_rows_need_more_and_more_pieces_less():
    apart = [Rendered((i, *([5] * 199)), (False,) * 199 + (True,)) for i in range(3, 11)]
    short = [Rendered(row.ids[:100], (False,) * 99 + (True,)) for row in apart]
    assert need([short]) < need([apart])
    assert need([apart], pieces=4) < need([apart], pieces=2) < need([apart])
    assert need([apart], plan=replace(PLAN, frozen_layers=1)) < need([apart])
    assert need([short, apart]) == pytest.approx(need([apart]), rel=0.05)


@pytest.mark.parametrize(("free", "pieces"), [(1 << 60, 1), (0, 8)])
def test_batches_are_cut_no_finer_than_they_must_be(free, pieces):
    assert pieces_that_fit(MODEL, PLAN, [rows(7, 50)], free) == pieces


def test_a_run_short_of_memory_starts_in_pieces_and_learns_the_same(monkeypatch):
    plan = replace(PLAN, num_train_epochs=1)
    roomy = Outcome(plan).trained
    monkeypatch.setattr(loop, "free_bytes", lambda device: 0)
    cramped = Outcome(plan)
    assert "Memory is short" in cramped.of(Notice)[0].text
    assert cramped.checkpoints[-1].pieces == 4
    assert cramped.trained.train_loss == pytest.approx(roomy.train_loss, abs=1e-4)


def test_steps_counted_beforehand_are_the_steps_taken():
    order = batch_order([len(row.ids) for row in DATA[0]], PLAN, epoch=0)
    trained = Outcome(replace(PLAN, patience=99)).trained
    assert len(order) * PLAN.num_train_epochs == len(trained.train_loss)


@given(st.floats(0.01, 60), st.integers(1, 10_000))
def test_compiling_pays_only_where_what_is_left_outlasts_its_warm_up(step_seconds, left):
    saved = saved_by_compiling(step_seconds, left)
    assert (saved > 0) == (step_seconds * left > 270 / (1 - 350 / 390) * (1 + 1e-12))
    assert saved < 0.11 * step_seconds * left


def test_compiling_does_not_pay_in_a_run_like_the_demo():
    assert saved_by_compiling(4.0, 54) < -240
    assert saved_by_compiling(4.0, 2000) > 0
