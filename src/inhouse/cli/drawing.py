"""Draws events on standard error: a bar with time left for long work, a line for what is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.progress import (
    Progress as Bars,
)
from rich.text import Text

from inhouse.records import (
    CheckpointSaved,
    Event,
    LearnedExample,
    Notice,
    Progress,
    StepFinished,
    StepStarted,
    TrainingStep,
    ValidationMeasured,
    Work,
)

__all__ = ["draw", "listen"]

_T = TypeVar("_T")
_listeners: list[Callable[[Event], None]] = []


def listen(listener: Callable[[Event], None]) -> None:
    """Tells `listener` every event that is drawn from now on in this process."""
    _listeners.append(listener)


def draw(work: Work[_T]) -> _T:
    """Runs `work` to its end, drawing what it yields; returns its result."""
    console = Console(stderr=True, highlight=False)
    with Bars(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        _Counts(),
        console=console,
        transient=True,
    ) as bars:
        drawing = _Drawing(console, bars)
        while True:
            try:
                event = next(work)
            except StopIteration as finished:
                drawing.clear()
                result: _T = finished.value
                return result
            drawing.show(event)
            for listener in _listeners:
                listener(event)


class _Counts(ProgressColumn):
    """Done of all, the time taken, and the time left once it can be told."""

    def render(self, task: Task) -> Text:
        """One line, in grey."""
        done = f"{task.completed:.0f}/{task.total:.0f}, " if task.total else ""
        left = task.time_remaining
        ahead = "" if not task.total or left is None else f", {_clock(left)} left"
        return Text(f"{done}{_clock(task.elapsed or 0)}{ahead}", style="bright_black")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class _Drawing:
    """What is on the screen: one bar shown, those before it in this step hidden."""

    def __init__(self, console: Console, bars: Bars) -> None:
        self._console = console
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._shown = ""
        self._last_line = 0.0
        self._validation = ""
        self._kept = ""

    def show(self, event: Event) -> None:
        """Draws one event."""
        shown: dict[type, Callable[..., None]] = {
            StepStarted: self._started,
            Progress: self._progress,
            TrainingStep: self._training,
            ValidationMeasured: self._measured,
            CheckpointSaved: self._saved,
            LearnedExample: self._learned,
            Notice: self._notice,
            StepFinished: self._finished,
        }
        shown[type(event)](event)

    def clear(self) -> None:
        """Takes the bars away."""
        for task in self._tasks.values():
            self._bars.remove_task(task)
        self._tasks.clear()
        self._shown = ""

    def _started(self, event: StepStarted) -> None:
        self.clear()
        self._console.print(Text(event.title, style="bold"))

    def _progress(self, event: Progress) -> None:
        label = f"{event.label} {event.detail}".strip()
        if event.unit == "bytes":
            self._bar(f"{event.label} (MB)", event.done / 1e6, (event.total or 0) / 1e6 or None)
        else:
            self._bar(label, event.done, event.total)

    def _training(self, event: TrainingStep) -> None:
        label = f"(loss {event.loss:.2f}{self._validation}{self._kept})"
        self._bar("Learning", event.step, event.n_steps, label)

    def _measured(self, event: ValidationMeasured) -> None:
        self._validation = f", validation {event.loss:.3f}"

    def _saved(self, event: CheckpointSaved) -> None:
        self._kept = f", saved up to step {event.step}"

    def _bar(self, key: str, done: float, total: float | None, label: str = "") -> None:
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(key, total=total)
        if key != self._shown:
            # Training pauses to measure: its bar keeps its pace and comes back.
            for name, task in self._tasks.items():
                self._bars.update(task, visible=name == key)
            self._shown = key
        text = f"{key} {label}".strip()
        self._bars.update(self._tasks[key], completed=done, total=total, description=text)
        # Where there is no terminal to draw on, a line now and then says the same.
        if not self._console.is_terminal and time.monotonic() - self._last_line > 20:
            self._last_line = time.monotonic()
            of = f" of {total:.0f}" if total else ""
            self._console.print(f"  {text}: {done:.0f}{of}")

    def _learned(self, event: LearnedExample) -> None:
        self.clear()
        line = Text("  What is learned (green) and what is only read (grey):\n  ")
        for token in event.tokens:
            style = "black on green" if token.learned else "bright_black"
            line.append(token.text.replace("\n", "⏎\n  " if not token.learned else "⏎"), style)
        self._console.print(line)

    def _notice(self, event: Notice) -> None:
        self._console.print(Text(f"  {event.text}", style="yellow" if event.warning else ""))

    def _finished(self, event: StepFinished) -> None:
        self.clear()
        how = "kept from before" if event.reused else f"{event.seconds:.0f} s"
        self._console.print(Text(f"  {event.summary} ({how})", style="green"))
