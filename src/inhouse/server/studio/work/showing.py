"""A job as the pages show it: where it is, what it said, its learning curve so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inhouse.records import (
    Event,
    Job,
    Notice,
    Progress,
    StepFinished,
    StepStarted,
    TrainingStep,
    ValidationMeasured,
    ValidationPoint,
)
from inhouse.server.studio.work.runner import JobState, Runner

__all__ = ["Shown", "shown"]

_NAMES = {
    "curate": "Reading and checking",
    "plan": "Planning",
    "train": "Fine-tuning",
    "run": "Training and comparing",
    "promote": "Promoting",
    "rollback": "Rolling back",
    "export": "Exporting",
    "feedback": "Taking corrections into the queue",
}
_WORDS = {
    "working": "works",
    "done": "done",
    "stopped": "stopped",
    "refused": "could not be finished",
    "lost": "ended without a word: it was killed, or the computer was switched off",
}


@dataclass(slots=True)
class Step:
    """One step of a job: its title, and what it gave when it is finished."""

    title: str
    summary: str = ""
    reused: bool = False
    seconds: float = 0.0


@dataclass(slots=True)
class Shown:
    """What a page shows of a job."""

    job: Job
    state: JobState
    sentence: str
    steps: list[Step] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    label: str = ""
    done: float = 0.0
    total: float | None = None
    train: list[float] = field(default_factory=list)
    validation: list[ValidationPoint] = field(default_factory=list)
    best_step: int | None = None
    loss: str = ""

    @property
    def name(self) -> str:
        """What it does, for people."""
        return _NAMES.get(self.job.kind, self.job.kind)

    @property
    def words(self) -> str:
        """How it stands, for people."""
        return _WORDS[self.state]

    @property
    def percent(self) -> int | None:
        """How much of the present piece of work is done, or None when nobody knows."""
        return round(100 * self.done / self.total) if self.total else None

    @property
    def can_resume(self) -> bool:
        """Whether the same command goes on where it was."""
        return self.state in ("stopped", "lost", "refused")


def shown(runner: Runner, job: Job) -> Shown:
    """The job as it stands now."""
    outcome = runner.jobs.outcome(job)
    made = Shown(job, runner.state(job), outcome.sentence if outcome is not None else "")
    _tell(made, runner.jobs.events(job))
    return made


def _tell(made: Shown, events: Sequence[Event]) -> None:
    for event in events:
        if isinstance(event, StepStarted):
            made.steps.append(Step(event.title))
            made.label, made.done, made.total = "", 0.0, None
        elif isinstance(event, Progress):
            made.label = f"{event.label} {event.detail}".strip()
            made.done, made.total = event.done, event.total
        elif isinstance(event, Notice):
            made.notices.append(event)
        elif isinstance(event, TrainingStep):
            _learn(made, event)
        elif isinstance(event, ValidationMeasured):
            made.validation.append(ValidationPoint(event.step, event.epoch, event.loss))
            made.best_step = event.step if event.is_best else made.best_step
        elif isinstance(event, StepFinished):
            _finish(made, event)


def _learn(made: Shown, event: TrainingStep) -> None:
    made.train.append(event.loss)
    made.label, made.done, made.total = "Learning", event.step, event.n_steps
    made.loss = f"{event.loss:.3f}"


def _finish(made: Shown, event: StepFinished) -> None:
    if made.steps:
        step = made.steps[-1]
        step.summary, step.reused, step.seconds = event.summary, event.reused, event.seconds
    made.label, made.done, made.total = "", 0.0, None
