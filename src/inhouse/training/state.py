"""What a run holds: the parts that stay, the state that changes, and snapshots of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from inhouse.models.learner import Learner
from inhouse.records import Plan, ValidationPoint
from inhouse.training.batches import batch_order
from inhouse.training.checkpoint import Checkpoint
from inhouse.training.device import random_state, set_random_state
from inhouse.training.objectives import Item, Objective, lengths_of, objective_of

__all__ = ["Parts", "State", "prepare", "restore", "snapshot"]

_BETAS = (0.9, 0.99)


@dataclass(slots=True)
class State:
    """What changes as the run goes on."""

    step: int = 0
    n_tokens: int = 0
    seconds_before: float = 0.0
    started: float = field(default_factory=time.perf_counter)
    train_loss: list[float] = field(default_factory=list)
    validation: list[ValidationPoint] = field(default_factory=list)
    best_step: int = 0
    best: Mapping[str, Tensor] = field(default_factory=dict)
    rate_factor: float = 1.0
    pieces: int = 1

    @property
    def seconds(self) -> float:
        """Spent so far, interrupted runs included."""
        return self.seconds_before + time.perf_counter() - self.started


@dataclass(frozen=True, slots=True)
class Parts:
    """What stays: model, what it learns and from what, plan, and the order of all batches."""

    model: Any
    learner: Learner
    objective: Objective
    plan: Plan
    batches: tuple[tuple[int, ...], ...]
    per_epoch: int
    optimizer: torch.optim.AdamW
    save: Callable[[Checkpoint], None]

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        found: torch.device = next(iter(self.model.parameters())).device
        return found


def prepare(
    learner: tuple[Any, Learner],
    data: tuple[Sequence[Item], Sequence[Item]],
    plan: Plan,
    save: Callable[[Checkpoint], None],
) -> Parts:
    """The parts of a run, nothing learned yet."""
    objective = objective_of(learner, data, plan)
    lengths = lengths_of(data[0])
    epochs = [batch_order(lengths, plan, epoch=e) for e in range(plan.num_train_epochs)]
    optimizer = torch.optim.AdamW(
        learner[1].parameters(),
        lr=plan.learning_rate,
        betas=_BETAS,
        weight_decay=plan.weight_decay,
        fused=True,
    )
    batches = tuple(batch for epoch in epochs for batch in epoch)
    return Parts(*learner, objective, plan, batches, len(epochs[0]), optimizer, save)


def snapshot(parts: Parts, state: State) -> Checkpoint:
    """Everything needed to go on from here, copied."""
    moments: dict[str, Tensor] = {}
    for i, parameter in enumerate(parts.learner.parameters()):
        found = parts.optimizer.state.get(parameter)
        if found:
            moments[f"{i}.first"] = found["exp_avg"].detach().cpu().clone()
            moments[f"{i}.second"] = found["exp_avg_sq"].detach().cpu().clone()
    return Checkpoint(
        step=state.step,
        n_tokens=state.n_tokens,
        seconds=state.seconds,
        train_loss=tuple(state.train_loss),
        validation_loss=tuple(state.validation),
        best_step=state.best_step,
        weights=parts.learner.state(),
        best=state.best,
        moments=moments,
        rng=random_state(parts.device),
        rate_factor=state.rate_factor,
        pieces=state.pieces,
    )


def restore(parts: Parts, state: State, found: Checkpoint) -> None:
    """Puts adapter, optimizer, random numbers and `state` where they were."""
    parts.learner.set_state(found.weights)
    parts.optimizer.state.clear()
    parts.optimizer.zero_grad(set_to_none=True)
    for i, parameter in enumerate(parts.learner.parameters()):
        if f"{i}.first" in found.moments:
            parts.optimizer.state[parameter] = {
                # A fused step on a GPU counts there.
                "step": torch.tensor(float(found.step), device=parameter.device),
                "exp_avg": found.moments[f"{i}.first"].to(parameter.device).clone(),
                "exp_avg_sq": found.moments[f"{i}.second"].to(parameter.device).clone(),
            }
    set_random_state(parts.device, found.rng)
    state.step, state.n_tokens = found.step, found.n_tokens
    state.train_loss = list(found.train_loss)
    state.validation = list(found.validation_loss)
    state.best_step, state.best = found.best_step, found.best
    state.rate_factor, state.pieces = found.rate_factor, found.pieces
