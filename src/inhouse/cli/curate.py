"""`inhouse curate`: fixes made, a new dataset version, what is left for a person."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json

if TYPE_CHECKING:
    from inhouse.steps.curate import Curated

__all__ = ["curate"]


def curate(
    folder: Annotated[Path, typer.Argument(help="A folder of files, or one file.")],
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, help="Learn from this many examples at most, the best ones."),
    ] = None,
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Make the automatic fixes into a new dataset version; the one before is kept.

    Example: inhouse curate examples/dental-practice --keep 100
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.curate import curate as curate_step
    from inhouse.steps.data_card import write_card
    from inhouse.steps.feedback import with_feedback
    from inhouse.steps.ingest import ingest
    from inhouse.steps.review import waiting
    from inhouse.steps.run import settled
    from inhouse.steps.workbench import Workbench

    wanted = [*(settings or []), *([f"curation.keep={keep}"] if keep else [])]
    with open_project(folder, project, wanted) as opened:
        opened = draw(settled(opened))
        bench = Workbench(opened)
        ingested = with_feedback(opened, draw(ingest(opened)))
        curated = draw(curate_step(opened, ingested, bench))
        queue = draw(waiting(opened, bench))
        path = write_card(opened, curated.card)
    if as_json:
        print_json({**_json(curated), "to_review": len(queue.waiting), "card": str(path)})
        return
    _print(curated, len(queue.waiting), path)
    where = f" --project {opened.folder}"
    if queue.waiting:
        sys.stdout.write(f"Next: inhouse review{where}\n")
    else:
        more = f" --set curation.keep={keep}" if keep else ""
        sys.stdout.write(f"Next: inhouse run {folder}{more}\n")


def _json(curated: Curated) -> dict[str, object]:
    card = curated.card
    return {
        "dataset": card.dataset,
        "previous": card.previous,
        "before": asdict(card.before),
        "after": asdict(card.after),
        "parts": dict(card.parts),
        "automatic": [
            {"check": f.check, "examples": list(f.examples), "evidence": f.evidence}
            for f in card.automatic
        ],
        "open": [
            {"check": f.check, "severity": f.severity, "n_cases": len(f.cases), "fix": f.fix}
            for f in card.open
        ],
        "decided": dict(card.decided),
        "method": card.method,
        "control": card.control,
    }


def _print(curated: Curated, n_waiting: int, path: Path) -> None:
    card = curated.card
    say = sys.stdout.write
    say(
        f"{card.before.n_examples} examples read, {card.after.n_examples} in version {card.dataset}"
    )
    say(f" (before it: {card.previous}).\n" if card.previous else ".\n")
    for f in card.automatic:
        say(f"  done: {f.check.replace('_', ' ')}: {f.evidence}\n")
    say(f"{n_waiting} cases wait for you; {sum(card.decided.values())} are decided.\n")
    if card.control:
        say(f"Chosen by {card.method}.\n")
        say(
            f"A random subset of the same size is kept as {card.control}. Whether choosing helped"
            " is not known before both are trained and asked the same held-out"
            f" {card.wording.questions}.\n"
        )
    say(f"Before and after: {path}\n")
