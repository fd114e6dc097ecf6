"""A person's decisions about cases: each is on the disk before the next is asked for."""

from __future__ import annotations

from sqlalchemy import delete, select

from inhouse.records import Decision
from inhouse.records.codec import from_json, to_json
from inhouse.registry import overview, tables
from inhouse.registry.database import Database, next_number, now, upsert

__all__ = ["Decisions"]


class Decisions:
    """The decisions of one project, one a case; the latest counts.

    Args:
        database: the project's.
        actor: who decides, for the audit log.
    """

    def __init__(self, database: Database, actor: str) -> None:
        self._database = database
        self._actor = actor

    def save(self, decision: Decision) -> None:
        """Stores a decision, in place of an earlier one about the same case."""
        with self._database.writing() as connection:
            number = next_number(connection, tables.decisions, "saved")
            row = {
                "case_key": decision.case,
                "check_name": decision.check,
                "body": to_json(decision),
                "saved": number,
                "created": now(),
            }
            upsert(connection, tables.decisions, row)
            what = f"decided {decision.case}: {decision.choice}"
            overview.note(connection, self._actor, what)

    def undo(self) -> Decision | None:
        """Takes the last decision back; it, or None when there is none."""
        columns = tables.decisions.c
        with self._database.writing() as connection:
            query = select(columns.case_key, columns.body).order_by(columns.saved.desc())
            row = connection.execute(query).first()
            if row is None:
                return None
            connection.execute(delete(tables.decisions).where(columns.case_key == row.case_key))
            overview.note(connection, self._actor, f"took back the decision on {row.case_key}")
        return from_json(Decision, row.body)

    def all(self) -> tuple[Decision, ...]:
        """Every decision, in the order they were made."""
        columns = tables.decisions.c
        with self._database.reading() as connection:
            bodies = connection.execute(select(columns.body).order_by(columns.saved)).scalars()
            return tuple(from_json(Decision, body) for body in bodies)
