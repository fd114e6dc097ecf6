"""`inhouse status`: what a project has, and how its training goes."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inhouse.cli.options import AsJson, ProjectDir, open_registry, print_json

if TYPE_CHECKING:
    from inhouse.registry import Registry

__all__ = ["status"]

Watch = Annotated[
    bool, typer.Option("--watch", help="Follow the training of another command until it ends.")
]

_NAMES = {
    "ingest": "files read",
    "dataset": "data sets",
    "run": "training runs",
    "comparison": "comparisons",
    "report": "reports",
    "release": "releases",
    "database_bytes": "bytes of the database",
    "artifacts_bytes": "bytes of adapters and checkpoints",
}


def status(project: ProjectDir = None, watch: Watch = False, as_json: AsJson = False) -> None:
    """Show what the project has made so far, how training goes, and what comes next.

    Example: inhouse status --project examples/dental-practice --watch
    """
    from inhouse.steps.watching import last_event

    with open_registry(project) as registry:
        if watch:
            _follow(registry)
        found = {**registry.status(), "training": last_event(registry)}
        files = str((registry.recall("files", "current") or {}).get("path", "FOLDER"))
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        sys.stdout.write(f"{_NAMES.get(name, name)}: {_shown(value)}\n")
    sys.stdout.write(f"Next: inhouse {_next(found, files)} --project {found['project']}\n")


def _follow(registry: Registry) -> None:
    from inhouse.cli.drawing import draw
    from inhouse.steps.watching import watched

    ended = draw(watched(registry))
    sys.stderr.write("Training has ended.\n" if ended else "Nothing is being trained now.\n")


def _shown(value: object) -> str:
    if value is None:
        return "none yet"
    if not isinstance(value, Mapping):
        return f"{value:,}" if isinstance(value, int) else str(value)
    if "event" in value:
        return f"{_of_training(value)} ({_minute(value['time'])})"
    if not value["count"]:
        return "none yet"
    return f"{value['count']}, the newest {value['newest']} ({_minute(value['created'])})"


def _of_training(event: Mapping[str, object]) -> str:
    if event["event"] == "StepFinished":
        return "ended"
    step = f", step {event['step']}" if "step" in event else ""
    of_all = f" of {event['n_steps']}" if "n_steps" in event else ""
    return f"{'under way' if event['working'] else 'interrupted'}{step}{of_all}"


def _minute(time: object) -> str:
    from inhouse.steps.project import local_time

    return local_time(datetime.datetime.fromisoformat(str(time)))


def _next(found: Mapping[str, Any], files: str) -> str:
    """The command that goes on from what is there."""
    if found["release"]["count"]:
        return "serve"
    return "chat" if found["comparison"]["count"] else f"run {files}"
