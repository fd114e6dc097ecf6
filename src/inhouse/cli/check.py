"""`inhouse check`: what is wrong with the data."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json
from inhouse.cli.privacy import print_privacy

if TYPE_CHECKING:
    from inhouse.steps.check import Diagnosis
    from inhouse.steps.project import Project

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
    Where the files were read before, answers that a change made stale are found too.

    Example: inhouse check examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.config import load
    from inhouse.steps.check import check as check_step
    from inhouse.steps.fingerprints import reading_rules, rules_of
    from inhouse.steps.project import project_folder

    place = project_folder(folder, project)
    if privacy:
        print_privacy(folder, place, settings or (), as_json=as_json)
        return
    with _project(folder, project, settings, create=models) as opened:
        if opened is None:
            config = load(place, overrides=tuple(settings or ()))
            diagnosis = draw(check_step(folder, config, reading_rules(config, place)))
        else:
            from inhouse.steps.measuring import measuring
            from inhouse.steps.run import settled
            from inhouse.steps.workbench import Workbench

            opened = draw(settled(opened)) if models else opened
            measure = measuring(opened, Workbench(opened)) if models else None
            rules = rules_of(opened)
            diagnosis = draw(check_step(folder, opened.config, rules, measure, opened))
    if as_json:
        print_json(_json(diagnosis))
    else:
        _print(diagnosis, folder)
    if any(finding.severity == "error" for finding in diagnosis.findings):
        raise typer.Exit(1)


@contextlib.contextmanager
def _project(
    files: Path, chosen: Path | None, settings: list[str] | None, *, create: bool
) -> Iterator[Project | None]:
    """The project of these files; None where there is none and none is to be made."""
    from inhouse.config import load
    from inhouse.registry import Registry
    from inhouse.steps.project import Project, project_folder

    folder = project_folder(files, chosen)
    if create:
        with open_project(files, chosen, settings) as opened:
            yield opened
    elif Registry.exists(folder):
        # Nothing is written, so another command may be at work there.
        with Registry.open(folder) as registry:
            yield Project(folder, files, load(folder, overrides=tuple(settings or ())), registry)
    else:
        yield None


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
