"""Which answers people preferred without knowing whose they were."""

from __future__ import annotations

import secrets
import time

from sqlalchemy import insert, select

from inhouse.records import Vote, VoteChoice
from inhouse.records.codec import from_json, to_json
from inhouse.registry import overview
from inhouse.registry.database import Database, now
from inhouse.registry.studio.tables import votes

__all__ = ["Votes"]


class Votes:
    """The votes of one project.

    Args:
        database: of the project.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        comparison: str,
        example: str,
        sides: tuple[str, str],
        *,
        choice: VoteChoice,
        actor: str,
    ) -> Vote:
        """Stores a vote; on the disk when this returns."""
        vote = Vote(secrets.token_hex(8), now(), comparison, example, *sides, choice, actor)
        with self._database.writing() as connection:
            row = {"id": vote.id, "comparison": comparison, "at": time.time()}
            connection.execute(insert(votes).values({**row, "body": to_json(vote)}))
            overview.note(connection, actor, f"voted on example {example}")
        return vote

    def of(self, comparison: str) -> tuple[Vote, ...]:
        """The votes on a comparison, the oldest first."""
        query = select(votes.c.body).where(votes.c.comparison == comparison).order_by(votes.c.at)
        with self._database.reading() as connection:
            return tuple(from_json(Vote, body) for body in connection.execute(query).scalars())
