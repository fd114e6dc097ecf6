"""The loop on a tiny random Llama: fixed losses, resume bit for bit, early stop, refusals."""

import itertools
import sys
from dataclasses import replace

import pytest
import torch

from inhouse.errors import DataFault, MaskProofFailed, NotEnoughData
from inhouse.models.fused import multiplies_eight_bits
from inhouse.models.learner import attach_learner
from inhouse.models.learner import lora_settings as settings_of
from inhouse.models.likelihood import reference_nats
from inhouse.models.lora import attach
from inhouse.records import (
    Notice,
    Plan,
    Preference,
    Progress,
    Rendered,
    TrainingStep,
    ValidationMeasured,
)
from inhouse.training import Checkpoint, train
from tiny_models import DEVICE, VOCABULARY, drawn_ids, tiny

pytestmark = pytest.mark.usefixtures("one_thread")

PLAN = Plan(
    base_model="tiny",
    lora_r=4,
    lora_alpha=8,
    lora_dropout=0.0,
    learning_rate=2e-2,
    warmup_ratio=0.1,
    num_train_epochs=3,
    batch_tokens=48,
    max_batch_examples=4,
    max_length=32,
    max_grad_norm=1.0,
    weight_decay=0.01,
    patience=2,
    evaluations_per_epoch=2,
    dtype="float32",
    seed=7,
)
# Measured with PyTorch 2.13 on x86-64 with AVX2.
GOLDEN_TRAIN = (
    5.66555, 5.109954, 5.727188, 4.906458, 4.565982, 3.28292,
    3.292679, 3.12972, 2.910784, 2.402395, 2.485189, 2.637625,
)  # fmt: skip
GOLDEN_VALIDATION = (5.958281, 6.000576, 5.904596, 5.696265, 5.621722, 5.617758, 5.614228)

GOLDEN_WAYS = {
    "rslora": (5.66555, 5.109957, 5.734907, 4.932688),
    "dora": (5.66555, 5.050052, 5.67219, 4.903694),
    "frozen": (5.66555, 5.095885, 5.743809, 4.928366),
    "full": (5.665549, 4.759093, 5.475933, 4.841996),
    "dpo": (0.693147, 0.693336, 0.632315, 0.791007),
}


def learnable(seed, n):
    """Prompts of random tokens; the answer counts on from the prompt's last token."""
    lengths = [3 + (i * 5) % 9 for i in range(n)]
    rows = []
    for ids in drawn_ids(seed, *lengths):
        answer = tuple(3 + (ids[-1] + k) % (VOCABULARY - 3) for k in range(1, 4))
        rows.append(Rendered((*ids, *answer, 2), (False,) * len(ids) + (True,) * 4))
    return rows


DATA = (learnable(1, 14), learnable(2, 6))


def preferences(seed, n):
    """The rejected answer of each pair counts down."""
    pairs = []
    for row in learnable(seed, n):
        start = row.loss_mask.index(True)
        last = row.ids[start - 1]
        answer = tuple(3 + (last - k) % (VOCABULARY - 3) for k in range(1, 3))
        ids = (*row.ids[:start], *answer, 2)
        pairs.append(Preference(row, Rendered(ids, (False,) * start + (True,) * 3)))
    return pairs


PAIRS = (preferences(1, 14), preferences(2, 6))


def data_of(plan):
    """What a plan of this method learns from."""
    return PAIRS if plan.method == "dpo" else DATA


class Outcome:
    """Everything a run gave: events, checkpoints, result, and the adapter it left."""

    def __init__(self, plan=PLAN, data=None, *, resume=None, model=None):
        self.model = model or tiny()
        self.lora = attach_learner(self.model, plan)
        data = data_of(plan) if data is None else data
        self.checkpoints = []
        self.events = []
        work = train(self.model, self.lora, data, plan, save=self.checkpoints.append, resume=resume)
        while True:
            try:
                self.events.append(next(work))
            except StopIteration as done:
                self.trained = done.value
                return

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


def same_state(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


def file_copy(checkpoint):
    return Checkpoint.from_files(checkpoint.to_files())


def test_the_losses_are_the_golden_ones():
    trained = Outcome().trained
    found = [point.loss for point in trained.validation_loss]
    assert trained.train_loss == pytest.approx(GOLDEN_TRAIN, abs=1e-4)
    assert found == pytest.approx(GOLDEN_VALIDATION, abs=1e-4)


@pytest.mark.parametrize("way", GOLDEN_WAYS)
def test_each_way_of_training_has_its_golden_losses(way):
    trained = Outcome(replace(PLAN, num_train_epochs=1, **WAYS[way])).trained
    assert trained.train_loss[:4] == pytest.approx(GOLDEN_WAYS[way], abs=1e-4)


def test_the_same_seed_trains_the_same_bits_and_another_seed_does_not():
    plan = replace(PLAN, lora_dropout=0.2, num_train_epochs=1)
    first, second = Outcome(plan).trained, Outcome(plan).trained
    assert same_state(first.state, second.state)
    assert first.train_loss == second.train_loss
    assert Outcome(replace(plan, seed=8)).trained.train_loss != first.train_loss


needs_vnni = pytest.mark.skipif(
    not multiplies_eight_bits(torch.device(DEVICE)), reason="needs a processor with AVX2"
)
WAYS = {
    "lora": {},
    "dropout": {"lora_dropout": 0.3},
    "rslora": {"method": "rslora", "learning_rate": 1e-2},
    "dora": {"method": "dora"},
    "frozen": {"frozen_layers": 1},
    "full": {"method": "full"},
    "cpt": {"method": "cpt"},
    "dpo": {"method": "dpo"},
    "dpo above frozen layers": {"method": "dpo", "frozen_layers": 1},
    "int8": {"input_gradients": "int8"},
    "int8 outputs": {"input_gradients": "int8", "layer_outputs": "int8"},
}


@pytest.mark.parametrize(
    "way", [pytest.param(w, marks=needs_vnni if "int8" in w else ()) for w in WAYS]
)
def test_resuming_after_any_step_equals_never_stopping_bit_for_bit(way, monkeypatch):
    monkeypatch.setattr("inhouse.training.loop._SECONDS_BETWEEN_CHECKPOINTS", -1.0)
    plan = replace(PLAN, num_train_epochs=2, patience=99, **WAYS[way])
    whole = Outcome(plan)
    assert [c.step for c in whole.checkpoints] == list(range(1, len(whole.trained.train_loss) + 1))
    for checkpoint in whole.checkpoints:
        torch.manual_seed(999)
        resumed = Outcome(plan, resume=file_copy(checkpoint)).trained
        assert resumed.train_loss == whole.trained.train_loss
        assert resumed.validation_loss == whole.trained.validation_loss
        assert resumed.best_step == whole.trained.best_step
        assert resumed.n_tokens == whole.trained.n_tokens
        assert same_state(resumed.state, whole.trained.state)


@needs_vnni
def test_gradients_in_eight_bits_learn_nearly_the_same_and_measure_the_same():
    exact, near = Outcome(), Outcome(replace(PLAN, input_gradients="int8"))
    assert near.trained.train_loss[0] == exact.trained.train_loss[0]
    assert near.trained.train_loss[:4] == pytest.approx(exact.trained.train_loss[:4], rel=0.02)
    assert near.trained.train_loss != exact.trained.train_loss
    assert not any(getattr(module, "packed", None) for module in near.model.modules())


@needs_vnni
def test_outputs_in_eight_bits_learn_nearly_the_same_and_are_not_what_is_measured_by():
    exact = Outcome()
    near = Outcome(replace(PLAN, input_gradients="int8", layer_outputs="int8"))
    assert near.trained.train_loss[0] != exact.trained.train_loss[0]
    assert near.trained.train_loss[:4] == pytest.approx(exact.trained.train_loss[:4], rel=0.02)
    first, same = near.trained.validation_loss[0], exact.trained.validation_loss[0]
    assert first.loss == same.loss
    assert not any(getattr(module, "packed", None) for module in near.model.modules())


@needs_vnni
def test_layers_stay_exact_where_eight_bits_would_change_the_loss(monkeypatch):
    monkeypatch.setattr("inhouse.training.products._MOST_OFF", 0.0)
    spared = Outcome(replace(PLAN, input_gradients="int8", layer_outputs="int8"))
    assert [notice.text for notice in spared.of(Notice)] == [
        "Layers work exactly: in 8 bits they would change the loss too much."
    ]
    backward = Outcome(replace(PLAN, input_gradients="int8"))
    assert spared.trained.train_loss == backward.trained.train_loss
    assert same_state(spared.trained.state, backward.trained.state)


def test_resuming_a_run_that_had_lost_patience_does_not_train_on():
    plan = replace(PLAN, learning_rate=0.5, num_train_epochs=8)
    whole = Outcome(plan)
    assert whole.trained.stopped_early
    resumed = Outcome(plan, resume=file_copy(whole.checkpoints[-1])).trained
    assert resumed.stopped_early
    assert resumed.train_loss == whole.trained.train_loss
    assert same_state(resumed.state, whole.trained.state)


def test_a_checkpoint_survives_its_files():
    checkpoint = Outcome(replace(PLAN, num_train_epochs=1)).checkpoints[0]
    again = file_copy(checkpoint)
    assert again.to_files() == checkpoint.to_files()
    assert (again.step, again.seconds, again.train_loss) == (
        checkpoint.step,
        checkpoint.seconds,
        checkpoint.train_loss,
    )
    assert again.validation_loss == checkpoint.validation_loss
    assert torch.equal(again.rng, checkpoint.rng)
    for name in ("weights", "best", "moments"):
        assert same_state(getattr(again, name), getattr(checkpoint, name))


def test_early_stop_keeps_and_leaves_the_best_weights():
    outcome = Outcome(replace(PLAN, learning_rate=0.1, num_train_epochs=8))
    trained = outcome.trained
    losses = {point.step: point.loss for point in trained.validation_loss}
    assert trained.stopped_early
    assert losses[trained.best_step] == min(losses.values()) < trained.validation_loss[-1].loss
    assert same_state(outcome.lora.state(), trained.state)
    learned = sum(sum(row.loss_mask) for row in DATA[1])
    assert sum(reference_nats(outcome.model, DATA[1])) / learned == losses[trained.best_step]
    assert not outcome.model.training
    after_best = [p for p in trained.validation_loss if p.step > trained.best_step]
    assert len(after_best) == PLAN.patience


def test_when_nothing_helps_the_untrained_adapter_is_kept():
    trained = Outcome(replace(PLAN, learning_rate=0.5, num_train_epochs=8)).trained
    assert trained.best_step == 0
    assert all(not value.any() for key, value in trained.state.items() if "lora_B" in key)


def test_events_count_every_step_once_and_say_which_evaluation_was_best():
    outcome = Outcome(replace(PLAN, patience=99))
    steps = outcome.of(TrainingStep)
    assert [s.step for s in steps] == list(range(1, steps[0].n_steps + 1))
    assert steps[-1].epoch == pytest.approx(PLAN.num_train_epochs)
    assert steps[-1].n_tokens == outcome.trained.n_tokens
    assert steps[-1].n_tokens == PLAN.num_train_epochs * sum(len(r.ids) for r in DATA[0])
    measured = outcome.of(ValidationMeasured)
    assert measured[0].step == 0
    assert measured[-1].step == steps[-1].step
    best = [event.step for event in measured if event.is_best]
    assert best[-1] == outcome.trained.best_step
    assert outcome.of(Progress)


def test_each_step_tells_the_loss_of_each_of_its_examples_and_their_mean_is_its_own():
    steps = Outcome(PLAN).of(TrainingStep)
    sizes = [sum(row.loss_mask[1:]) for row in DATA[0]]
    for step in steps:
        weighed = sum(loss * sizes[i] for i, loss in step.losses)
        assert weighed / sum(sizes[i] for i, _ in step.losses) == pytest.approx(step.loss, rel=1e-4)
    first = [i for step in steps if step.epoch <= 1 for i, _ in step.losses]
    assert sorted(first) == list(range(len(DATA[0])))


def test_masked_tokens_get_no_loss():
    """An answer's loss is the same whatever unlearned tokens follow it."""
    row = DATA[0][0]
    longer = Rendered((*row.ids, 50, 60), (*row.loss_mask, False, False))
    plan = replace(PLAN, num_train_epochs=1)
    short, long = (Outcome(plan, ([r], DATA[1])).trained for r in (row, longer))
    assert short.train_loss == pytest.approx(long.train_loss, abs=1e-6)


def test_the_loss_is_the_mean_over_learned_tokens_of_the_batch():
    plan = replace(PLAN, num_train_epochs=1, batch_tokens=9999, max_batch_examples=99)
    trained = Outcome(plan).trained
    learned = sum(sum(row.loss_mask) for row in DATA[0])
    base = sum(reference_nats(tiny(), DATA[0])) / learned
    assert trained.train_loss[0] == pytest.approx(base, abs=1e-5)


def test_only_the_adapter_changes():
    before = tiny().state_dict()
    after = Outcome().model.state_dict()
    kept = {key.replace(".base.", "."): value for key, value in after.items()}
    assert all(torch.equal(kept[key], value) for key, value in before.items())


@pytest.mark.parametrize("part", [0, 1])
def test_an_example_with_nothing_to_learn_is_refused(part):
    data = [list(rows) for rows in DATA]
    data[part][2] = Rendered((4, 5, 6), (False, False, False))
    with pytest.raises(MaskProofFailed, match="row 2 none"):
        Outcome(data=tuple(data))


@pytest.mark.parametrize("data", [([], DATA[1]), (DATA[0], [])])
def test_no_examples_is_a_sentence(data):
    with pytest.raises(NotEnoughData, match="each hold an example"):
        Outcome(data=data)


def test_a_loss_that_is_no_number_is_refused_with_a_sentence():
    model = tiny()
    with torch.no_grad():
        model.model.embed_tokens.weight[5] = float("nan")
    row = Rendered((5, 6, 7), (False, True, True))
    with pytest.raises(DataFault, match=r"at step 1 it is nan.*learning_rate"):
        Outcome(data=([row], DATA[1]), model=model)


@pytest.mark.parametrize("n_events", [3, None])
def test_numbers_near_0_are_numbers_again_after_a_run_and_after_one_that_was_left(n_events):
    model = tiny()
    lora = attach(model, settings_of(PLAN), seed=0)
    events = train(model, lora, DATA, PLAN)
    for _ in itertools.islice(events, n_events):
        pass
    events.close()
    assert sys.float_info.min / 2 > 0
