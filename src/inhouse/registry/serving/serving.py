"""One door to the tables of serving."""

from __future__ import annotations

from inhouse.registry.artifacts import ArtifactStore
from inhouse.registry.database import Database
from inhouse.registry.serving.keys import Keys
from inhouse.registry.serving.releases import Releases
from inhouse.registry.serving.traces import Traces

__all__ = ["Serving"]


class Serving:
    """Releases, API keys, the request log with its feedback.

    Args:
        database: of the project.
        store: of the project's artifacts.
        actor: the command that works, for the audit log.
    """

    def __init__(self, database: Database, store: ArtifactStore, actor: str) -> None:
        self.releases = Releases(database, store, actor)
        self.keys = Keys(database, actor)
        self.traces = Traces(database, actor)
