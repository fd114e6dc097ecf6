"""How the loss of each example went over the epochs of the last run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import cast

from inhouse.records import TrainingStep
from inhouse.steps.project import Project

__all__ = ["dynamics_of", "keep_dynamics"]


def keep_dynamics(project: Project, run: str, examples: Sequence[str]) -> None:
    """Keeps what the steps of a run told of their items, epoch by epoch.

    Args:
        project: whose training log holds the run; a step that was done again counts as it was
            done last.
        run: its key.
        examples: ids of the training items, in their order; none where these are no examples.
    """
    found: dict[int, dict[int, float]] = {}
    for logged in project.registry.training_log.since(0):
        event = logged.event
        if logged.run == run and isinstance(event, TrainingStep):
            epoch = max(0, math.ceil(event.epoch - 1e-9) - 1)
            for item, loss in event.losses:
                found.setdefault(item, {})[epoch] = loss
    losses = {
        examples[item]: [own[epoch] for epoch in sorted(own)]
        for item, own in found.items()
        if item < len(examples)
    }
    if losses:
        result = {"run": run, "losses": losses}
        project.registry.remember("dynamics", "current", result, seconds=0.0)


def dynamics_of(project: Project) -> Mapping[str, tuple[float, ...]]:
    """Example id to its mean loss in each epoch of the last run; empty before the first."""
    known = project.registry.recall("dynamics", "current") or {"losses": {}}
    losses = cast("Mapping[str, Sequence[float]]", known["losses"])
    return {i: tuple(own) for i, own in losses.items()}
