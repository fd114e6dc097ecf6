"""`inhouse plan`: what training will take, before it is begun."""

from __future__ import annotations

import sys

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

__all__ = ["plan"]


def plan(project: ProjectDir = None, settings: Settings = None, as_json: AsJson = False) -> None:
    """Show how much memory, time and how many tokens training will take, and its settings.

    Example: inhouse plan --project examples/dental-practice --set training.lora_r=8
    """
    from dataclasses import asdict

    from inhouse.cli.drawing import draw
    from inhouse.steps.run import planned, settled
    from inhouse.steps.workbench import Workbench

    with open_existing(project, settings) as opened:
        opened = draw(settled(opened))
        found = draw(planned(opened, Workbench(opened)))
    estimate = found.estimate
    if as_json:
        numbers = {**asdict(found.plan), "numbers": found.plan.numbers}
        print_json({"plan": numbers, "estimate": asdict(estimate)})
        return
    rows = {
        "examples to learn from": f"{estimate.n_examples}",
        "tokens": f"{estimate.n_tokens:,} in {estimate.n_steps} steps"
        f" ({found.plan.num_train_epochs} epochs at most)",
        "memory": f"{estimate.memory_bytes / 1e9:.1f} GB"
        f" ({estimate.free_memory_bytes / 1e9:.1f} GB are free)",
        "time": f"{max(1, round(estimate.seconds / 60))} min at most, as busy as this machine is",
        "method": f"{found.plan.method}, rank {found.plan.lora_r},"
        f" learning rate {found.plan.learning_rate:g}, {found.plan.numbers}",
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name}: {value}\n")
    for note in found.plan.notes:
        sys.stdout.write(f"chosen: {note}\n")
    sys.stdout.write(f"Next: inhouse train --project {opened.folder}\n")
