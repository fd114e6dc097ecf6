"""Reads: the dataset's training and validation splits.

Makes: what training will take: tokens, steps, memory, minutes; nothing is learned or kept.
Refuses when: one of the steps before training does.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import psutil
import torch

from inhouse.models.fused import fuse
from inhouse.models.likelihood import reference_nats, training_nats
from inhouse.records import Dataset, Plan, Progress, Rendered, Work
from inhouse.steps.project import Project
from inhouse.steps.train import planned, rendered
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task
from inhouse.training import Estimate, batch_order, estimate_memory, flat_tokens

__all__ = ["Planned", "plan"]


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan training would follow, and what it would take."""

    plan: Plan
    estimate: Estimate


def plan(project: Project, dataset: Dataset, bench: Workbench) -> Work[Planned]:
    """What training this dataset would take: memory counted, time measured on one batch."""
    task = build_task(project.config.task)
    renderer = yield from bench.renderer()
    system = next(iter(task.system_prompts(project.firm, [])))
    train, validation = (
        rendered(dataset.part(part), task, system, renderer) for part in ("train", "validation")
    )
    loaded = yield from bench.base()
    chosen = planned(project, train, loaded)
    order = batch_order([len(row.ids) for row in train], chosen, epoch=0)
    batches = [[train[i] for i in batch] for batch in order]
    memory = estimate_memory(loaded.model, chosen, batches)
    yield from bench.blank_adapter(chosen)
    fuse(loaded.model)
    yield Progress("Timing a batch", 0, None, "batches")
    step_rate, look_rate = _rates(loaded.model, batches, validation)
    epochs = chosen.num_train_epochs
    looks = 1 + epochs * chosen.evaluations_per_epoch
    seconds = epochs * sum(flat_tokens(loaded.model, batch) for batch in batches) / step_rate
    seconds += looks * sum(len(row.ids) for row in validation) / look_rate
    estimate = Estimate(
        n_examples=len(train),
        n_tokens=epochs * sum(len(row.ids) for row in train),
        n_steps=epochs * len(batches),
        memory_bytes=memory,
        free_memory_bytes=psutil.virtual_memory().available,
        seconds=seconds,
    )
    return Planned(chosen, estimate)


def _rates(
    model: torch.nn.Module, batches: list[list[Rendered]], validation: list[Rendered]
) -> tuple[float, float]:
    """Tokens a second while learning, and while measuring the validation loss."""
    batch = sorted(batches, key=lambda rows: flat_tokens(model, rows))[len(batches) // 2]
    fastest = float("inf")
    for _ in range(2):  # the first pass also waits for memory
        started = time.perf_counter()
        training_nats(model.train(), batch).mean().backward()
        fastest = min(fastest, time.perf_counter() - started)
        model.zero_grad(set_to_none=True)
    model.eval()
    looked = validation[:8]
    started = time.perf_counter()
    reference_nats(model, looked)
    seconds = time.perf_counter() - started
    return flat_tokens(model, batch) / fastest, sum(len(row.ids) for row in looked) / seconds
