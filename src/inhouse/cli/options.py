"""Options that several commands share, and opening the project they name."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.errors import NothingThere

if TYPE_CHECKING:
    from inhouse.registry import Registry
    from inhouse.steps.project import Project

__all__ = [
    "AsJson",
    "ProjectDir",
    "Settings",
    "open_existing",
    "open_project",
    "open_registry",
    "open_serving",
    "open_studio",
    "patient_threads",
    "print_json",
]

ProjectDir = Annotated[
    Path | None,
    typer.Option("--project", help="The project's folder (default: the folder of files itself)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting, as section.key=value. May be given often."),
]


@contextlib.contextmanager
def open_project(files: Path, chosen: Path | None, settings: list[str] | None) -> Iterator[Project]:
    """The project of these files, created when it is new, locked while it is worked on."""
    from inhouse.config import load
    from inhouse.registry import Registry
    from inhouse.steps.project import Project, pinned_base, project_folder

    folder = project_folder(files, chosen)
    config = load(folder, overrides=tuple(settings or ()))
    folder.mkdir(parents=True, exist_ok=True)
    with Registry.open(folder) as registry, registry.exclusive():
        registry.remember("files", "current", {"path": str(files.resolve())}, seconds=0.0)
        yield Project(folder, files, pinned_base(config, registry), registry)


@contextlib.contextmanager
def open_existing(chosen: Path | None, settings: list[str] | None) -> Iterator[Project]:
    """The project in `chosen` or the working folder, with the files it was made from."""
    with open_serving(chosen, settings) as project, project.registry.exclusive():
        yield project


@contextlib.contextmanager
def open_serving(chosen: Path | None, settings: list[str] | None) -> Iterator[Project]:
    """The same, beside a command that works in it: a server writes only what is its own."""
    from inhouse.config import load
    from inhouse.steps.project import Project, nothing_yet, pinned_base

    with open_registry(chosen) as registry:
        config = load(registry.project, overrides=tuple(settings or ()))
        known = registry.recall("files", "current")
        if known is None:
            raise nothing_yet("files that were read")
        config = pinned_base(config, registry)
        yield Project(registry.project, Path(str(known["path"])), config, registry)


@contextlib.contextmanager
def open_studio(chosen: Path | None, settings: list[str] | None) -> Iterator[Project]:
    """The same for the server's pages; a folder that is named and is no project yet becomes one.

    As long as no command has read files, the files of a project are those in its folder.
    """
    from inhouse.config import load
    from inhouse.registry import Registry
    from inhouse.steps.project import Project, nothing_yet, pinned_base

    folder = (chosen or Path.cwd()).resolve()
    if chosen is None and not Registry.exists(folder):
        raise nothing_yet("a project", where=str(folder))
    config = load(folder, overrides=tuple(settings or ()))
    folder.mkdir(parents=True, exist_ok=True)
    with Registry.open(folder) as registry:
        known = registry.recall("files", "current")
        files = Path(str(known["path"])) if known is not None else folder
        yield Project(folder, files, pinned_base(config, registry), registry)


@contextlib.contextmanager
def open_registry(chosen: Path | None) -> Iterator[Registry]:
    """The registry of the project in `chosen` or the working folder."""
    from inhouse.registry import Registry
    from inhouse.steps.project import nothing_yet, project_beside

    folder = (chosen or Path.cwd()).resolve()
    if not (folder / ".inhouse").is_dir():
        beside = project_beside(folder)
        if Registry.exists(beside):
            raise NothingThere(
                "This command needs a project,",
                f"but {folder} holds files; their project is in {beside}.",
                f"Name that one: --project {beside}",
            )
        raise nothing_yet("a project", where=str(folder))
    with Registry.open(folder) as registry:
        yield registry


def patient_threads() -> None:
    """To be called before anything that computes is imported.

    Threads that wait for each other by spinning take the processor from those they wait for, and
    those that never spin are woken too late: docs/notebook.md. GNU's OpenMP, which PyTorch and
    llama.cpp bring on Linux, reads this.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")


def print_json(value: Mapping[str, object]) -> None:
    """The result, on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
