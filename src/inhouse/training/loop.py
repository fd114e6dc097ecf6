"""The training loop: completion-only loss, batches by length, early stop, best adapter kept."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from inhouse.errors import DataFault, MaskProofFailed, NotEnoughData
from inhouse.models.fused import fuse
from inhouse.models.likelihood import reference_nats, training_nats
from inhouse.models.lora import Lora
from inhouse.records import (
    Plan,
    Progress,
    Rendered,
    TrainingStep,
    ValidationMeasured,
    ValidationPoint,
    Work,
)
from inhouse.training.batches import batch_order
from inhouse.training.checkpoint import Checkpoint
from inhouse.training.schedule import learning_rate_at

__all__ = ["Trained", "train"]

_BETAS = (0.9, 0.99)


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run made: the best adapter's matrices under PEFT's names, and its history."""

    state: Mapping[str, Tensor]
    train_loss: tuple[float, ...]
    validation_loss: tuple[ValidationPoint, ...]
    best_step: int
    n_tokens: int
    seconds: float
    stopped_early: bool


@dataclass(slots=True)
class _Progress:
    """What changes as the run goes on."""

    step: int = 0
    n_tokens: int = 0
    seconds_before: float = 0.0
    started: float = field(default_factory=time.perf_counter)
    train_loss: list[float] = field(default_factory=list)
    validation: list[ValidationPoint] = field(default_factory=list)
    best_step: int = 0
    best: Mapping[str, Tensor] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return self.seconds_before + time.perf_counter() - self.started


@dataclass(frozen=True, slots=True)
class _Parts:
    """What stays: model, adapter, data, plan, and the order of all batches."""

    model: Any
    lora: Lora
    train: Sequence[Rendered]
    validation: Sequence[Rendered]
    plan: Plan
    batches: tuple[tuple[int, ...], ...]
    per_epoch: int
    optimizer: torch.optim.AdamW
    save: Callable[[Checkpoint], None]


def train(
    model: Any,
    lora: Lora,
    data: tuple[Sequence[Rendered], Sequence[Rendered]],
    plan: Plan,
    *,
    save: Callable[[Checkpoint], None] = lambda _: None,
    resume: Checkpoint | None = None,
) -> Work[Trained]:
    """Trains `lora` and leaves the best weights in it.

    Args:
        model: a transformers causal model with `lora` attached.
        lora: its adapter.
        data: training and validation examples.
        plan: every number.
        save: keeps a checkpoint; called after each evaluation.
        resume: where an interrupted run was; None starts anew.

    Raises:
        MaskProofFailed: an example has nothing to learn.
        NotEnoughData: there are no training or no validation examples.
        DataFault: the loss is not a number.
    """
    _refuse_unlearnable(data)
    parts = _prepare(model, lora, data, plan, save)
    state = _Progress()
    torch.manual_seed(plan.seed)
    fuse(model)
    if resume is None:
        lora.reset(plan.seed)
        yield from _evaluate(parts, state)
    else:
        _restore(parts, state, resume)
    # A run may have been killed between its last evaluation and its end.
    stopped = 0 < state.step < len(parts.batches) and _out_of_patience(state, plan)
    every = max(1, parts.per_epoch // plan.evaluations_per_epoch)
    while state.step < len(parts.batches) and not stopped:
        yield _one_step(parts, state)
        last = state.step == len(parts.batches)
        if state.step % every == 0 or last:
            yield from _evaluate(parts, state)
            save(_checkpoint(parts, state))
            stopped = not last and _out_of_patience(state, plan)
    lora.set_state(state.best)
    model.eval()
    return Trained(
        state=state.best,
        train_loss=tuple(state.train_loss),
        validation_loss=tuple(state.validation),
        best_step=state.best_step,
        n_tokens=state.n_tokens,
        seconds=state.seconds,
        stopped_early=stopped,
    )


def _refuse_unlearnable(data: tuple[Sequence[Rendered], Sequence[Rendered]]) -> None:
    for part in data:
        if not part:
            raise NotEnoughData(
                "Training and validation must each hold an example,", "one has none."
            )
        for i, row in enumerate(part):
            if not any(row.loss_mask):
                raise MaskProofFailed("Every example must have learned tokens,", f"row {i} none.")


def _prepare(
    model: Any,
    lora: Lora,
    data: tuple[Sequence[Rendered], Sequence[Rendered]],
    plan: Plan,
    save: Callable[[Checkpoint], None],
) -> _Parts:
    lengths = [len(row.ids) for row in data[0]]
    epochs = [batch_order(lengths, plan, epoch=e) for e in range(plan.num_train_epochs)]
    optimizer = torch.optim.AdamW(
        lora.parameters(), lr=plan.learning_rate, betas=_BETAS, weight_decay=plan.weight_decay
    )
    batches = tuple(batch for epoch in epochs for batch in epoch)
    return _Parts(model, lora, data[0], data[1], plan, batches, len(epochs[0]), optimizer, save)


def _one_step(parts: _Parts, state: _Progress) -> TrainingStep:
    plan = parts.plan
    n_steps = len(parts.batches)
    rate = learning_rate_at(
        state.step, n_steps, peak=plan.learning_rate, warmup_ratio=plan.warmup_ratio
    )
    for group in parts.optimizer.param_groups:
        group["lr"] = rate
    rows = [parts.train[i] for i in parts.batches[state.step]]
    parts.model.train()
    loss = training_nats(parts.model, rows).mean()
    value = float(loss.detach())
    if not math.isfinite(value):
        raise DataFault(
            "The training loss should be a number,",
            f"but at step {state.step + 1} it is {value}.",
            "Lower the rate: inhouse run FOLDER --set training.learning_rate=0.0002",
        )
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parts.lora.parameters(), plan.max_grad_norm)
    parts.optimizer.step()
    parts.optimizer.zero_grad(set_to_none=True)
    state.step += 1
    state.n_tokens += sum(len(row.ids) for row in rows)
    state.train_loss.append(value)
    epoch = state.step / parts.per_epoch
    return TrainingStep(state.step, n_steps, epoch, value, rate, state.n_tokens, state.seconds)


def _evaluate(parts: _Parts, state: _Progress) -> Work[None]:
    yield Progress("Measuring the validation loss", 0, None, "examples")
    nats = reference_nats(parts.model, parts.validation)
    learned = sum(sum(row.loss_mask) for row in parts.validation)
    loss = sum(nats) / learned
    best = not state.validation or loss < min(point.loss for point in state.validation)
    epoch = state.step / parts.per_epoch
    state.validation.append(ValidationPoint(state.step, epoch, loss))
    if best:
        state.best_step, state.best = state.step, parts.lora.state()
    yield ValidationMeasured(state.step, epoch, loss, best)


def _out_of_patience(state: _Progress, plan: Plan) -> bool:
    since = [p for p in state.validation if p.step > state.best_step]
    return len(since) >= plan.patience


def _checkpoint(parts: _Parts, state: _Progress) -> Checkpoint:
    moments: dict[str, Tensor] = {}
    for i, parameter in enumerate(parts.lora.parameters()):
        found = parts.optimizer.state[parameter]
        moments[f"{i}.first"] = found["exp_avg"].detach().cpu().clone()
        moments[f"{i}.second"] = found["exp_avg_sq"].detach().cpu().clone()
    return Checkpoint(
        step=state.step,
        n_tokens=state.n_tokens,
        seconds=state.seconds,
        train_loss=tuple(state.train_loss),
        validation_loss=tuple(state.validation),
        best_step=state.best_step,
        weights=parts.lora.state(),
        best=state.best,
        moments=moments,
        rng=torch.get_rng_state(),
    )


def _restore(parts: _Parts, state: _Progress, resume: Checkpoint) -> None:
    parts.lora.set_state(resume.weights)
    for i, parameter in enumerate(parts.lora.parameters()):
        parts.optimizer.state[parameter] = {
            "step": torch.tensor(float(resume.step)),
            "exp_avg": resume.moments[f"{i}.first"].to(parameter.device),
            "exp_avg_sq": resume.moments[f"{i}.second"].to(parameter.device),
        }
    torch.set_rng_state(resume.rng)
    state.step, state.n_tokens = resume.step, resume.n_tokens
    state.seconds_before = resume.seconds
    state.train_loss = list(resume.train_loss)
    state.validation = list(resume.validation_loss)
    state.best_step, state.best = resume.best_step, resume.best
