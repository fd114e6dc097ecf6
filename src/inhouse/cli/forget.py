"""`inhouse forget`: nothing leads from a fiction back to a person any more."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json

__all__ = ["forget"]


def forget(
    folder: Annotated[Path, typer.Argument(help="The folder of files, or one file.")],
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Delete the encrypted map from private words to fictions, and its key.

    Example: inhouse forget examples/dental-practice
    """
    from inhouse.steps.forget import forget_map

    with open_project(folder, project, settings) as opened:
        gone = forget_map(opened)
    if as_json:
        print_json({"forgotten": gone})
        return
    said = "The map and its key are deleted." if gone else "There was no map."
    sys.stdout.write(f"{said} Datasets keep their fictions.\nNext: inhouse curate {folder}\n")
