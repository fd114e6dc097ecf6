"""What a reader is, what it gives, and how it tells what it left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from inhouse.records import (
    Customer,
    Document,
    Example,
    Finding,
    Message,
    Severity,
    Source,
    Spec,
    content_id,
)

__all__ = [
    "Faults",
    "FileContents",
    "ReadLimits",
    "Reader",
    "StreamingReader",
    "Table",
    "TableMemory",
    "TableRow",
    "example_of",
]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What is too much for one file.

    Args:
        max_file_bytes: larger files are not opened.
        max_seconds: a reader that gives nothing in more of its own processor time is stopped.
        max_memory_bytes: a reader that needs more is stopped.
        max_unpacked_bytes: packed files that come to more are not unpacked.
    """

    max_file_bytes: int = 512_000_000
    max_seconds: int = 120
    max_memory_bytes: int = 2_000_000_000
    max_unpacked_bytes: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table.

    Args:
        source: where it stands.
        cells: stripped, one a column of the header.
        start: first character of the row in its document's text.
        end: one past the last.
    """

    source: Source
    cells: tuple[str, ...]
    start: int
    end: int


@dataclass(slots=True)
class TableMemory:
    """What makers remember of the parts of a long table that came before.

    Args:
        name_column: where the name of each row stands, once it was looked for; -1 for nowhere.
        n_made: examples made so far.
        n_over: examples there would be beyond the most that are made of one table.
        answers: question to answer, of those that were made.
        names: of the rows that those may be about.
    """

    name_column: int | None = None
    n_made: int = 0
    n_over: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns, for the makers.

    A long table comes in parts, each a document; they share one memory.

    Args:
        document_id: the document it is, or stands in.
        source: where its header stands.
        header: the columns' names.
        rows: those below the header.
        memory: what makers remember of the parts before.
        is_last: no part comes after this one.
        inside: it is one part of a page, whose other words are no rows.
    """

    document_id: str
    source: Source
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    memory: TableMemory = field(default_factory=TableMemory)
    is_last: bool = True
    inside: bool = False


@dataclass(frozen=True, slots=True)
class FileContents:
    """What one file gave; `tables` are the rows of documents that are tables or hold some.

    `customers` are filled in once the file was read, from the columns of its tables.
    """

    documents: tuple[Document, ...] = ()
    examples: tuple[Example, ...] = ()
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()
    customers: tuple[Customer, ...] = ()


class Reader(Protocol):
    """Reads one format."""

    @property
    def spec(self) -> Spec:
        """What rebuilds it."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads, lower case, with the dot."""
        ...

    def read(self, path: Path, relative: str) -> FileContents:
        """The file's documents, examples and findings; a bad row costs only itself."""
        ...


@runtime_checkable
class StreamingReader(Reader, Protocol):
    """Reads one format in parts, so that a file of any length needs little memory."""

    def stream(self, path: Path, relative: str) -> Iterator[FileContents]:
        """The file's documents, examples and findings, as they are read."""
        ...


@dataclass(slots=True)
class Faults:
    """Collects what was wrong in one file; many faults of a kind become one finding."""

    _found: dict[tuple[str, Severity, str], list[tuple[Source, str]]] = field(default_factory=dict)

    def add(self, check: str, severity: Severity, source: Source, found: str, *, fix: str) -> None:
        """Notes one fault: what was found and where, and what to do."""
        self._found.setdefault((check, severity, fix), []).append((source, found))

    def findings(self) -> tuple[Finding, ...]:
        """One finding a kind: the first five faults and the count."""
        return tuple(
            Finding(check, severity, (), _evidence(places), fix, places[0][0])
            for (check, severity, fix), places in self._found.items()
        )


def _evidence(places: list[tuple[Source, str]]) -> str:
    shown = "; ".join(f"{source}: {found}" for source, found in places[:_SHOWN])
    more = len(places) - _SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown


def example_of(
    messages: Iterable[Message], source: Source, document_id: str, labels: dict[str, str]
) -> Example:
    """An example whose id names its place and its words."""
    talk = tuple(messages)
    words = [part for m in talk for part in (m.role, m.content)]
    return Example(content_id(str(source), *words), talk, source, document_id, labels)
