"""What an ingest read, row by row: documents, examples, findings, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Table, delete, insert, select

from inhouse.records import Document, Example, FileDescription, Finding
from inhouse.registry import tables
from inhouse.registry.codec import from_json, to_json
from inhouse.registry.database import next_number, now, upsert

__all__ = ["Ingest", "IngestedFile", "load", "save"]


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
        description: what it gave; its counts say which of the ingest's records are its own, since
            those stand in the order of the files. None for a file that nothing reads.
    """

    path: str
    key: str
    sha256: str
    size_bytes: int
    modified_ns: int
    seen_ns: int
    description: FileDescription | None = None


_T = TypeVar("_T", Document, Example, Finding, IngestedFile)


@dataclass(frozen=True, slots=True)
class Ingest:
    """Everything one ingest gave."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[IngestedFile, ...] = ()


def save(connection: Connection, key: str, ingest: Ingest) -> None:
    """Stores the ingest under `key`, in place of an earlier one."""
    number = next_number(connection, tables.ingests, "saved")
    upsert(connection, tables.ingests, {"key": key, "saved": number, "created": now()})
    _replace(connection, tables.documents, key, [_document(d) for d in ingest.documents])
    _replace(connection, tables.examples, key, [_example(e) for e in ingest.examples])
    _replace(connection, tables.findings, key, [_finding(f) for f in ingest.findings])
    files = [{"path": file.path, "body": to_json(file)} for file in ingest.files]
    _replace(connection, tables.files, key, files)


def load(connection: Connection, key: str) -> Ingest | None:
    """The ingest stored under `key`, or None."""
    known = select(tables.ingests.c.key).where(tables.ingests.c.key == key)
    if connection.execute(known).scalar() is None:
        return None
    return Ingest(
        documents=_rows(connection, tables.documents, key, Document),
        examples=_rows(connection, tables.examples, key, Example),
        findings=_rows(connection, tables.findings, key, Finding),
        files=_rows(connection, tables.files, key, IngestedFile),
    )


def _document(document: Document) -> dict[str, str]:
    return {"id": document.id, "body": to_json(document)}


def _example(example: Example) -> dict[str, str]:
    return {"id": example.id, "document": example.document_id, "body": to_json(example)}


def _finding(finding: Finding) -> dict[str, str]:
    return {"check_name": finding.check, "severity": finding.severity, "body": to_json(finding)}


def _replace(
    connection: Connection, table: Table, key: str, rows: Sequence[dict[str, str]]
) -> None:
    connection.execute(delete(table).where(table.c.ingest == key))
    if rows:
        placed = [{**row, "ingest": key, "position": i} for i, row in enumerate(rows)]
        connection.execute(insert(table), placed)


def _rows(connection: Connection, table: Table, key: str, kind: type[_T]) -> tuple[_T, ...]:
    query = select(table.c.body).where(table.c.ingest == key).order_by(table.c.position)
    return tuple(from_json(kind, body) for body in connection.execute(query).scalars())
