"""`inhouse train`: from files to an adapter, without the comparison."""

from __future__ import annotations

import sys

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

__all__ = ["train"]


def train(project: ProjectDir = None, settings: Settings = None, as_json: AsJson = False) -> None:
    """Fine-tune on the project's files, and stop before the comparison.

    Example: inhouse train --project examples/dental-practice --set training.lora_r=8
    """
    from inhouse.cli.drawing import draw
    from inhouse.reports import train_json
    from inhouse.steps.run import settled, trained
    from inhouse.steps.workbench import Workbench

    with open_existing(project, settings) as opened:
        opened = draw(settled(opened))
        held, _ = draw(trained(opened, Workbench(opened)))
    made = held.trained.run
    if as_json:
        print_json(train_json(made))
        return
    sys.stdout.write(f"The adapter: {made.adapter.path}\n")
    sys.stdout.write(f"Next: inhouse compare --project {opened.folder}\n")
