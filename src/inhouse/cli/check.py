"""`inhouse check`: what is wrong with the data."""

from __future__ import annotations

import sys
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json
from inhouse.cli.privacy import print_privacy

if TYPE_CHECKING:
    from inhouse.steps.check import Diagnosis

__all__ = ["check"]

_HEADINGS = {"error": "Errors", "warning": "Warnings", "info": "For information"}
_FIXES = {"automatic": "done", "proposed": "proposed", "question": "yours to decide"}


def check(
    folder: Annotated[Path, typer.Argument(help="A folder of files, or one file.")],
    models: Annotated[
        bool, typer.Option("--models", help="Ask the models too: minutes; kept in the project.")
    ] = False,
    privacy: Annotated[
        bool, typer.Option("--privacy", help="Measure how much private data would be found.")
    ] = False,
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with the data; exits with 1 on an error. Writes nothing without --models.

    With --models the embedding model and the base model are asked as well: what means the same in
    other words, and which answers belong to another question. Stopped, it goes on where it was.

    Example: inhouse check examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.config import load
    from inhouse.steps.check import check as check_step

    config = load(folder if folder.is_dir() else folder.parent, overrides=tuple(settings or ()))
    if privacy:
        print_privacy(folder, config, as_json=as_json)
        return
    if models:
        with open_project(folder, project, settings) as opened:
            from inhouse.steps.measuring import measuring
            from inhouse.steps.workbench import Workbench

            measure = measuring(opened, Workbench(opened))
            diagnosis = draw(check_step(folder, opened.config, measure))
    else:
        diagnosis = draw(check_step(folder, config))
    if as_json:
        print_json(_json(diagnosis))
    else:
        _print(diagnosis, folder)
    if any(finding.severity == "error" for finding in diagnosis.findings):
        raise typer.Exit(1)


def _json(diagnosis: Diagnosis) -> dict[str, object]:
    return {
        "dataset": diagnosis.dataset,
        "n_examples": diagnosis.n_examples,
        "n_usable": diagnosis.n_usable,
        "skipped": list(diagnosis.skipped),
        "findings": [
            {
                "check": f.check,
                "severity": f.severity,
                "examples": list(f.examples),
                "evidence": f.evidence,
                "fix": f.fix,
                "fix_kind": f.fix_kind,
                "cases": [asdict(case) for case in f.cases],
            }
            for f in diagnosis.findings
        ],
    }


def _print(diagnosis: Diagnosis, folder: Path) -> None:
    sys.stdout.write(f"{diagnosis.n_examples} examples, {diagnosis.n_usable} of them usable.\n")
    for severity, findings in groupby(diagnosis.findings, key=lambda f: f.severity):
        sys.stdout.write(f"\n{_HEADINGS[severity]}\n")
        for f in findings:
            sys.stdout.write(f"  {f.check.replace('_', ' ')}: {f.evidence}\n")
            sys.stdout.write(f"    Fix ({_FIXES[f.fix_kind]}): {f.fix}\n")
    if diagnosis.skipped:
        names = ", ".join(name.replace("_", " ") for name in diagnosis.skipped)
        sys.stdout.write(f"\nNot looked at: {names}; for these: inhouse check {folder} --models\n")
    sys.stdout.write(f"\nNext: inhouse run {folder}\n")
