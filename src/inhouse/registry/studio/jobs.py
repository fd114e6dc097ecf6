"""Commands that were begun on a page: which, by whom, and what they said on the way."""

from __future__ import annotations

import dataclasses
import json
import secrets
from pathlib import Path

from sqlalchemy import select

from inhouse.errors import NothingThere
from inhouse.records import Event, Job, Outcome
from inhouse.records.codec import from_json, to_json
from inhouse.registry import overview
from inhouse.registry.database import Database, next_number, now, upsert
from inhouse.registry.disk import disk_faults, write_atomically
from inhouse.registry.studio.event_log import read_events
from inhouse.registry.studio.tables import jobs

__all__ = ["Jobs"]


class Jobs:
    """The jobs of one project. Each has a folder with its log, which its process writes.

    Args:
        database: of the project.
        folder: of all jobs.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def begin(self, arguments: tuple[str, ...], *, actor: str) -> Job:
        """Notes that a command is begun."""
        job = Job(secrets.token_hex(6), arguments[0], arguments, actor, now())
        with disk_faults(self._folder):
            self.folder(job).mkdir(parents=True)
        with self._database.writing() as connection:
            row = {"id": job.id, "saved": next_number(connection, jobs, "saved")}
            upsert(connection, jobs, {**row, "body": to_json(job)})
            overview.note(connection, actor, f"began {job.kind}, job {job.id}")
        return job

    def begun(self, job: Job, process: int, process_started: float) -> Job:
        """Notes which process it is."""
        job = dataclasses.replace(job, process=process, process_started=process_started)
        with self._database.writing() as connection:
            row = connection.execute(select(jobs.c.saved).where(jobs.c.id == job.id)).scalar_one()
            upsert(connection, jobs, {"id": job.id, "saved": row, "body": to_json(job)})
        return job

    def get(self, job: str) -> Job:
        """The job of this id.

        Raises:
            NothingThere: there is none.
        """
        with self._database.reading() as connection:
            body = connection.execute(select(jobs.c.body).where(jobs.c.id == job)).scalar()
        if body is None:
            raise NothingThere(f"There should be a job {job}.", "There is none.")
        return from_json(Job, body)

    def newest(self, n: int) -> tuple[Job, ...]:
        """The last `n` jobs, the newest first."""
        query = select(jobs.c.body).order_by(jobs.c.saved.desc()).limit(n)
        with self._database.reading() as connection:
            return tuple(from_json(Job, body) for body in connection.execute(query).scalars())

    def folder(self, job: Job) -> Path:
        """Where the job's log is."""
        return self._folder / job.id

    def events(self, job: Job) -> tuple[Event, ...]:
        """What it yielded so far; of its progress, a line now and then."""
        return read_events(self.folder(job))

    def outcome(self, job: Job) -> Outcome | None:
        """How it ended, or None when it did not say."""
        try:
            text = (self.folder(job) / "outcome.json").read_text("utf-8")
        except FileNotFoundError:
            return None
        return from_json(Outcome, text)

    def result(self, job: Job) -> dict[str, object]:
        """The object it printed with `--json`; empty when it printed none."""
        try:
            found = json.loads((self.folder(job) / "stdout").read_text("utf-8", "replace"))
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def end(folder: Path, outcome: Outcome) -> None:
    """Notes how the job of this folder ended; for its process."""
    write_atomically(folder / "outcome.json", to_json(outcome).encode("ascii"))
