"""How fast a model learns and answers on this machine, timed on a few real examples."""

from __future__ import annotations

import time
from collections.abc import Sequence

import torch

from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.asking import answer_each
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fused import fuse
from inhouse.models.learner import Learner
from inhouse.models.likelihood import reference_nats, training_nats
from inhouse.models.load import LoadedModel
from inhouse.records import Plan, Progress, Rendered, Work
from inhouse.training.device import held_bytes
from inhouse.training.estimate import flat_tokens
from inhouse.training.products import fuse_for, looking_at_inputs
from inhouse.training.trials.base_choice import Speed

__all__ = ["look_rate", "measure_speed", "step_rate"]

_ROWS = 4
# Answers are made in batches of up to 64; sixteen at once already share most of the reading of the
# weights, which is what a token costs.
_ANSWERED, _WRITTEN = 16, 16


def measure_speed(
    opened: tuple[LoadedModel, Learner],
    rows: Sequence[Rendered],
    plan: Plan,
    stop_ids: frozenset[int],
) -> Work[Speed]:
    """The model's speed; a few of the rows, those of middling length, are timed.

    Answers are timed with PyTorch, which needs no file written first; the serving engine that
    writes them later is chosen for being faster.

    Args:
        opened: the base model, and what the plan trains of it, attached.
        rows: examples as they will be learned from.
        plan: of the run.
        stop_ids: tokens that end an answer.
    """
    loaded, learner = opened
    model = loaded.model
    few = _middling(rows, _ROWS)
    label = f"Timing {plan.base_model}"
    yield Progress(label, 0, 3, "measurements", "validation")
    fuse(model)
    with looking_at_inputs(model, plan) as largest:
        looked = look_rate(model, few)
    yield Progress(label, 1, 3, "measurements", "training")
    fuse_for(model, plan, largest, few)
    trained = step_rate(model, few)
    peak = held_bytes(next(model.parameters()).device)
    fuse(model)
    model.eval()
    yield Progress(label, 2, 3, "measurements", "answers")
    engine = TorchServing(loaded, {}, stop_ids, attached=learner)
    read, written = _answer_rates(engine, _middling(rows, _ANSWERED))
    yield Progress(label, 3, 3, "measurements")
    return Speed(trained, looked, read, written, peak)


def look_rate(model: torch.nn.Module, rows: Sequence[Rendered]) -> float:
    """Tokens a second while the validation loss is measured."""
    started = time.perf_counter()
    reference_nats(model, rows)
    return sum(len(row.ids) for row in rows) / (time.perf_counter() - started)


def step_rate(model: torch.nn.Module, batch: Sequence[Rendered]) -> float:
    """Tokens a second in training steps, a beginning that all rows share counted once."""
    fastest = float("inf")
    for _ in range(2):  # the first pass also waits for memory
        started = time.perf_counter()
        training_nats(model.train(), batch).mean().backward()
        fastest = min(fastest, time.perf_counter() - started)
        model.zero_grad(set_to_none=True)
    model.eval()
    return flat_tokens(model, batch) / fastest


def _answer_rates(engine: TorchServing, rows: Sequence[Rendered]) -> tuple[float, float]:
    """Tokens a second of prompts read, and of answers written, all rows at once."""
    prompts = [row.ids[: row.loss_mask.index(True)] for row in rows]
    reading, _ = _timed(engine, prompts, 1)
    whole, n_tokens = _timed(engine, prompts, _WRITTEN)
    n_more = max(1, n_tokens - len(prompts))
    # Noise on a busy machine may make the longer measurement the shorter one.
    writing = max(whole - reading, 0.05 * reading)
    return sum(len(p) for p in prompts) / reading, n_more / writing


def _timed(
    engine: TorchServing, prompts: Sequence[tuple[int, ...]], max_tokens: int
) -> tuple[float, int]:
    """Seconds and tokens of answers to all prompts."""
    started = time.perf_counter()
    answers = list(answer_each(engine, prompts, Sampling(max_tokens, ignore_stops=True), BASE))
    return time.perf_counter() - started, sum(answer.n_tokens for answer in answers)


def _middling(rows: Sequence[Rendered], n: int) -> list[Rendered]:
    """At most n rows, those whose lengths are about the median."""
    ordered = sorted(rows, key=lambda row: len(row.ids))
    start = max(0, (len(ordered) - n) // 2)
    return ordered[start : start + n]
