"""Every family of base models: trains, goes on where it was, and its adapter merges.

And the reference: PEFT and plain PyTorch over the same batches give the same losses.
"""

from dataclasses import replace
from functools import cache

import pytest
import torch
from test_training import DATA, PLAN, Outcome, file_copy, same_state, settings_of

from inhouse.models.likelihood import collate, reference_nats
from inhouse.models.lora import adapter_files, attach, read_adapter
from inhouse.training import batch_order, learning_rate_at
from tiny_models import CONFIGS, DEVICE, tiny

pytestmark = [
    pytest.mark.usefixtures("one_thread"),
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),  # PEFT's
]
SHORT = replace(PLAN, num_train_epochs=2, patience=99)


@cache
def whole_run(architecture):
    return Outcome(SHORT, model=tiny(architecture))


@pytest.fixture(params=sorted(CONFIGS))
def family(request, one_thread):
    """Its name, and a whole run on one thread, as all that is compared bit for bit."""
    return request.param, whole_run(request.param)


def test_it_learns(family):
    _, run = family
    losses = run.trained.train_loss
    assert min(losses[-2:]) < losses[0]
    learned = run.checkpoints[-1].weights
    assert all(value.any() for key, value in learned.items() if "lora_B" in key)


def test_it_goes_on_where_it_was_bit_for_bit(family):
    architecture, run = family
    middle = run.checkpoints[len(run.checkpoints) // 2]
    resumed = Outcome(SHORT, model=tiny(architecture), resume=file_copy(middle)).trained
    assert resumed.train_loss == run.trained.train_loss
    assert same_state(resumed.state, run.trained.state)


def test_its_saved_adapter_merged_into_the_base_model_answers_the_same(family, tmp_path):
    architecture, run = family
    learned = run.checkpoints[-1].weights  # the best may be the untrained ones
    for name, content in adapter_files(run.lora, learned, base_model="tiny").items():
        (tmp_path / name).write_bytes(content)
    settings, state = read_adapter(tmp_path)
    adapted, merged = tiny(architecture), tiny(architecture)
    attach(adapted, settings, seed=0).set_state(state)
    for path, layer in adapted.named_modules():
        if hasattr(layer, "lora_a"):
            merged.get_submodule(path).weight.data.copy_(layer.merged_weight())
    ours, theirs = (reference_nats(model, DATA[1]) for model in (adapted, merged))
    assert ours == pytest.approx(theirs, abs=1e-3)
    assert ours != pytest.approx(reference_nats(tiny(architecture), DATA[1]), abs=1e-3)


def peft_losses(tmp_path, plan, architecture):
    """Training losses of PEFT's adapter, from the same start over the same batches."""
    from peft import PeftModel

    lora = attach(tiny(architecture), settings_of(plan), seed=plan.seed)
    for name, content in adapter_files(lora, lora.state(), base_model="tiny").items():
        (tmp_path / name).write_bytes(content)
    model = PeftModel.from_pretrained(tiny(architecture), tmp_path, is_trainable=True).train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        parameters, lr=1.0, betas=(0.9, 0.99), weight_decay=plan.weight_decay
    )
    lengths = [len(row.ids) for row in DATA[0]]
    order = [b for e in range(plan.num_train_epochs) for b in batch_order(lengths, plan, epoch=e)]
    losses = []
    for step, batch in enumerate(order):
        ids, attention, mask = collate([DATA[0][i] for i in batch], torch.device(DEVICE))
        labels = ids.masked_fill(~mask, -100)
        loss = model(input_ids=ids, attention_mask=attention, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, plan.max_grad_norm)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate_at(
                step, len(order), peak=plan.learning_rate, warmup_ratio=plan.warmup_ratio
            )
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("method", ["lora", "rslora", "dora"])
@pytest.mark.parametrize("architecture", ["llama", "gemma3"])
def test_losses_are_those_of_peft_on_the_same_batches(architecture, method, tmp_path):
    plan = replace(SHORT, method=method, learning_rate=5e-3)
    ours = Outcome(plan, model=tiny(architecture)).trained.train_loss
    assert ours == pytest.approx(peft_losses(tmp_path, plan, architecture), rel=0.002)
