"""What a reader is, what it gives, and how it tells what it left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from inhouse.records import Document, Example, Finding, Message, Severity, Source, Spec, content_id

__all__ = [
    "Faults",
    "FileContents",
    "ReadLimits",
    "Reader",
    "Table",
    "TableRow",
    "example_of",
]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Files over `max_file_bytes` are not read."""

    max_file_bytes: int = 512_000_000


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


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns, for the makers.

    Args:
        document_id: the document it is, or stands in.
        source: where its header stands.
        header: the columns' names.
        rows: those below the header.
        inside: it is one part of a page, whose other words are no rows.
    """

    document_id: str
    source: Source
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    inside: bool = False


@dataclass(frozen=True, slots=True)
class FileContents:
    """What one file gave; `tables` are the rows of documents that are tables or hold some."""

    documents: tuple[Document, ...] = ()
    examples: tuple[Example, ...] = ()
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()


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
