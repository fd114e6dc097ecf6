"""A base model packed into 4 bits on a GPU learns, goes on where it was and is told apart."""

from dataclasses import replace
from importlib.util import find_spec

import pytest
import torch
from test_training import PLAN

from inhouse.errors import ConfigFault
from inhouse.models.learner import attach_learner
from inhouse.models.likelihood import reference_nats
from inhouse.models.load import load
from inhouse.records import Rendered
from inhouse.training import Checkpoint, train

needs_gpu = pytest.mark.skipif(
    not torch.cuda.is_available() or find_spec("bitsandbytes") is None,
    reason="needs an NVIDIA GPU and bitsandbytes",
)
TEXT = "The practice opens at eight. Please call the front desk to move your visit. "
NUMBERS = replace(
    PLAN, learning_rate=1e-3, num_train_epochs=4, patience=99, dtype="nf4", max_length=64
)


def rows(tokenizer, n):
    found = []
    for i in range(n):
        text = TEXT[9 * (i % 3) :] + TEXT[: 20 + 3 * i]
        ids = tuple(tokenizer(text).input_ids)
        found.append(Rendered(ids, (False,) * 3 + (True,) * (len(ids) - 3)))
    return found


def run(folder, plan, resume=None):
    """(model, learner, checkpoints, what the run gave)."""
    loaded = load(folder, dtype="nf4")
    learner = attach_learner(loaded.model, plan)
    data = (rows(loaded.tokenizer, 12), rows(loaded.tokenizer, 4))
    kept = []
    work = train(loaded.model, learner, data, plan, save=kept.append, resume=resume)
    while True:
        try:
            next(work)
        except StopIteration as done:
            return loaded, learner, kept, done.value


@needs_gpu
@pytest.mark.parametrize("method", ["lora", "dora"])
def test_it_learns_and_goes_on_where_it_was(method, starter_folder):
    plan = replace(NUMBERS, method=method)
    _, _, kept, whole = run(starter_folder, plan)
    assert whole.validation_loss[-1].loss < 0.5 * whole.validation_loss[0].loss
    resume = Checkpoint.from_files(kept[len(kept) // 2].to_files())
    again = run(starter_folder, plan, resume)[3]
    assert again.train_loss == whole.train_loss
    assert all(torch.equal(again.state[k], v) for k, v in whole.state.items())


@needs_gpu
def test_it_is_near_the_model_as_it_is_and_smaller(starter_folder):
    plain = load(starter_folder, dtype="bfloat16")
    looked = rows(plain.tokenizer, 8)
    wanted = sum(reference_nats(plain.model, looked))
    packed = load(starter_folder, dtype="nf4")
    assert sum(reference_nats(packed.model, looked)) == pytest.approx(wanted, rel=0.1)
    assert packed.model.get_memory_footprint() < 0.6 * plain.model.get_memory_footprint()


@needs_gpu
def test_what_was_learned_changes_the_model_as_it_is_alike(starter_folder):
    packed, _, _, whole = run(starter_folder, NUMBERS)
    looked = rows(packed.tokenizer, 4)
    plain = load(starter_folder, dtype="bfloat16")
    before = sum(reference_nats(plain.model, looked))
    attach_learner(plain.model, NUMBERS).set_state(whole.state)
    assert sum(reference_nats(plain.model, looked)) < 0.6 * before


@pytest.mark.skipif(torch.cuda.is_available(), reason="is for a computer without a GPU")
def test_without_a_gpu_the_error_says_what_to_set(starter_folder):
    with pytest.raises(ConfigFault, match=r"NVIDIA GPU.*--set training.dtype=auto"):
        load(starter_folder, dtype="nf4")
