"""The training loop: batches by length, early stop, the best weights kept."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from inhouse.errors import DataFault, MaskProofFailed, NotEnoughData, NotEnoughDisk
from inhouse.models.fused import fuse
from inhouse.models.learner import Learner
from inhouse.records import (
    CheckpointSaved,
    Notice,
    Plan,
    Progress,
    TrainingStep,
    ValidationMeasured,
    ValidationPoint,
    Work,
)
from inhouse.training.checkpoint import Checkpoint
from inhouse.training.device import free_bytes
from inhouse.training.divergence import has_diverged
from inhouse.training.estimate import pieces_that_fit
from inhouse.training.gradients import gradients_that_fit
from inhouse.training.objectives import Item, rows_of
from inhouse.training.products import fuse_for, looking_at_inputs
from inhouse.training.schedule import learning_rate_at
from inhouse.training.state import Parts, State, prepare, restore, snapshot

__all__ = ["Trained", "train"]

_SECONDS_BETWEEN_CHECKPOINTS = 60.0


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run made: the best weights by name (an adapter's are PEFT's), and its history."""

    state: Mapping[str, Tensor]
    train_loss: tuple[float, ...]
    validation_loss: tuple[ValidationPoint, ...]
    best_step: int
    n_tokens: int
    seconds: float
    stopped_early: bool


def train(
    model: Any,
    learner: Learner,
    data: tuple[Sequence[Item], Sequence[Item]],
    plan: Plan,
    *,
    save: Callable[[Checkpoint], None] = lambda _: None,
    resume: Checkpoint | None = None,
) -> Work[Trained]:
    """Trains `learner` and leaves the best weights in it.

    A loss that runs away takes the run back to its last checkpoint once, at half the rate. A batch
    that does not fit into memory is halved from then on; the mathematics stay the same.

    Args:
        model: a transformers causal model.
        learner: what is trained of it: an adapter that is attached, or all its weights.
        data: training and validation items: pairs of answers for "dpo", else sequences.
        plan: every number.
        save: keeps a checkpoint; called after each evaluation, and once a minute.
        resume: where an interrupted run was; None starts anew.

    Raises:
        MaskProofFailed: an example has nothing to learn.
        NotEnoughData: there are no training or no validation examples.
        DataFault: the loss ran away, and again at half the rate.
        NotEnoughMemory: a single example does not fit.
    """
    _refuse_unlearnable(data)
    fuse(model)
    parts = prepare((model, learner), data, plan, save)
    with _tiny_numbers_as_zero():
        trained = yield from _train(parts, resume)
    fuse(model)  # what only gradients need goes
    model.eval()
    return trained


@contextlib.contextmanager
def _tiny_numbers_as_zero() -> Iterator[None]:
    """Flushes denormal numbers, which a processor multiplies slowly, inside the block alone.

    The setting is the whole thread's, and other code relies on numbers near 0 being numbers.
    """
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def _train(parts: Parts, resume: Checkpoint | None) -> Work[Trained]:
    learner, state = parts.learner, State()
    torch.manual_seed(parts.plan.seed)
    yield from parts.objective.fill()
    with looking_at_inputs(parts.model, parts.plan) as largest:
        yield from _look_first(parts, state, resume)
    rows = parts.objective.rows(parts.batches[0])
    if not fuse_for(parts.model, parts.plan, largest, rows):
        yield Notice("Layers work exactly: in 8 bits they would change the loss too much.")
    if resume is not None:
        restore(parts, state, resume)
        state.seconds_before = resume.seconds
    stopped = yield from _run(parts, state, resume or snapshot(parts, state))
    learner.set_state(state.best)
    return Trained(
        state=state.best,
        train_loss=tuple(state.train_loss),
        validation_loss=tuple(state.validation),
        best_step=state.best_step,
        n_tokens=state.n_tokens,
        seconds=state.seconds,
        stopped_early=stopped,
    )


def _look_first(parts: Parts, state: State, resume: Checkpoint | None) -> Work[None]:
    """The base model's validation loss; one who resumes needs only what it shows of the inputs."""
    if resume is None:
        parts.learner.reset(parts.plan.seed)
        yield from _make_fit(parts, state)
        yield from _evaluate(parts, state)
    elif parts.plan.layer_outputs == "int8":
        parts.learner.reset(parts.plan.seed)
        yield Progress("Looking at the base model again", 0, None, "examples")
        parts.objective.validation_loss()


def _refuse_unlearnable(data: tuple[Sequence[Item], Sequence[Item]]) -> None:
    for part in data:
        if not part:
            raise NotEnoughData(
                "Training and validation must each hold an example,", "one has none."
            )
        for i, item in enumerate(part):
            if not all(any(row.loss_mask[1:]) for row in rows_of([item])):
                raise MaskProofFailed("Every example must have learned tokens,", f"row {i} none.")


def _make_fit(parts: Parts, state: State) -> Work[None]:
    """Cuts batches beforehand where memory would run out: a system may kill without a warning."""
    batches = [parts.objective.rows(batch) for batch in parts.batches[: parts.per_epoch]]
    free = free_bytes(parts.device)
    state.pieces = pieces_that_fit(parts.model, parts.plan, batches, free)
    if state.pieces > 1:
        yield Notice(f"Memory is short: batches go in {state.pieces} pieces.", warning=True)


def _run(parts: Parts, state: State, kept: Checkpoint) -> Work[bool]:
    """All steps that are left; whether they ended before the plan did."""
    plan, n_steps = parts.plan, len(parts.batches)
    every = max(1, parts.per_epoch // plan.evaluations_per_epoch)
    # A run may have been killed between its last evaluation and its end.
    stopped = 0 < state.step < n_steps and _out_of_patience(state, plan)
    saved_at = time.monotonic()
    while state.step < n_steps and not stopped:
        event = yield from _one_step(parts, state)
        if has_diverged(state.train_loss, state.validation[0].loss):
            yield from _roll_back(parts, state, kept)
            continue
        yield event
        last = state.step == n_steps
        measured = state.step % every == 0 or last
        if measured:
            yield from _evaluate(parts, state)
        if measured or time.monotonic() - saved_at > _SECONDS_BETWEEN_CHECKPOINTS:
            kept = snapshot(parts, state)
            yield from _save(parts, kept)
            saved_at = time.monotonic()
        stopped = measured and not last and _out_of_patience(state, plan)
    return stopped


def _save(parts: Parts, kept: Checkpoint) -> Work[None]:
    """Keeps a checkpoint; a full disk costs the checkpoint, not the run."""
    try:
        parts.save(kept)
        yield CheckpointSaved(kept.step)
    except NotEnoughDisk as error:
        yield Notice(f"Training goes on, but this checkpoint was not kept. {error}", warning=True)


def _roll_back(parts: Parts, state: State, kept: Checkpoint) -> Work[None]:
    step, value = state.step, state.train_loss[-1]
    if state.rate_factor < 1:
        raise DataFault(
            "The training loss should go down,",
            f"but at step {step} it is {value:.3g}, and it had run away before at twice the rate.",
            "Lower the rate: inhouse run FOLDER --set training.learning_rate="
            f"{parts.plan.learning_rate / 8:.2g}. If that does not help, look for broken examples:"
            " inhouse check FOLDER",
        )
    yield Notice(
        f"At step {step} the loss ran away ({value:.3g}): going back to step {kept.step}, at half"
        " the learning rate from there.",
        warning=True,
    )
    restore(parts, state, kept)
    state.rate_factor = 0.5


def _one_step(parts: Parts, state: State) -> Work[TrainingStep]:
    plan, n_steps = parts.plan, len(parts.batches)
    rate = state.rate_factor * learning_rate_at(
        state.step, n_steps, peak=plan.learning_rate, warmup_ratio=plan.warmup_ratio
    )
    for group in parts.optimizer.param_groups:
        group["lr"] = rate
    batch = parts.batches[state.step]
    parts.model.train()
    value = yield from gradients_that_fit(parts, state, batch)
    norm = torch.nn.utils.clip_grad_norm_(parts.learner.parameters(), plan.max_grad_norm)
    if torch.isfinite(norm):  # else the loss of the next step would say so, too late
        parts.optimizer.step()
    else:
        value = float("nan")
    parts.optimizer.zero_grad(set_to_none=True)
    state.step += 1
    state.n_tokens += sum(len(row.ids) for row in parts.objective.rows(batch))
    state.train_loss.append(value)
    epoch = state.step / parts.per_epoch
    seen = parts.objective.seen()
    return TrainingStep(
        state.step, n_steps, epoch, value, rate, state.n_tokens, state.seconds, seen
    )


def _evaluate(parts: Parts, state: State) -> Work[None]:
    yield Progress("Measuring the validation loss", 0, None, "examples")
    loss = parts.objective.validation_loss()
    best = not state.validation or loss < min(point.loss for point in state.validation)
    epoch = state.step / parts.per_epoch
    state.validation.append(ValidationPoint(state.step, epoch, loss))
    if best:
        state.best_step, state.best = state.step, parts.learner.state()
    yield ValidationMeasured(state.step, epoch, loss, best)


def _out_of_patience(state: State, plan: Plan) -> bool:
    since = [p for p in state.validation if p.step > state.best_step]
    return len(since) >= plan.patience
