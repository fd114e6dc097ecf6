"""`inhouse show`: an example beside the words it came from."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

__all__ = ["show"]


def show(
    example: Annotated[str, typer.Argument(help="An example's id, or the first signs of it.")],
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Show an example beside its source.

    Example: inhouse show 3fa9 --project examples/dental-practice
    """
    from inhouse.steps.show import show as show_step

    with open_existing(project, settings) as opened:
        shown = show_step(opened, example)
    found = shown.example
    span = found.source.span
    if as_json:
        print_json(
            {
                "id": found.id,
                "messages": [{"role": m.role, "content": m.content} for m in found.messages],
                "source": str(found.source),
                "span": list(span) if span is not None else None,
                "labels": dict(found.labels),
                "document": found.document_id,
                "source_text": shown.words,
            }
        )
        return
    _print(found.id, [(m.role, m.content) for m in found.messages], str(found.source), shown.words)
    sys.stdout.write("Next: inhouse run FOLDER\n")


def _print(name: str, messages: list[tuple[str, str]], source: str, words: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    said = Text()
    for role, content in messages:
        said.append(f"{role}\n", style="bold")
        said.append(f"{content}\n\n")
    table = Table(title=f"Example {name}", title_justify="left", expand=True)
    table.add_column("example", ratio=1, overflow="fold")
    table.add_column(Text(source), ratio=1, overflow="fold")
    table.add_row(said, Text(words))
    Console(highlight=False).print(table)
