"""What every step is given: the project, its settings, its registry."""

from __future__ import annotations

import datetime
import re
import stat
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from inhouse import __version__
from inhouse.config import Config, is_place
from inhouse.errors import NothingThere, UnreadableFile
from inhouse.models import find
from inhouse.records import StepCost, StepFinished, StepStarted, Work, content_id
from inhouse.registry import Registry
from inhouse.steps import STEPS

__all__ = [
    "BASE_CHOICE",
    "Project",
    "firm_name",
    "local_time",
    "memoized",
    "peak_memory_bytes",
    "pinned_base",
    "project_beside",
    "project_folder",
    "today",
]

BASE_CHOICE = ("base", "current")
"""Step and key under which the registry keeps what `base_model = "auto"` came to."""
_SAYS_NOTHING = {"data", "derived", "raw", "files", "csv", "docs", "input", "faqs", "tmp"}


@dataclass(frozen=True, slots=True)
class Project:
    """One firm's project.

    Args:
        folder: where `.inhouse` is.
        files: the folder or file that is read.
        config: the resolved settings.
        registry: the only writer.
        costs: what each step cost when it was really run; filled as steps are reached.
    """

    folder: Path
    files: Path
    config: Config
    registry: Registry
    costs: list[StepCost] = field(default_factory=list)

    @property
    def firm(self) -> str:
        """The firm's name as its folder tells it; empty when it tells nothing."""
        return firm_name(self.files)

    @property
    def base_key(self) -> str:
        """The base model's name, and for one on this machine a mark of its files' state."""
        name = self.config.base_model
        return find(name).name if is_place(name) else name


def project_folder(files: Path, chosen: Path | None) -> Path:
    """Where the project lives: what was chosen, the folder itself, or one made here.

    A single file, or a folder nobody may write to, gets a project in the working folder.

    Raises:
        UnreadableFile: there is nothing at `files`.
    """
    if chosen is not None:
        return chosen
    if not files.exists():
        raise UnreadableFile(
            "Inhouse reads a folder of files or one file,",
            f"but there is nothing at {files}.",
            "Check the path: inhouse run FOLDER",
        )
    resolved = files.resolve()
    if resolved.is_dir() and resolved.stat().st_mode & stat.S_IWUSR:
        return resolved
    return project_beside(resolved)


def project_beside(files: Path) -> Path:
    """Where files have their project that cannot hold it themselves: in the working folder."""
    return Path.cwd() / f"{files.name.split('.')[0] or 'firm'}-inhouse"


def pinned_base(config: Config, registry: Registry) -> Config:
    """The configuration with "auto" as it was settled for this time budget; else as it is."""
    known = registry.recall(*BASE_CHOICE) if config.base_model == "auto" else None
    if known is None or known["time_budget_minutes"] != config.time_budget_minutes:
        return config
    return replace(config, base_model=str(known["base_model"]))


def firm_name(files: Path) -> str:
    """The name of the folder or file in words: `dental-practice` is "Dental practice"."""
    name = files.resolve().name
    stem = name.split(".")[0] if files.is_file() else name
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return "" if words.lower() in _SAYS_NOTHING else words[:1].upper() + words[1:]


def memoized(
    project: Project,
    step: str,
    inputs: tuple[str, ...],
    make: Callable[[], Work[tuple[Mapping[str, object], str]]],
) -> Work[Mapping[str, object]]:
    """The step's result: recalled when its inputs are the same, else made and remembered.

    Args:
        project: whose registry remembers.
        step: its name.
        inputs: everything the result depends on.
        make: the work; returns the result as JSON values and a sentence about it.
    """
    key = content_id(step, __version__, *inputs)
    title = next(facts.title for facts in STEPS if facts.name == step)
    yield StepStarted(step, title)
    known = project.registry.recall(step, key)
    if known is not None:
        _note_cost(project, step, key)
        yield StepFinished(step, str(known.get("summary", "")), reused=True)
        return known
    started = time.perf_counter()
    made, summary = yield from make()
    seconds = time.perf_counter() - started
    result = {**made, "summary": summary, "seconds": seconds, "key": key}
    project.registry.remember(
        step, key, result, seconds=seconds, peak_memory_bytes=peak_memory_bytes()
    )
    _note_cost(project, step, key)
    yield StepFinished(step, summary, seconds=seconds)
    return result


def _note_cost(project: Project, step: str, key: str) -> None:
    cost = project.registry.cost(step, key)
    if cost is not None:
        project.costs.append(cost)


def peak_memory_bytes() -> int:
    """The most memory this process has held so far, in bytes.

    On Linux the kernel's high-water mark of this address space, proc_pid_status(5): the one of
    getrusage(2) starts at what the parent held when it started this process.
    """
    if sys.platform == "win32":  # untested: no Windows machine has run this
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    status = Path("/proc/self/status")
    if status.exists():
        marks = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
        if marks is not None:
            return int(marks[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def nothing_yet(what: str, *, where: str = "this project") -> NothingThere:
    """The error for a command that needs an earlier one."""
    return NothingThere(
        f"This command needs {what},",
        f"but {where} has none yet.",
        "Run the whole story first: inhouse run FOLDER",
    )


def today() -> str:
    """The date and time here, for people."""
    return local_time(datetime.datetime.now())


def local_time(time: datetime.datetime) -> str:
    """A time as people here read it."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M")
