"""`inhouse run`: from a folder of files to a verdict."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json

__all__ = ["run"]


def run(
    folder: Annotated[Path, typer.Argument(help="A folder of files, or one file.")],
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Read files, fine-tune, compare, and write the report.

    Stopped at any time, the same command goes on where it was.

    Example: inhouse run examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.cli.verdict import print_verdict
    from inhouse.reports import report_json
    from inhouse.steps.run import run as run_step

    with open_project(folder, project, settings) as opened:
        written = draw(run_step(opened))
    if as_json:
        print_json({**report_json(written.report), "path": str(written.path)})
        return
    print_verdict(written.report.comparison)
    sys.stdout.write(f"\nThe report: {written.path}\n")
    sys.stdout.write(f"Next: inhouse chat --project {opened.folder}\n")
