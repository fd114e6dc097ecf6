"""The tables as SQLAlchemy knows them. `migrations` makes them; a test keeps the two equal."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, Table, Text

__all__ = [
    "audit",
    "checkpoints",
    "comparisons",
    "datasets",
    "decisions",
    "discarded",
    "documents",
    "examples",
    "files",
    "findings",
    "ingests",
    "metadata",
    "migrations",
    "replies",
    "reports",
    "runs",
    "steps",
]

metadata = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _saved() -> tuple[Column[int], Column[str]]:
    """`saved` counts up with every save, because clocks go back; `created` is for people."""
    return _whole("saved"), _text("created")


def _of(name: str, target: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(target), nullable=nullable)


def _part(name: str, *columns: Column[str]) -> Table:
    """A table of an ingest's records, in order; they go when it goes."""
    ingest = Column("ingest", Text, ForeignKey("ingests.key", ondelete="CASCADE"), primary_key=True)
    position = Column("position", Integer, primary_key=True, autoincrement=False)
    return Table(name, metadata, ingest, position, *columns, _text("body"))


migrations = Table(
    "migrations",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("applied"),
)
ingests = Table("ingests", metadata, _key("key"), *_saved())
documents = _part("documents", _text("id"))
examples = _part("examples", _text("id"), _text("document"))
files = _part("files", _text("path"))
findings = _part("findings", _text("check_name"), _text("severity"))
datasets = Table(
    "datasets",
    metadata,
    _key("id"),
    _text("artifact"),
    _of("ingest", "ingests.key", nullable=True),
    *_saved(),
)
runs = Table(
    "runs",
    metadata,
    _key("id"),
    _of("dataset", "datasets.id"),
    Column("artifact", Text),
    _text("body"),
    *_saved(),
)
comparisons = Table(
    "comparisons",
    metadata,
    _key("id"),
    _of("dataset", "datasets.id"),
    _of("run", "runs.id", nullable=True),
    _text("body"),
    *_saved(),
)
reports = Table(
    "reports",
    metadata,
    _key("id"),
    _of("comparison", "comparisons.id"),
    _text("artifact"),
    *_saved(),
)
replies = Table(
    "replies", metadata, _key("context"), _key("contender"), _key("example_id"), _text("body")
)
steps = Table(
    "steps",
    metadata,
    _key("step"),
    _key("key"),
    _text("result"),
    Column("seconds", Float, nullable=False),
    Column("peak_memory_bytes", Integer),
    _text("created"),
)
checkpoints = Table(
    "checkpoints", metadata, _key("key"), _text("artifact"), _whole("step"), _text("created")
)
discarded = Table(
    "discarded",
    metadata,
    _key("artifact"),
    _text("owner"),
    Column("since", Float, nullable=False),
)
decisions = Table(
    "decisions", metadata, _key("case_key"), _text("check_name"), _text("body"), *_saved()
)
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("time"),
    _text("actor"),
    _text("what"),
)
