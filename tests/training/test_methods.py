"""Full fine-tuning and preference tuning against plain PyTorch, and what each leaves behind."""

from dataclasses import replace

import pytest
import torch
from test_training import DATA, PAIRS, PLAN, Outcome, file_copy, same_state
from torch import nn

from inhouse.errors import ModelUnavailable
from inhouse.models.full import FullWeights, model_files, read_weights
from inhouse.models.learner import attach_learner, learned_files, read_learned
from inhouse.models.likelihood import collate, reference_nats
from inhouse.training import batch_order, estimate_memory, learning_rate_at, lengths_of, rows_of
from tiny_models import CONFIGS, DEVICE, tiny

pytestmark = pytest.mark.usefixtures("one_thread")
SHORT = replace(PLAN, num_train_epochs=2, patience=99, learning_rate=2e-3)
FULL = replace(SHORT, method="full")
DPO = replace(SHORT, method="dpo", dpo_beta=0.3)


def steps(plan, items, parameters):
    """Batches and rates of a run, each after which `parameters` take a step of plain AdamW."""
    optimizer = torch.optim.AdamW(
        parameters, lr=1.0, betas=(0.9, 0.99), weight_decay=plan.weight_decay
    )
    lengths = lengths_of(items)
    order = [b for e in range(plan.num_train_epochs) for b in batch_order(lengths, plan, epoch=e)]
    for step, batch in enumerate(order):
        yield [items[i] for i in batch]
        nn.utils.clip_grad_norm_(parameters, plan.max_grad_norm)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate_at(
                step, len(order), peak=plan.learning_rate, warmup_ratio=plan.warmup_ratio
            )
        optimizer.step()
        optimizer.zero_grad()


@pytest.mark.parametrize("architecture", sorted(CONFIGS))
def test_full_fine_tuning_has_the_losses_of_the_model_s_own_code(architecture):
    model = tiny(architecture).train()
    losses = []
    for batch in steps(FULL, DATA[0], list(model.parameters())):
        ids, attention, mask = collate(batch, torch.device(DEVICE))
        labels = ids.masked_fill(~mask, -100)
        loss = model(input_ids=ids, attention_mask=attention, labels=labels).loss
        loss.backward()
        losses.append(loss.item())
    ours = Outcome(FULL, model=tiny(architecture)).trained.train_loss
    assert ours == pytest.approx(losses, rel=1e-3)


def plain_nats(model, rows):
    """-log p of each row's learned tokens, summed, by the model's own logits."""
    found = []
    for row in rows:
        logits = model(input_ids=torch.tensor([row.ids], device=DEVICE)).logits[0, :-1]
        labels = torch.tensor(row.ids[1:], device=DEVICE)
        nats = nn.functional.cross_entropy(logits, labels, reduction="none")
        found.append(nats[torch.tensor(row.loss_mask[1:])].sum())
    return torch.stack(found)


@pytest.mark.parametrize("architecture", ["llama", "gemma3"])
def test_preference_tuning_has_the_losses_of_its_formula_over_two_models(architecture):
    reference, model = tiny(architecture), tiny(architecture)
    learner = attach_learner(model, DPO)
    losses = []
    for batch in steps(DPO, PAIRS[0], learner.parameters()):
        rows = rows_of(batch)
        with torch.no_grad():
            base = plain_nats(reference, rows)
        gains = (base - plain_nats(model.train(), rows)).view(-1, 2)
        loss = -nn.functional.logsigmoid(DPO.dpo_beta * (gains[:, 0] - gains[:, 1])).mean()
        loss.backward()
        losses.append(loss.item())
    ours = Outcome(DPO, model=tiny(architecture)).trained.train_loss
    assert ours == pytest.approx(losses, abs=2e-4)


def test_preference_tuning_moves_the_chosen_answers_away_from_the_rejected_ones():
    run = Outcome(replace(DPO, num_train_epochs=6, learning_rate=1e-2))

    def lead(model):
        nats = reference_nats(model, rows_of(PAIRS[0]))
        return sum(nats[1::2]) - sum(nats[::2])

    run.lora.set_state(run.checkpoints[-1].weights)
    with run.lora.switched(False):
        before = lead(run.model)
    assert lead(run.model) > before + 5


def test_all_weights_switch_to_the_base_model_s_and_back_even_inside_inference():
    run = Outcome(FULL)
    run.lora.set_state(run.checkpoints[-1].weights)
    learned = reference_nats(run.model, DATA[1])
    with torch.inference_mode(), run.lora.switched(False):
        assert reference_nats(run.model, DATA[1]) == reference_nats(tiny(), DATA[1])
    assert reference_nats(run.model, DATA[1]) == learned
    assert learned != pytest.approx(reference_nats(tiny(), DATA[1]), abs=1e-2)
    assert run.lora.n_parameters == sum(p.numel() for p in tiny().parameters())


@pytest.mark.parametrize("architecture", sorted(CONFIGS))
def test_a_model_tuned_in_full_opens_as_a_model_of_its_own(architecture, tmp_path):
    from transformers import AutoModelForCausalLM

    run = Outcome(replace(FULL, num_train_epochs=1), model=tiny(architecture))
    base = tmp_path / "base"
    tiny(architecture).save_pretrained(base)
    state = run.checkpoints[-1].weights
    (tmp_path / "made").mkdir()
    for name, content in learned_files(run.lora, state, ("tiny", base)).items():
        (tmp_path / "made" / name).write_bytes(content)
    opened = AutoModelForCausalLM.from_pretrained(tmp_path / "made", dtype=torch.float32).to(DEVICE)
    run.lora.set_state(state)
    assert reference_nats(opened, DATA[1]) == reference_nats(run.model, DATA[1])
    again = tiny(architecture)
    learner = FullWeights(again)
    read_learned(learner, tmp_path / "made")
    assert same_state(learner.state(), state)
    assert reference_nats(again, DATA[1]) == reference_nats(run.model, DATA[1])


def test_weights_of_another_model_are_refused_with_a_sentence(tmp_path):
    with pytest.raises(ModelUnavailable, match=r"holds config.json and model.safetensors"):
        read_weights(tmp_path)
    with pytest.raises(ModelUnavailable, match="should have the base model's weights"):
        FullWeights(tiny("qwen3")).set_state(FullWeights(tiny()).state())


def test_a_checkpoint_at_the_best_step_holds_its_weights_once():
    best = [c for c in Outcome(FULL).checkpoints if c.best_step == c.step]
    assert best
    files = best[0].to_files()["checkpoint.safetensors"]
    assert b"best/" not in files[:100_000]
    assert same_state(file_copy(best[0]).best, best[0].best)


def test_full_fine_tuning_is_told_to_need_several_times_the_model():
    batches = [DATA[0]]
    model = tiny()
    whole = sum(p.numel() for p in model.parameters()) * 4
    more = estimate_memory(model, FULL, batches) - estimate_memory(model, PLAN, batches)
    assert more > (8 if DEVICE == "cpu" else 4) * whole  # a GPU holds no checkpoints


def test_files_of_a_model_are_its_weights_and_what_stands_beside_the_base_model_s(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")
    files = model_files(FullWeights(tiny()).state(), tmp_path)
    assert sorted(files) == ["config.json", "model.safetensors"]
