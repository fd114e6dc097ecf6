"""`inhouse generate`: examples that a larger model writes from the files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json

if TYPE_CHECKING:
    from inhouse.steps.generate import Generated

__all__ = ["generate"]


def generate(
    folder: Annotated[Path, typer.Argument(help="A folder of files, or one file.")],
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Have a larger model write questions that your files answer; every answer is checked.

    Example: inhouse generate my-firm --set generate.endpoint=http://localhost:8000/v1
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.generate import generate as generate_step
    from inhouse.steps.ingest import ingest

    with open_project(folder, project, settings) as opened:
        ingested = draw(ingest(opened))
        written = draw(generate_step(opened, ingested))
    if as_json:
        print_json(_json(written))
        return
    _print(written)
    if written.examples:
        first = written.examples[0].id
        sys.stdout.write(f"Next: inhouse show {first} --project {opened.folder}\n")
    else:
        sys.stdout.write("Next: take a larger model: inhouse models list\n")


def _json(written: Generated) -> dict[str, object]:
    return {
        "writer": written.writer,
        "n_prompts": written.n_prompts,
        "n_asked": written.n_asked,
        "n_kept": len(written.examples),
        "dropped": dict(written.dropped),
        "examples": [
            {"id": e.id, "question": e.question, "answer": e.answer, "source": str(e.source)}
            for e in written.examples
        ],
    }


def _print(written: Generated) -> None:
    sys.stdout.write(
        f"{len(written.examples)} examples kept of what {written.writer} wrote about"
        f" {written.n_prompts} passages and questions ({written.n_asked} asked now)\n"
    )
    for reason, n in sorted(written.dropped.items(), key=lambda item: -item[1]):
        sys.stdout.write(f"  {n:>5} not kept: {reason}\n")
