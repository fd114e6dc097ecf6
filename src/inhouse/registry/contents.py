"""What each file gave: stored once under the file's key, whichever ingests it is part of.

A file that did not change costs an ingest nothing, not even a copy; and an ingest that was killed
goes on after the last file that was stored whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar, overload

from sqlalchemy import Connection, Table, delete, func, insert, select

from inhouse.errors import BrokenInvariant
from inhouse.records import Customer, Document, Example, FileDescription, Finding
from inhouse.records.codec import from_json, to_json
from inhouse.records.rows import Rows
from inhouse.registry import tables
from inhouse.registry.database import Database, next_number, now, upsert

__all__ = ["ContentsWriter", "StoredRecords", "descriptions", "stored"]

_T = TypeVar("_T", Document, Example, Finding, Customer)
_MAX_HELD_ROWS = 4000
# A document can hold a thousand rows of a table, so rows alone bound nothing.
_MAX_HELD_CHARACTERS = 16_000_000
_MAX_HELD_SECONDS = 2.0
_PAGE: Mapping[type, int] = {Document: 50, Example: 2000, Finding: 2000, Customer: 2000}
_ASKED_AT_ONCE = 500
_PARTS: Mapping[type, Table] = {
    Document: tables.documents,
    Example: tables.examples,
    Finding: tables.findings,
    Customer: tables.customers,
}


class ContentsWriter:
    """Stores what files give, as it comes: many small files in one transaction, a large in many.

    Args:
        database: where to.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[Table, list[dict[str, object]]] = {t: [] for t in _PARTS.values()}
        self._begun: list[str] = []
        self._ended: list[tuple[str, FileDescription]] = []
        self._key = ""
        self._counts: dict[Table, int] = {}
        self._held_characters = 0
        self._flushed = time.monotonic()

    def begin(self, key: str) -> None:
        """From now on, rows are of the file `key`; what an interrupted run stored of it goes."""
        self._key = key
        self._counts = dict.fromkeys(_PARTS.values(), 0)
        self._begun.append(key)

    def add(self, rows: Rows) -> None:
        """More of the file's rows."""
        self._hold(tables.documents, ("id", "body"), rows.documents)
        self._hold(tables.examples, ("id", "document", "body"), rows.examples)
        self._hold(tables.findings, ("check_name", "severity", "body"), rows.findings)
        self._hold(tables.customers, ("kind", "body"), rows.customers)
        n_rows = sum(map(len, self._held.values()))
        if n_rows >= _MAX_HELD_ROWS or self._held_characters >= _MAX_HELD_CHARACTERS:
            self.flush()

    def abandon(self) -> None:
        """Forgets the rows of the file that was begun last; it may be given others."""
        key = self._key
        for table, rows in self._held.items():
            self._held[table] = [row for row in rows if row["file"] != key]
        self.begin(key)

    def end(self, description: FileDescription) -> None:
        """The file is whole.

        Raises:
            BrokenInvariant: its rows are not as many as its description says.
        """
        counts = (
            description.n_documents,
            description.n_examples,
            description.n_findings,
            description.n_customers,
        )
        if counts != tuple(self._counts[table] for table in _PARTS.values()):
            raise BrokenInvariant(f"{self._key} should hold {counts} rows")
        self._ended.append((self._key, description))
        if time.monotonic() - self._flushed > _MAX_HELD_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Everything so far is on the disk when this returns."""
        with self._database.writing() as connection:
            for key in dict.fromkeys(self._begun):
                connection.execute(delete(tables.contents).where(tables.contents.c.key == key))
                row = {"key": key, "body": "", "saved": 0, "created": now()}
                connection.execute(insert(tables.contents).values(row))
            for table, rows in self._held.items():
                if rows:
                    connection.execute(insert(table), rows)
            for key, description in self._ended:
                _finish(connection, key, description)
        self._held = {table: [] for table in self._held}
        self._begun, self._ended = [], []
        self._held_characters = 0
        self._flushed = time.monotonic()

    def _hold(self, table: Table, names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
        first = self._counts[table] + 1
        new: list[dict[str, object]] = [
            {"file": self._key, "position": position, **dict(zip(names, row, strict=True))}
            for position, row in enumerate(rows, start=first)
        ]
        self._held[table] += new
        self._counts[table] += len(new)
        self._held_characters += sum(len(str(row["body"])) for row in new)


def _finish(connection: Connection, key: str, description: FileDescription) -> None:
    number = next_number(connection, tables.contents, "saved")
    row = {"key": key, "body": to_json(description), "saved": number, "created": now()}
    upsert(connection, tables.contents, row)


def descriptions(connection: Connection, keys: Iterable[str]) -> dict[str, FileDescription]:
    """What the files with these keys gave; a key that is not stored whole is left out."""
    wanted = sorted(set(keys))
    columns = tables.contents.c
    found: dict[str, FileDescription] = {}
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        some = wanted[start : start + _ASKED_AT_ONCE]
        query = select(columns.key, columns.body).where(columns.saved > 0, columns.key.in_(some))
        for row in connection.execute(query):
            found[row.key] = from_json(FileDescription, row.body)
    return found


class StoredRecords(Sequence[_T], Generic[_T]):
    """The records of some files, in order, read from the database as they are asked for.

    Args:
        database: where they lie.
        kind: of record.
        files: (key, number of records) of each file.
    """

    def __init__(
        self, database: Database, kind: type[_T], files: Sequence[tuple[str, int]]
    ) -> None:
        self._database = database
        self._kind: type[_T] = kind
        self._table = _PARTS[kind]
        self._files = [(key, count) for key, count in files if count]
        self._length = sum(count for _, count in self._files)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[_T]:
        for key, count in self._files:
            page = _PAGE[self._kind]
            for start in range(0, count, page):
                yield from self._read(key, start, min(start + page, count))

    @overload
    def __getitem__(self, index: int) -> _T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[_T]: ...

    def __getitem__(self, index: int | slice) -> _T | Sequence[_T]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self._length)))
        at = index + self._length if index < 0 else index
        for key, count in self._files:
            if 0 <= at < count:
                return self._read(key, at, at + 1)[0]
            at -= count
        raise IndexError(index)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(other) != self._length:
            return False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def letters(self) -> int:
        """Of all records as they are stored."""
        columns, found = self._table.c, 0
        keys = [key for key, _ in self._files]
        with self._database.reading() as connection:
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                some = keys[start : start + _ASKED_AT_ONCE]
                query = select(func.sum(func.length(columns.body))).where(columns.file.in_(some))
                found += connection.execute(query).scalar() or 0
        return found

    def _read(self, key: str, start: int, end: int) -> tuple[_T, ...]:
        columns = self._table.c
        query = (
            select(columns.body)
            .where(columns.file == key, columns.position > start, columns.position <= end)
            .order_by(columns.position)
        )
        with self._database.reading() as connection:
            bodies = connection.execute(query).scalars().all()
        return tuple(from_json(self._kind, body) for body in bodies)


def stored(
    database: Database,
    kind: type[_T],
    files: Sequence[tuple[str, int]],
    most_in_memory: int,
) -> Sequence[_T]:
    """The records of these files: a tuple, or a `StoredRecords` where they are too many."""
    records = StoredRecords(database, kind, files)
    few = len(records) <= most_in_memory
    # Documents can be a thousand rows of a table each.
    if few and (kind is not Document or records.letters() <= _MAX_HELD_CHARACTERS):
        return tuple(records)
    return records
