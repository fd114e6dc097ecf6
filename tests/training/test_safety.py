"""What a run survives: a loss that runs away, too little memory, a full disk."""

from dataclasses import replace
from math import inf, nan

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from test_training import DATA, PLAN, Outcome, file_copy, same_state, settings_of

from inhouse.errors import DataFault, NotEnoughDisk, NotEnoughMemory
from inhouse.models.lora import attach
from inhouse.records import Notice, TrainingStep
from inhouse.training import loop, lower, train
from inhouse.training.divergence import has_diverged
from inhouse.training.objectives import upper
from inhouse.training.schedule import learning_rate_at
from tiny_models import tiny

pytestmark = pytest.mark.usefixtures("one_thread")


def notices(outcome):
    return [event.text for event in outcome.of(Notice)]


@given(st.lists(st.floats(0.1, 6.0), max_size=40))
def test_losses_like_the_untrained_ones_are_no_divergence(losses):
    assert not has_diverged(losses, 3.0)


def test_one_hard_batch_is_no_divergence_and_four_are():
    calm = [3.0] * 10
    assert not has_diverged([*calm, 20.0], 3.0)
    assert has_diverged([*calm, 20.0, 20.0, 20.0, 20.0], 3.0)


@pytest.mark.parametrize("bad", [nan, inf])
def test_a_loss_that_is_no_number_is_divergence_at_once(bad):
    assert has_diverged([bad], 3.0)


def runs_away_once(step):
    """`has_diverged`, with a loss that ran away at `step` the first time it was reached."""
    seen = []

    def found(losses, untrained):
        if len(losses) == step and not seen:
            seen.append(step)
            return True
        return has_diverged(losses, untrained)

    return found


def test_a_loss_that_runs_away_goes_back_once_at_half_the_rate(monkeypatch):
    monkeypatch.setattr(loop, "has_diverged", runs_away_once(4))
    outcome = Outcome(replace(PLAN, patience=99))
    assert len(notices(outcome)) == 1
    assert "going back to step 2" in notices(outcome)[0]
    steps = outcome.of(TrainingStep)
    assert [s.step for s in steps] == [1, 2, 3, *range(3, steps[0].n_steps + 1)]
    for event in steps:
        factor = 1.0 if event in steps[:3] else 0.5
        rate = learning_rate_at(
            event.step - 1, event.n_steps, peak=PLAN.learning_rate, warmup_ratio=0.1
        )
        assert event.learning_rate == pytest.approx(factor * rate)
    assert len(outcome.trained.train_loss) == steps[0].n_steps


def test_a_run_killed_after_going_back_ends_with_the_same_bits(monkeypatch):
    plan = replace(PLAN, patience=99)
    monkeypatch.setattr(loop, "has_diverged", runs_away_once(4))
    whole = Outcome(plan)
    monkeypatch.setattr(loop, "has_diverged", has_diverged)
    after = [c for c in whole.checkpoints if c.rate_factor < 1]
    assert after
    resumed = Outcome(plan, resume=file_copy(after[0])).trained
    assert same_state(resumed.state, whole.trained.state)
    assert resumed.train_loss == whole.trained.train_loss


def test_a_loss_that_runs_away_again_stops_with_an_explanation(monkeypatch):
    monkeypatch.setattr(loop, "has_diverged", lambda losses, _: len(losses) == 4)
    with pytest.raises(DataFault, match=r"run away before at twice the rate.*learning_rate=") as e:
        Outcome()
    assert "inhouse check" in str(e.value)


class Cramped:
    """The cheapest way to the loss, in a memory that holds `room` examples."""

    def __init__(self, room):
        self.room = room
        self.real = upper.training_nats

    def __call__(self, model, rows):
        if len(rows) > self.room:
            raise RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate")
        return self.real(model, rows)


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_batch_that_does_not_fit_is_halved_and_learns_the_same(dropout, monkeypatch):
    plan = replace(PLAN, num_train_epochs=1, lora_dropout=dropout)
    roomy = Outcome(plan).trained
    monkeypatch.setattr(upper, "training_nats", Cramped(2))
    cramped = Outcome(plan)
    assert notices(cramped) == ["Memory ran out: batches go in 2 pieces from here."]
    assert cramped.checkpoints[-1].pieces == 2
    if not dropout:
        assert cramped.trained.train_loss == pytest.approx(roomy.train_loss, abs=1e-4)
    again = Outcome(plan).trained
    assert same_state(again.state, cramped.trained.state)


def test_an_example_that_does_not_fit_is_a_sentence(monkeypatch):
    monkeypatch.setattr(upper, "training_nats", Cramped(0))
    with pytest.raises(NotEnoughMemory, match=r"longest example.*max_length"):
        Outcome()


def test_other_faults_are_not_taken_for_lack_of_memory(monkeypatch):
    def broken(model, rows):
        raise RuntimeError("size mismatch")

    monkeypatch.setattr(upper, "training_nats", broken)
    with pytest.raises(RuntimeError, match="size mismatch"):
        Outcome()


def test_a_full_disk_costs_the_checkpoint_and_not_the_run():
    def full(checkpoint):
        raise NotEnoughDisk("The disk should have room,", "but it is full.", "Free some.")

    model = tiny()
    lora = attach(model, settings_of(PLAN), seed=PLAN.seed)
    work = train(model, lora, DATA, PLAN, save=full)
    told = [event.text for event in work if isinstance(event, Notice)]
    assert told
    assert "it is full" in told[0]
    assert same_state(lora.state(), Outcome().trained.state)


@pytest.mark.parametrize("method", ["lora", "dora"])
def test_kept_lower_layers_give_the_losses_of_layers_worked_out_each_time(method, monkeypatch):
    plan = replace(PLAN, frozen_layers=1, method=method)
    kept = Outcome(plan).trained
    assert all(".layers.1." in name for name in kept.state)

    monkeypatch.setattr("inhouse.training.objectives.upper.LowerLayers", Forgetful)
    plain = Outcome(plan).trained
    assert kept.train_loss == pytest.approx(plain.train_loss, abs=1e-4)
    assert [p.loss for p in kept.validation_loss] == pytest.approx(
        [p.loss for p in plain.validation_loss], abs=1e-4
    )


class Forgetful(lower.LowerLayers):
    """Works the lower layers out anew for each batch, with the model's own embedding."""

    def fill(self):
        yield from ()

    def entry(self, indices, flat):
        entry = lower.embedded(self._model, flat.ids)
        layers = slice(0, self._depth)
        with torch.no_grad():
            return lower.hidden_states(self._model, entry, flat.layout, layers=layers, norm=False)


def test_states_kept_on_disk_are_those_kept_in_memory(monkeypatch):
    plan = replace(PLAN, frozen_layers=1)
    memory = Outcome(plan).trained
    monkeypatch.setattr(lower, "_IN_MEMORY_BYTES", 0)
    disk = Outcome(plan).trained
    assert same_state(memory.state, disk.state)
    assert memory.train_loss == disk.train_loss
