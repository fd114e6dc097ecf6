"""The request log and the feedback on its answers."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from inhouse.errors import NothingThere
from inhouse.records import Feedback, FeedbackState, Trace
from inhouse.records.codec import from_json, to_json
from inhouse.registry import overview
from inhouse.registry.database import Database, upsert
from inhouse.registry.serving.tables import feedback, traces

__all__ = ["Traces"]

_DAY_SECONDS = 86_400.0


class Traces:
    """The request log of one project.

    Args:
        database: of the project.
        actor: the command that works, for the audit log.
    """

    def __init__(self, database: Database, actor: str) -> None:
        self._database = database
        self._actor = actor

    def add(self, *made: Trace) -> None:
        """Stores answered requests, all or none; on the disk when this returns."""
        with self._database.writing() as connection:
            for trace in made:
                row = {"id": trace.id, "at": time.time(), "body": to_json(trace)}
                upsert(connection, traces, row)

    def get(self, answer: str) -> Trace | None:
        """The request that the answer of this id belongs to."""
        with self._database.reading() as connection:
            body = connection.execute(select(traces.c.body).where(traces.c.id == answer)).scalar()
        return from_json(Trace, body) if body is not None else None

    def newest(self, n: int, *, since: float = 0.0) -> tuple[Trace, ...]:
        """The last `n` requests since a time (seconds, UTC), the newest first."""
        query = select(traces.c.body).where(traces.c.at >= since).order_by(traces.c.at.desc())
        with self._database.reading() as connection:
            bodies = connection.execute(query.limit(n)).scalars()
            return tuple(from_json(Trace, body) for body in bodies)

    def age_out(self, days: float) -> int:
        """Deletes what is older than `days`; how many requests that were."""
        oldest = time.time() - days * _DAY_SECONDS
        with self._database.writing() as connection:
            gone = connection.execute(delete(traces).where(traces.c.at < oldest)).rowcount
            if gone:
                overview.note(connection, self._actor, f"aged out {gone} requests of the log")
        return int(gone)

    def add_feedback(self, given: Feedback) -> None:
        """Stores feedback; on the disk when this returns."""
        with self._database.writing() as connection:
            row = {
                "id": given.id,
                "answer": given.answer,
                "at": time.time(),
                "state": given.state,
                "body": to_json(given),
            }
            connection.execute(insert(feedback).values(row))
            overview.note(connection, self._actor, f"feedback {given.id} on answer {given.answer}")

    def feedback(self, state: FeedbackState | None = None) -> tuple[Feedback, ...]:
        """Feedback in this state, or all of it, the oldest first."""
        query = select(feedback.c.body).order_by(feedback.c.at)
        if state is not None:
            query = query.where(feedback.c.state == state)
        with self._database.reading() as connection:
            bodies: Sequence[str] = connection.execute(query).scalars().all()
        return tuple(from_json(Feedback, body) for body in bodies)

    def review(self, given: str, state: FeedbackState) -> Feedback:
        """Notes what a person decided about feedback.

        Raises:
            NothingThere: there is no feedback of that id.
        """
        with self._database.writing() as connection:
            query = select(feedback.c.body).where(feedback.c.id == given)
            body = connection.execute(query).scalar()
            if body is None:
                raise NothingThere(f"There should be feedback {given}.", "There is none.")
            changed = dataclasses.replace(from_json(Feedback, body), state=state)
            values = {"state": state, "body": to_json(changed)}
            connection.execute(update(feedback).where(feedback.c.id == given).values(values))
            overview.note(connection, self._actor, f"feedback {given} {state}")
        return changed
