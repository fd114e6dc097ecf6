"""An ingest: the files of a folder as they were, and through them everything they gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, select

from inhouse.records import Customer, Document, Example, FileDescription, Finding
from inhouse.records.codec import from_json, to_json
from inhouse.registry import tables
from inhouse.registry.contents import descriptions, stored
from inhouse.registry.database import Database, next_number, now, upsert

__all__ = ["Ingest", "IngestedFile", "files_of", "load", "records_of_file", "save"]

# More records than this are read from the database as they are needed.
_MOST_IN_MEMORY = 50_000


@dataclass(frozen=True, slots=True)
class IngestedFile:
    """One file as it was when it was read.

    Args:
        path: relative to the folder that was ingested.
        key: hash of its content and of everything else that decides what it gives.
        sha256: hash of its content, or of its size where it is too large to be read.
        size_bytes: its size.
        modified_ns: when it was changed last, in nanoseconds since 1970.
        seen_ns: when it was looked at, likewise.
        description: what it gave, None for a file that nothing reads.
    """

    path: str
    key: str
    sha256: str
    size_bytes: int
    modified_ns: int
    seen_ns: int
    description: FileDescription | None = None


@dataclass(frozen=True, slots=True)
class Ingest:
    """Everything one ingest gave, in the order of its files."""

    documents: Sequence[Document]
    examples: Sequence[Example]
    findings: Sequence[Finding]
    files: tuple[IngestedFile, ...] = ()
    customers: Sequence[Customer] = ()


def save(connection: Connection, key: str, files: Sequence[IngestedFile]) -> None:
    """Stores the ingest under `key`, in place of an earlier one; its files' contents are stored."""
    number = next_number(connection, tables.ingests, "saved")
    upsert(connection, tables.ingests, {"key": key, "saved": number, "created": now()})
    connection.execute(delete(tables.files).where(tables.files.c.ingest == key))
    bare = [replace(file, description=None) for file in files]
    rows = [
        {"ingest": key, "position": i, "path": file.path, "body": to_json(file)}
        for i, file in enumerate(bare)
    ]
    if rows:
        connection.execute(insert(tables.files), rows)


def load(database: Database, key: str, most_in_memory: int | None = None) -> Ingest | None:
    """The ingest stored under `key`, or None.

    Args:
        database: where it is stored.
        key: the ingest's.
        most_in_memory: more records of a kind than this stay in the database until they are read.
    """
    most = _MOST_IN_MEMORY if most_in_memory is None else most_in_memory
    with database.reading() as connection:
        if not _is_stored(connection, key):
            return None
        files = files_of(connection, key)
    read = [(f.key, f.description) for f in files if f.description is not None]
    return Ingest(
        stored(database, Document, [(k, d.n_documents) for k, d in read], most),
        stored(database, Example, [(k, d.n_examples) for k, d in read], most),
        stored(database, Finding, [(k, d.n_findings) for k, d in read], most),
        files,
        stored(database, Customer, [(k, d.n_customers) for k, d in read], most),
    )


def records_of_file(database: Database, file: IngestedFile) -> Ingest:
    """What one file of an ingest gave."""
    counts = file.description
    if counts is None:
        return Ingest((), (), (), (file,))
    key = file.key
    return Ingest(
        stored(database, Document, [(key, counts.n_documents)], _MOST_IN_MEMORY),
        stored(database, Example, [(key, counts.n_examples)], _MOST_IN_MEMORY),
        stored(database, Finding, [(key, counts.n_findings)], _MOST_IN_MEMORY),
        (file,),
        stored(database, Customer, [(key, counts.n_customers)], _MOST_IN_MEMORY),
    )


def _is_stored(connection: Connection, key: str) -> bool:
    known = select(tables.ingests.c.key).where(tables.ingests.c.key == key)
    return connection.execute(known).scalar() is not None


def files_of(connection: Connection, key: str) -> tuple[IngestedFile, ...]:
    """The files of an ingest, each with what it gave."""
    columns = tables.files.c
    query = select(columns.body).where(columns.ingest == key).order_by(columns.position)
    files = [from_json(IngestedFile, body) for body in connection.execute(query).scalars()]
    told = descriptions(connection, [file.key for file in files])
    return tuple(replace(file, description=told.get(file.key)) for file in files)
