"""`inhouse report`: writes the report again."""

from __future__ import annotations

import sys

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

__all__ = ["report"]


def report(project: ProjectDir = None, settings: Settings = None, as_json: AsJson = False) -> None:
    """Write the report of the project; earlier results are reused.

    Example: inhouse report --project examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.reports import report_json
    from inhouse.steps.run import run

    with open_existing(project, settings) as opened:
        written = draw(run(opened))
    if as_json:
        print_json({**report_json(written.report), "path": str(written.path)})
        return
    sys.stdout.write(f"The report: {written.path}\n")
    sys.stdout.write(f"Next: inhouse chat --project {opened.folder}\n")
