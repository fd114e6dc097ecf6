"""`inhouse ingest`: what the files hold, and what changed in them."""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json

if TYPE_CHECKING:
    from rich.table import Table

    from inhouse.records import FileDescription
    from inhouse.steps.ingest import Ingested

__all__ = ["ingest"]

_FINDINGS_SHOWN = 10
_WIDE = 100
"""Columns of a terminal in which names of files and their kinds both have room."""


def ingest(
    folder: Annotated[Path, typer.Argument(help="A folder of files, or one file.")],
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Read files and make examples of them; files that did not change are not read again.

    Example: inhouse ingest examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.ingest import ingest as ingest_step

    with open_project(folder, project, settings) as opened:
        found = draw(ingest_step(opened))
    if as_json:
        print_json(_json(found))
        return
    _print_table(found)
    where = f" --project {opened.folder}"
    if found.examples:
        sys.stdout.write(f"Next: inhouse show {found.examples[0].id}{where}\n")
    else:
        sys.stdout.write(f"Next: put questions and answers in, then: inhouse ingest {folder}\n")


def _json(found: Ingested) -> dict[str, object]:
    return {
        "ingest": found.key,
        "n_documents": len(found.documents),
        "n_examples": len(found.examples),
        "files": [asdict(file) for file in found.files],
        "findings": [
            {**asdict(finding), "source": str(finding.source) if finding.source else None}
            for finding in found.findings
        ],
        "changes": [asdict(change) for change in found.changes],
        "stale": [asdict(stale) for stale in found.stale],
    }


def _folder_of_all(files: Sequence[str]) -> str:
    """The folder that all files lie in, with its slash; empty where there is none."""
    if len(files) < 2:
        return ""
    common = posixpath.commonpath([posixpath.dirname(file) for file in files])
    return f"{common}/" if common else ""


def _on_lines(path: str, width: int) -> str:
    """The path, broken behind a slash where a line of `width` is too short for it."""
    lines = [""]
    for part in re.split(r"(?<=/)", path):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _table(
    heading: str, names: Sequence[str], files: Sequence[FileDescription], *, wide: bool
) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE)
    table.add_column(heading, overflow="fold")
    if wide:
        table.add_column("kind")
    for column in ("size", "words", "examples", "made", "warnings"):
        table.add_column(column, justify="right")
    for file, name in zip(files, names, strict=True):
        counts = (file.n_words, file.n_examples, file.n_made, file.n_warnings)
        parts = f"{file.n_parts:,} {file.part if file.n_parts != 1 else file.part[:-1]}"
        kind = [file.kind] if wide else []
        table.add_row(Text(name), *kind, parts, *(f"{count:,}" for count in counts))
    return table


def _print_table(found: Ingested) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    files, wide = found.files, console.width >= _WIDE
    nameless = _table("", [""] * len(files), files, wide=wide)
    room = console.width - console.measure(nameless).maximum
    within = _folder_of_all([file.file for file in files])
    names = [_on_lines(file.file.removeprefix(within), room) for file in files]
    heading = f"file in {within}" if within else "file"
    console.print(_table(heading, names, files, wide=wide))
    told = [f for f in found.findings if f.severity != "info"]
    told += [f for f in found.findings if f.severity == "info" and f.check == "not_read"]
    for finding in told[:_FINDINGS_SHOWN]:
        style = "" if finding.severity == "info" else "yellow"
        console.print(Text(f"{finding.severity}: {finding.evidence}", style=style))
        console.print(Text(f"  {finding.fix}"))
    if len(told) > _FINDINGS_SHOWN:
        console.print(Text(f"and {len(told) - _FINDINGS_SHOWN} more; all of them: --json"))
    if found.stale:
        answers = "answer is" if len(found.stale) == 1 else "answers are"
        console.print(Text(f"{len(found.stale)} {answers} stale: inhouse check", style="yellow"))
    console.print(
        Text(f"{len(found.examples):,} examples from {len(found.files):,} files", style="bold")
    )
