"""The tables as SQLAlchemy knows them. `migrations` makes them; a test keeps the two equal."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, Table, Text

__all__ = [
    "askings",
    "audit",
    "checkpoints",
    "comparisons",
    "contents",
    "customers",
    "datasets",
    "decisions",
    "discarded",
    "documents",
    "examples",
    "exams",
    "files",
    "findings",
    "ingests",
    "metadata",
    "migrations",
    "replies",
    "reports",
    "runs",
    "steps",
    "training_log",
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


def _part(name: str, owner: str, target: str, *columns: Column[str]) -> Table:
    """A table of what an ingest or a file holds, in order; the rows go when it goes."""
    of = Column(owner, Text, ForeignKey(target, ondelete="CASCADE"), primary_key=True)
    position = Column("position", Integer, primary_key=True, autoincrement=False)
    return Table(name, metadata, of, position, *columns, _text("body"))


migrations = Table(
    "migrations",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("applied"),
)
ingests = Table("ingests", metadata, _key("key"), *_saved())
files = _part("files", "ingest", "ingests.key", _text("path"))
contents = Table("contents", metadata, _key("key"), _text("body"), *_saved())
documents = _part("documents", "file", "contents.key", _text("id"))
examples = _part("examples", "file", "contents.key", _text("id"), _text("document"))
customers = _part("customers", "file", "contents.key", _text("kind"))
findings = _part("findings", "file", "contents.key", _text("check_name"), _text("severity"))
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
exams = Table(
    "exams",
    metadata,
    _key("name"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("artifact"),
    _text("body"),
    *_saved(),
)
askings = Table(
    "askings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("exam"),
    _text("body"),
)
training_log = Table(
    "training_log",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("run"),
    _text("time"),
    _text("kind"),
    _text("body"),
)
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("time"),
    _text("actor"),
    _text("what"),
)
