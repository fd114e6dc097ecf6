"""What a run tells while it trains: noted in the registry, and followed from another terminal."""

from __future__ import annotations

import contextlib
import time
from dataclasses import asdict
from typing import TypeVar

from inhouse.errors import NotEnoughDisk
from inhouse.records import Event, Progress, StepFinished, Work
from inhouse.registry import Registry, TrainingLog

__all__ = ["last_event", "noted", "watched"]

_T = TypeVar("_T")
_PAUSE_SECONDS = 0.5


def noted(log: TrainingLog, run: str, work: Work[_T]) -> Work[_T]:
    """The work, each of its events noted before it is passed on."""
    log.begin(run)
    while True:
        try:
            event = next(work)
        except StopIteration as finished:
            _note(log, run, StepFinished("train", "Training has ended."))
            result: _T = finished.value
            return result
        _note(log, run, event)
        yield event


def _note(log: TrainingLog, run: str, event: Event) -> None:
    with contextlib.suppress(NotEnoughDisk):  # a full disk costs the note, not the run
        log.add(run, event)


def watched(registry: Registry, *, pause_seconds: float = _PAUSE_SECONDS) -> Work[bool]:
    """Every event from now on, until the run ends; whether it came to its end.

    Before them the newest event of each kind, so that whoever comes late sees where it stands.
    """
    log = registry.training_log
    rows = log.newest()
    position = rows[-1].position if rows else 0
    if rows and isinstance(rows[-1].event, StepFinished) and log.worker() is not None:
        rows = ()  # of the run before: whoever works now may begin another
    while True:
        for row in rows:
            yield row.event
            position = row.position
        if rows and isinstance(rows[-1].event, StepFinished):
            return True
        worker = log.worker()
        rows = log.since(position)
        if not rows and worker is None:
            return False
        if not rows:
            yield Progress(f"inhouse {worker} is working", 0, None, "steps")
            time.sleep(pause_seconds)


def last_event(registry: Registry) -> dict[str, object] | None:
    """The newest event of the run that trains or trained last; JSON's types only."""
    rows = registry.training_log.newest()
    if not rows:
        return None
    row = rows[-1]
    about = {"run": row.run, "time": row.time, "event": type(row.event).__name__}
    return {**about, "working": registry.training_log.worker(), **asdict(row.event)}
