"""`inhouse plan`: what training will take, before it is begun."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

if TYPE_CHECKING:
    from inhouse.records import Plan

__all__ = ["plan"]


def plan(project: ProjectDir = None, settings: Settings = None, as_json: AsJson = False) -> None:
    """Show how much memory, time and how many tokens training will take, and its settings.

    Example: inhouse plan --project examples/dental-practice --set training.lora_r=8
    """
    from dataclasses import asdict

    from inhouse.cli.drawing import draw
    from inhouse.steps.run import planned
    from inhouse.steps.workbench import Workbench

    with open_existing(project, settings) as opened:
        found = draw(planned(opened, Workbench(opened)))
    estimate = found.estimate
    if as_json:
        print_json({"plan": asdict(found.plan), "estimate": asdict(estimate)})
        return
    rows = {
        "examples to learn from": f"{estimate.n_examples}",
        "tokens": f"{estimate.n_tokens:,} in {estimate.n_steps} steps"
        f" ({found.plan.num_train_epochs} epochs at most)",
        "memory": f"{estimate.memory_bytes / 1e9:.1f} GB"
        f" ({estimate.free_memory_bytes / 1e9:.1f} GB are free)",
        "time": f"{max(1, round(estimate.seconds / 60))} min at most, as busy as this machine is",
        "method": f"{found.plan.method}, rank {found.plan.lora_r},"
        f" learning rate {found.plan.learning_rate:g}, {found.plan.dtype}"
        + _in_eight_bits(found.plan),
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name}: {value}\n")
    for note in found.plan.notes:
        sys.stdout.write(f"chosen: {note}\n")
    sys.stdout.write(f"Next: inhouse train --project {opened.folder}\n")


def _in_eight_bits(plan: Plan) -> str:
    parts = {"layers": plan.layer_outputs, "gradients": plan.input_gradients}
    found = " and ".join(name for name, way in parts.items() if way == "int8")
    return f", {found} in 8 bits" if found else ""
