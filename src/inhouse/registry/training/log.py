"""What happened in the run that trains, or trained last: for whoever looks from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import delete, func, insert, select

from inhouse.records import (
    CheckpointSaved,
    Notice,
    StepFinished,
    TrainingStep,
    ValidationMeasured,
)
from inhouse.records.codec import from_json, to_json
from inhouse.registry import lock, tables
from inhouse.registry.database import Database, next_number, now

__all__ = ["Logged", "TrainingEvent", "TrainingLog"]

TrainingEvent: TypeAlias = (
    TrainingStep | ValidationMeasured | CheckpointSaved | Notice | StepFinished
)
_KINDS: dict[str, type[TrainingEvent]] = {
    kind.__name__: kind
    for kind in (TrainingStep, ValidationMeasured, CheckpointSaved, Notice, StepFinished)
}
_LOG = tables.training_log


@dataclass(frozen=True, slots=True)
class Logged:
    """An event, its place in the log, its run and its time (UTC)."""

    position: int
    run: str
    time: str
    event: TrainingEvent


class TrainingLog:
    """The events of one run at a time. Written by the command that trains, read by any.

    Args:
        database: of the project.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, run: str) -> None:
        """Forgets other runs; one that goes on keeps what it has told."""
        with self._database.writing() as connection:
            connection.execute(delete(_LOG).where(_LOG.c.run != run))

    def add(self, run: str, event: object) -> None:
        """Notes an event of a kind that is kept; others are passed over."""
        kind = type(event).__name__
        if kind not in _KINDS:
            return
        with self._database.writing() as connection:
            number = next_number(connection, _LOG, "position")
            row = {"position": number, "run": run, "time": now(), "kind": kind}
            connection.execute(insert(_LOG).values({**row, "body": to_json(event)}))

    def since(self, position: int) -> tuple[Logged, ...]:
        """What was noted after `position`, oldest first; 0 for all."""
        return self._logged(select(_LOG).where(_LOG.c.position > position))

    def newest(self) -> tuple[Logged, ...]:
        """The newest event of each kind, oldest first."""
        last = select(func.max(_LOG.c.position)).group_by(_LOG.c.kind)
        return self._logged(select(_LOG).where(_LOG.c.position.in_(last)))

    def worker(self) -> str | None:
        """The command that works in the project now, or None."""
        return lock.holder(self._database.path.parent / "lock")

    def _logged(self, query: object) -> tuple[Logged, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(_LOG.c.position)).all()  # type: ignore[attr-defined]
        return tuple(
            Logged(row.position, row.run, row.time, from_json(_KINDS[row.kind], row.body))
            for row in rows
        )
