"""What a project holds: the newest of each kind, what came from what, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection, Table, delete, func, insert, or_, select

from inhouse.registry import ingests, tables
from inhouse.registry.database import next_number, now
from inhouse.registry.serving.tables import releases

__all__ = [
    "AuditEntry",
    "Kind",
    "Lineage",
    "audit_log",
    "counts",
    "forget_memos",
    "latest",
    "lineage",
    "note",
]

Kind: TypeAlias = Literal["ingest", "dataset", "run", "comparison", "report", "release"]

_TABLES: dict[Kind, Table] = {
    "ingest": tables.ingests,
    "dataset": tables.datasets,
    "run": tables.runs,
    "comparison": tables.comparisons,
    "report": tables.reports,
    "release": releases,
}


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a run came from, and what was found out about it, oldest first."""

    run: str
    dataset: str
    ingest: str | None
    comparisons: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when (UTC); never a customer's words."""

    time: str
    actor: str
    what: str


def latest(connection: Connection, kind: Kind) -> str | None:
    """The id of what was saved last of this kind."""
    table = _TABLES[kind]
    key = next(iter(table.primary_key))
    newest = select(key).order_by(table.c.saved.desc()).limit(1)
    return connection.execute(newest).scalar()


def counts(connection: Connection) -> dict[str, object]:
    """How many there are of everything, and the newest of each kind; rows of the newest ingest."""
    found: dict[str, object] = {kind: _kind(connection, kind) for kind in _TABLES}
    for table in (tables.replies, tables.steps, tables.checkpoints):
        found[table.name] = _count(connection, table)
    found |= _read(connection, latest(connection, "ingest"))
    return found


def _read(connection: Connection, ingest: str | None) -> dict[str, object]:
    """How many documents, examples and findings an ingest's files gave."""
    files = ingests.files_of(connection, ingest) if ingest is not None else ()
    told = [file.description for file in files if file.description is not None]
    return {
        "documents": sum(d.n_documents for d in told),
        "examples": sum(d.n_examples for d in told),
        "findings": sum(d.n_findings for d in told),
    }


def _kind(connection: Connection, kind: Kind) -> dict[str, object]:
    table = _TABLES[kind]
    created = select(table.c.created).order_by(table.c.saved.desc()).limit(1)
    return {
        "count": _count(connection, table),
        "newest": latest(connection, kind),
        "created": connection.execute(created).scalar(),
    }


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def lineage(connection: Connection, run: str) -> Lineage | None:
    """Where the run came from and what came from it, or None when there is no such run."""
    runs, datasets = tables.runs, tables.datasets
    query = select(runs.c.dataset, datasets.c.ingest).join(datasets).where(runs.c.id == run)
    row = connection.execute(query).first()
    if row is None:
        return None
    comparisons, reports = tables.comparisons, tables.reports
    of_run = comparisons.c.run == run
    compared = select(comparisons.c.id).where(of_run).order_by(comparisons.c.saved)
    reported = select(reports.c.id).join(comparisons).where(of_run).order_by(reports.c.saved)
    return Lineage(
        run=run,
        dataset=row.dataset,
        ingest=row.ingest,
        comparisons=tuple(connection.execute(compared).scalars()),
        reports=tuple(connection.execute(reported).scalars()),
    )


def note(connection: Connection, actor: str, what: str) -> None:
    """Adds to the audit log."""
    number = next_number(connection, tables.audit, "id")
    row = {"id": number, "time": now(), "actor": actor, "what": what}
    connection.execute(insert(tables.audit).values(row))


def audit_log(connection: Connection) -> tuple[AuditEntry, ...]:
    """Everything noted, oldest first."""
    columns = (tables.audit.c.time, tables.audit.c.actor, tables.audit.c.what)
    rows = connection.execute(select(*columns).order_by(tables.audit.c.id))
    return tuple(AuditEntry(*row) for row in rows)


def forget_memos(connection: Connection, sha: str) -> None:
    """Forgets every step whose result leads to the artifact `sha`, so that it is made again."""
    names = {sha}
    for table in (tables.datasets, tables.runs, tables.reports, releases):
        names |= set(
            connection.execute(select(table.c.id).where(table.c.artifact == sha)).scalars()
        )
    result = tables.steps.c.result
    told = or_(*(result.contains(name, autoescape=True) for name in sorted(names)))
    connection.execute(delete(tables.steps).where(told))
