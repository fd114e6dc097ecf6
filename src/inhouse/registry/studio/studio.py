"""One door to what the pages keep."""

from __future__ import annotations

from pathlib import Path

from inhouse.registry import overview
from inhouse.registry.database import Database
from inhouse.registry.studio.accounts import Accounts
from inhouse.registry.studio.jobs import Jobs
from inhouse.registry.studio.uploads import Uploads
from inhouse.registry.studio.votes import Votes

__all__ = ["Studio"]


class Studio:
    """The password, jobs, votes and dropped files of one project.

    Args:
        database: of the project.
        folder: `.inhouse`.
        actor: the command that works, for the audit log.
    """

    def __init__(self, database: Database, folder: Path, actor: str) -> None:
        self._database = database
        self.accounts = Accounts(database, actor)
        self.jobs = Jobs(database, folder / "jobs")
        self.votes = Votes(database)
        self.uploads = Uploads(database, folder.parent)

    def note(self, actor: str, what: str) -> None:
        """Adds to the audit log who did what; never a customer's words."""
        with self._database.writing() as connection:
            overview.note(connection, actor, what)
