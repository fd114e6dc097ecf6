"""`inhouse status`: what a project has, and how its training goes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, open_registry, print_json

if TYPE_CHECKING:
    from inhouse.registry import Registry

__all__ = ["status"]

Watch = Annotated[
    bool, typer.Option("--watch", help="Follow the training of another command until it ends.")
]


def status(project: ProjectDir = None, watch: Watch = False, as_json: AsJson = False) -> None:
    """Show what the project has made so far, how training goes, and what comes next.

    Example: inhouse status --project examples/dental-practice --watch
    """
    from inhouse.steps.watching import last_event

    with open_registry(project) as registry:
        if watch:
            _follow(registry)
        found = {**registry.status(), "training": last_event(registry)}
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        sys.stdout.write(f"{name.replace('_', ' ')}: {_shown(value)}\n")
    ready = found.get("comparison") is not None
    sys.stdout.write(f"Next: inhouse {'chat' if ready else 'run FOLDER'}\n")


def _follow(registry: Registry) -> None:
    from inhouse.cli.drawing import draw
    from inhouse.steps.watching import watched

    ended = draw(watched(registry))
    sys.stderr.write("Training has ended.\n" if ended else "Nothing is being trained now.\n")


def _shown(value: object) -> str:
    if value is None:
        return "none yet"
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return str(value)
