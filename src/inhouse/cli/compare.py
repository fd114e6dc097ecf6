"""`inhouse compare`: every contender on the same held-out questions."""

from __future__ import annotations

import sys

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

__all__ = ["compare"]


def compare(project: ProjectDir = None, settings: Settings = None, as_json: AsJson = False) -> None:
    """Compare prompting, retrieval and fine-tuning, and say which one to use.

    Example: inhouse compare --project examples/dental-practice --json
    """
    from inhouse.cli.drawing import draw
    from inhouse.cli.verdict import print_verdict
    from inhouse.reports import comparison_json
    from inhouse.steps.run import compared, settled
    from inhouse.steps.workbench import Workbench

    with open_existing(project, settings) as opened:
        opened = draw(settled(opened))
        _, _, result = draw(compared(opened, Workbench(opened)))
    if as_json:
        print_json(comparison_json(result.comparison))
        return
    print_verdict(result.comparison)
    sys.stdout.write(f"\nNext: inhouse report --project {opened.folder}\n")
