"""Releases, and which of them is served: promoted, challenged, rolled back."""

from __future__ import annotations

import dataclasses

from sqlalchemy import insert, select

from inhouse.errors import NothingThere
from inhouse.records import Channel, Promotion, Recipe, Release
from inhouse.records.codec import from_json, to_json
from inhouse.registry import overview
from inhouse.registry.artifacts import ArtifactStore
from inhouse.registry.database import Database, next_number, now, upsert
from inhouse.registry.serving.tables import promotions, releases

__all__ = ["Releases"]

_PROMOTE = "Promote one first: inhouse promote"


class Releases:
    """The releases of one project.

    Args:
        database: of the project.
        store: of the project's artifacts.
        actor: the command that works, for the audit log.
    """

    def __init__(self, database: Database, store: ArtifactStore, actor: str) -> None:
        self._database = database
        self._store = store
        self._actor = actor

    def put_recipe(self, recipe: Recipe) -> str:
        """Stores a recipe; its SHA-256."""
        return self._store.put_bytes(to_json(recipe).encode("ascii"))

    def recipe(self, release: Release) -> Recipe:
        """What makes the release's contender again, checked."""
        return from_json(Recipe, self._store.get_bytes(release.recipe).decode("ascii"))

    def save(self, release: Release) -> None:
        """Stores a release; its comparison and run must be stored."""
        with self._database.writing() as connection:
            row = {
                "id": release.id,
                "comparison": release.comparison,
                "run": release.run,
                "artifact": release.recipe,
                "body": to_json(release),
                "saved": next_number(connection, releases, "saved"),
                "created": now(),
            }
            upsert(connection, releases, row)
            overview.note(connection, self._actor, f"saved release {release.id}")

    def load(self, release: str) -> Release:
        """A release.

        Raises:
            NothingThere: there is none of that id.
        """
        with self._database.reading() as connection:
            query = select(releases.c.body).where(releases.c.id == release)
            body = connection.execute(query).scalar()
        if body is None:
            raise NothingThere(f"This project should have the release {release}.", "", _PROMOTE)
        return from_json(Release, body)

    def all(self) -> tuple[Release, ...]:
        """Every release, the oldest first."""
        with self._database.reading() as connection:
            bodies = connection.execute(select(releases.c.body).order_by(releases.c.saved))
            return tuple(from_json(Release, body) for body in bodies.scalars())

    def promote(self, release: str | None, *, channel: Channel, reason: str) -> Promotion:
        """Serves the release on the channel from now on; None empties the channel."""
        with self._database.writing() as connection:
            made = Promotion(
                number=next_number(connection, promotions, "number"),
                channel=channel,
                release=release,
                reason=reason,
                actor=self._actor,
                time=now(),
            )
            connection.execute(insert(promotions).values(dataclasses.asdict(made)))
            what = f"{channel} is now release {release}: {reason}"
            overview.note(connection, self._actor, what)
        return made

    def promotions(self, channel: Channel | None = None) -> tuple[Promotion, ...]:
        """Every change of what is served, the oldest first."""
        query = select(promotions).order_by(promotions.c.number)
        if channel is not None:
            query = query.where(promotions.c.channel == channel)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Promotion(**dict(row)) for row in rows)

    def current(self, channel: Channel = "champion") -> Release | None:
        """What is served on the channel, or None."""
        made = self.promotions(channel)
        return self.load(made[-1].release) if made and made[-1].release else None
