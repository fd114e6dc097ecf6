"""`inhouse status`: what a project has."""

from __future__ import annotations

import sys

from inhouse.cli.options import AsJson, ProjectDir, print_json

__all__ = ["status"]


def status(project: ProjectDir = None, as_json: AsJson = False) -> None:
    """Show what the project has made so far and what comes next.

    Example: inhouse status --project examples/dental-practice
    """
    from pathlib import Path

    from inhouse.registry import Registry
    from inhouse.steps.project import nothing_yet

    folder = (project or Path.cwd()).resolve()
    if not (folder / ".inhouse").is_dir():
        raise nothing_yet("a project", where=str(folder))
    with Registry.open(folder) as registry:
        found = registry.status()
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        sys.stdout.write(f"{name.replace('_', ' ')}: {_shown(value)}\n")
    ready = found.get("comparison") is not None
    sys.stdout.write(f"Next: inhouse {'chat' if ready else 'run FOLDER'}\n")


def _shown(value: object) -> str:
    if value is None:
        return "none yet"
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return str(value)
