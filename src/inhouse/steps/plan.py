"""Reads: the dataset's training and validation splits.

Makes: what training will take: tokens, steps, memory, minutes; nothing is learned or kept.
Refuses when: one of the steps before training does.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil
import torch

from inhouse.models.fused import fuse
from inhouse.models.likelihood import reference_nats, training_nats
from inhouse.records import Dataset, Document, Plan, Progress, Rendered, Work
from inhouse.steps.material import material_of
from inhouse.steps.project import Project
from inhouse.steps.train import beside, choose_system, planned
from inhouse.steps.workbench import Workbench
from inhouse.training import (
    Estimate,
    batch_order,
    estimate_memory,
    flat_tokens,
    lengths_of,
    rows_of,
)

__all__ = ["Planned", "plan"]


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan training would follow, and what it would take."""

    plan: Plan
    estimate: Estimate


def plan(
    project: Project, dataset: Dataset, documents: Sequence[Document], bench: Workbench
) -> Work[Planned]:
    """What training this dataset would take: memory counted, time measured on one batch."""
    renderer = yield from bench.renderer()
    system = yield from choose_system(project, dataset, bench)
    material = material_of(project, dataset, documents, system, renderer)
    train, validation = rows_of(material.train), rows_of(material.validation)
    loaded = yield from bench.base()
    data = (dataset.id, system, *beside(project, documents))
    chosen = yield from planned(project, material, bench, data)
    order = batch_order(lengths_of(material.train), chosen, epoch=0)
    batches = [rows_of([material.train[i] for i in batch]) for batch in order]
    memory = estimate_memory(loaded.model, chosen, batches)
    yield from bench.blank_learner(chosen)
    fuse(loaded.model)
    yield Progress("Timing a batch", 0, None, "batches")
    step_rate, look_rate = _rates(loaded.model, batches, validation)
    epochs = chosen.num_train_epochs
    looks = 1 + epochs * chosen.evaluations_per_epoch
    seconds = epochs * sum(flat_tokens(loaded.model, batch) for batch in batches) / step_rate
    seconds += looks * sum(len(row.ids) for row in validation) / look_rate
    estimate = Estimate(
        n_examples=len(material.train),
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
