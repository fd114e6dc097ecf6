"""The latest training checkpoint of each run, and nothing older on the disk.

A folder is noted as discarded before it is written and until a row holds it, and again before
it is deleted; so whatever a kill leaves behind is found and deleted at the next opening.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, or_, select

from inhouse.registry import tables
from inhouse.registry.artifacts import ArtifactStore, folder_sha
from inhouse.registry.database import Database, now, upsert
from inhouse.registry.disk import abandoned, owner

__all__ = ["Checkpoint", "drop", "latest", "save", "sweep"]

_CHECKPOINTS = tables.checkpoints
_DISCARDED = tables.discarded


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where training can go on: the optimizer step it had reached, and its files by name."""

    step: int
    files: Mapping[str, bytes]


class Held(NamedTuple):
    """A checkpoint's folder, by hash, and its optimizer step."""

    artifact: str
    step: int


def save(
    database: Database, store: ArtifactStore, key: str, files: Mapping[str, bytes], step: int
) -> None:
    """Makes `files` the checkpoint of `key`; the one before is deleted."""
    sha = folder_sha(files)
    with database.writing() as connection:
        _discard(connection, sha)
    store.put_folder(files)
    with database.writing() as connection:
        before = latest(connection, key)
        row = {"key": key, "artifact": sha, "step": step, "created": now()}
        upsert(connection, _CHECKPOINTS, row)
        connection.execute(delete(_DISCARDED).where(_DISCARDED.c.artifact == sha))
        if before and before.artifact != sha:
            _discard(connection, before.artifact)
    if before:
        sweep(database, store, only=before.artifact)


def drop(database: Database, store: ArtifactStore, key: str) -> None:
    """Forgets the checkpoint of `key` and deletes it; fine when there is none."""
    with database.writing() as connection:
        before = latest(connection, key)
        if before is None:
            return
        connection.execute(delete(_CHECKPOINTS).where(_CHECKPOINTS.c.key == key))
        _discard(connection, before.artifact)
    sweep(database, store, only=before.artifact)


def latest(connection: Connection, key: str) -> Held | None:
    """The artifact and the step of the checkpoint of `key`."""
    query = select(_CHECKPOINTS.c.artifact, _CHECKPOINTS.c.step).where(_CHECKPOINTS.c.key == key)
    row = connection.execute(query).first()
    return Held(row.artifact, row.step) if row else None


def sweep(database: Database, store: ArtifactStore, *, only: str | None = None) -> None:
    """Deletes the folder `only`, or all that dead processes discarded; what is in use stays."""
    with database.reading() as connection:
        rows = connection.execute(select(_DISCARDED)).all()
    for row in rows:
        due = row.artifact == only if only else abandoned(row.owner, row.since)
        if not due:
            continue
        with database.writing() as connection:
            if _in_use(connection, row.artifact) or store.discard(row.artifact):
                gone = _DISCARDED.c.artifact == row.artifact
                connection.execute(delete(_DISCARDED).where(gone))


def _discard(connection: Connection, sha: str) -> None:
    row = {"artifact": sha, "owner": owner(), "since": time.time()}
    upsert(connection, _DISCARDED, row)


def _in_use(connection: Connection, sha: str) -> bool:
    holders = (tables.datasets, tables.runs, tables.reports, _CHECKPOINTS)
    held = [exists().where(table.c.artifact == sha) for table in holders]
    told = exists().where(tables.steps.c.result.contains(sha, autoescape=True))
    return bool(connection.execute(select(or_(*held, told))).scalar())
