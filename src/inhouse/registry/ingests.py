"""What an ingest read, row by row: documents, examples, findings, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Table, delete, insert, select

from inhouse.records import Document, Example, Finding
from inhouse.registry import tables
from inhouse.registry.codec import from_json, to_json
from inhouse.registry.database import next_number, now, upsert

__all__ = ["Ingest", "load", "save"]

_T = TypeVar("_T", Document, Example, Finding)


@dataclass(frozen=True, slots=True)
class Ingest:
    """Everything one ingest gave."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]


def save(connection: Connection, key: str, ingest: Ingest) -> None:
    """Stores the ingest under `key`, in place of an earlier one."""
    number = next_number(connection, tables.ingests, "saved")
    upsert(connection, tables.ingests, {"key": key, "saved": number, "created": now()})
    _replace(connection, tables.documents, key, [_document(d) for d in ingest.documents])
    _replace(connection, tables.examples, key, [_example(e) for e in ingest.examples])
    _replace(connection, tables.findings, key, [_finding(f) for f in ingest.findings])


def load(connection: Connection, key: str) -> Ingest | None:
    """The ingest stored under `key`, or None."""
    known = select(tables.ingests.c.key).where(tables.ingests.c.key == key)
    if connection.execute(known).scalar() is None:
        return None
    return Ingest(
        documents=_rows(connection, tables.documents, key, Document),
        examples=_rows(connection, tables.examples, key, Example),
        findings=_rows(connection, tables.findings, key, Finding),
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
