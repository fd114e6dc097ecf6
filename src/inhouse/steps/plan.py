"""Reads: the dataset's training and validation splits.

Makes: what training will take: tokens, steps, memory, minutes; nothing is learned or kept.
Refuses when: one of the steps before training does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from inhouse.models.fused import fuse
from inhouse.records import Dataset, Document, Plan, Progress, Rendered, Work
from inhouse.steps.preparing import prepared
from inhouse.steps.project import Project
from inhouse.steps.workbench import Workbench
from inhouse.training import (
    Estimate,
    batch_order,
    estimate_memory,
    flat_tokens,
    free_bytes,
    fuse_for,
    lengths_of,
    look_rate,
    looking_at_inputs,
    rows_of,
    saved_by_compiling,
    step_rate,
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
    ready = yield from prepared(project, dataset, documents, bench)
    material, chosen = ready.material, ready.plan
    train, validation = rows_of(material.train), rows_of(material.validation)
    loaded = yield from bench.base()
    order = batch_order(lengths_of(material.train), chosen, epoch=0)
    batches = [rows_of([material.train[i] for i in batch]) for batch in order]
    memory = estimate_memory(loaded.model, chosen, batches)
    yield from bench.blank_learner(chosen)
    yield Progress("Timing a batch", 0, None, "batches")
    fuse(loaded.model)
    with looking_at_inputs(loaded.model, chosen) as largest:
        looking = look_rate(loaded.model, validation[:8])
    fuse_for(loaded.model, chosen, largest, batches[0])
    learning = step_rate(loaded.model, _middling(loaded.model, batches))
    epochs = chosen.num_train_epochs
    looks = 1 + epochs * chosen.evaluations_per_epoch
    seconds = epochs * sum(flat_tokens(loaded.model, batch) for batch in batches) / learning
    n_steps = epochs * len(batches)
    chosen = replace(chosen, notes=(*chosen.notes, *_on_compiling(seconds / n_steps, n_steps)))
    seconds += looks * sum(len(row.ids) for row in validation) / looking
    estimate = Estimate(
        n_examples=len(material.train),
        n_tokens=epochs * sum(len(row.ids) for row in train),
        n_steps=n_steps,
        memory_bytes=memory,
        free_memory_bytes=free_bytes(loaded.device),
        seconds=seconds,
    )
    return Planned(chosen, estimate)


def _on_compiling(step_seconds: float, n_steps: int) -> tuple[str, ...]:
    """What there is to say of torch.compile, which is not used.

    When it would pay is known only from the clock, and a run that goes on after a stop must not
    depend on that: its bits would be others.
    """
    saved = saved_by_compiling(step_seconds, n_steps)
    if saved <= 0:
        return ()
    return (f"torch.compile is not used; in a run this long it would save {saved / 60:.0f} min",)


def _middling(model: Any, batches: list[list[Rendered]]) -> list[Rendered]:
    """The batch of median size."""
    return sorted(batches, key=lambda rows: flat_tokens(model, rows))[len(batches) // 2]
