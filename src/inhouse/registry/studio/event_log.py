"""The events of one job, a line each, written by its process while others read."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import IO, get_args

from inhouse.records import Event, Progress
from inhouse.records.codec import decode, encode

__all__ = ["EventLog", "read_events"]

_FILE = "events.jsonl"
_PROGRESS_SECONDS = 0.5
_KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}


class EventLog:
    """Writes events; of those that only say how far it is, two a second.

    Args:
        folder: of the job.
    """

    def __init__(self, folder: Path) -> None:
        self._file: IO[str] = (folder / _FILE).open("a", encoding="ascii")
        self._last = ("", 0.0)

    def write(self, event: Event) -> None:
        """Adds the event; a reader sees it at once."""
        if isinstance(event, Progress):
            label, when = self._last
            if label == event.label and time.monotonic() - when < _PROGRESS_SECONDS:
                return
            self._last = (event.label, time.monotonic())
        line = json.dumps([type(event).__name__, encode(event)], separators=(",", ":"))
        self._file.write(line + "\n")
        self._file.flush()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def read_events(folder: Path) -> tuple[Event, ...]:
    """Every whole line so far; a line that is being written is left for the next time."""
    try:
        text = (folder / _FILE).read_text("ascii")
    except FileNotFoundError:
        return ()
    lines = text[: text.rfind("\n") + 1].splitlines()
    return tuple(_event(*json.loads(line)) for line in lines)


def _event(kind: str, body: object) -> Event:
    event: Event = decode(_KINDS[kind], body)
    return event
