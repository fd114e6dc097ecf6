"""`inhouse promote`, `inhouse rollback`, `inhouse releases`: what is served."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from inhouse.cli.options import (
    AsJson,
    ProjectDir,
    Settings,
    open_existing,
    print_json,
)

if TYPE_CHECKING:
    from inhouse.records import Channel

__all__ = ["promote", "releases", "rollback"]

ChallengerFlag = Annotated[
    bool,
    typer.Option("--challenger", help="The challenger: served only to those who ask for it."),
]


def promote(
    contender: Annotated[
        str | None, typer.Option(help="Which contender (default: the one the verdict chose).")
    ] = None,
    challenger: ChallengerFlag = False,
    force: Annotated[
        bool, typer.Option("--force", help="Serve it although the verdict or a gate says no.")
    ] = False,
    as_compared: Annotated[
        bool,
        typer.Option("--as-compared", help="Serve it without the questions that were held out."),
    ] = False,
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Freeze a contender of the last comparison as a release, and serve it from now on.

    Example: inhouse promote --project examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.promote import promote as step

    with open_existing(project, settings) as opened:
        made = draw(
            step(
                opened,
                contender=contender,
                channel=_channel(challenger),
                force=force,
                as_compared=as_compared,
            )
        )
    if as_json:
        print_json({"release": asdict(made.release), "promotion": asdict(made.promotion)})
        return
    sys.stdout.write(f"Next: inhouse serve --project {opened.folder}\n")


def rollback(
    release: Annotated[
        str | None, typer.Argument(help="Which release (default: the one before).")
    ] = None,
    challenger: ChallengerFlag = False,
    project: ProjectDir = None,
    as_json: AsJson = False,
) -> None:
    """Serve the release before the present one again.

    Example: inhouse rollback --project examples/dental-practice
    """
    from inhouse.cli.options import open_registry
    from inhouse.steps.rollback import rollback as step

    with open_registry(project) as registry:
        target, made = step(registry, release=release, channel=_channel(challenger))
    if as_json:
        print_json({"release": asdict(target), "promotion": asdict(made)})
        return
    sys.stdout.write(f"Release {target.id} ({target.contender}) is the {made.channel} again.\n")
    sys.stdout.write("Next: inhouse serve\n")


def releases(project: ProjectDir = None, as_json: AsJson = False) -> None:
    """List the releases, and what was served when.

    Example: inhouse releases --project examples/dental-practice
    """
    from inhouse.cli.options import open_registry
    from inhouse.records import Channel

    with open_registry(project) as registry:
        kept = registry.serving.releases
        found, history = kept.all(), kept.promotions()
        served = {c: kept.current(c) for c in get_args(Channel)}
    if as_json:
        current = {name: one.id if one else None for name, one in served.items()}
        rows = {"releases": [asdict(r) for r in found], "history": [asdict(p) for p in history]}
        print_json({"current": current, **rows})
        return
    for one in found:
        marks = ", ".join(name for name, now in served.items() if now and now.id == one.id)
        score = "" if one.score is None else f"{one.primary_metric} {one.score:.3f}"
        sys.stdout.write(f"{one.id}  {one.contender:<26} {score}  {marks}\n")
    sys.stdout.write("Next: inhouse serve\n" if found else "Next: inhouse promote\n")


def _channel(challenger: bool) -> Channel:
    return "challenger" if challenger else "champion"
