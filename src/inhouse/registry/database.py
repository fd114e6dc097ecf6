"""SQLite in WAL mode: one writer, any readers, small transactions, sentences for what fails."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from inhouse.errors import BrokenInvariant, UserFault
from inhouse.registry.disk import disk_full
from inhouse.registry.migrations import is_current, migrate

__all__ = ["Database", "next_number", "now", "upsert"]

BUSY_SECONDS = 30
_LITTLE_BYTES = 1 << 20


class Database:
    """A project's database, migrated to the newest version.

    Args:
        path: the file; made if it is missing.

    Raises:
        UserFault: it is damaged, read-only, or written by a newer Inhouse.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _engine(path)
        try:
            with self.reading() as connection:
                current = is_current(connection)
            if not current:
                with self.writing() as connection:
                    migrate(connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view, however much is written meanwhile."""
        with (
            _database_faults(self.path),
            self._engine.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; when the block ends it is on the disk, or none of it is."""
        with _database_faults(self.path), self._engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    def size_bytes(self) -> int:
        """What the database takes on the disk, its write-ahead log included."""
        return sum(p.stat().st_size for p in self.path.parent.glob(f"{self.path.name}*"))


def _engine(path: Path) -> Engine:
    # hide_parameters: an error must not carry a customer's words into a log.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are ours; sqlite3 would skip DDL
    # FULL: a commit survives a power cut too; measured 0.3 ms a reply on a laptop's SSD class.
    for pragma in ("foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for its turn, so writers
    # say so at once.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _database_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise _sentence(error.orig, path) or error from error
    except sqlite3.Error as error:
        raise _sentence(error, path) or error from error


def _sentence(error: BaseException | None, path: Path) -> Exception | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CONSTRAINT:
        return BrokenInvariant("A stored record names another that is not stored.", str(error))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return UserFault(
            f"{path} should be the project's database.",
            f"It is damaged: {error}.",
            f"Move {path.name} and the files that begin like it out of {path.parent}, and run "
            "`inhouse run` again; your own files are not touched.",
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return UserFault(
            "A write to the project waits for its turn.",
            f"Another command has been writing to {path} for {BUSY_SECONDS} seconds.",
            "Wait until it ends and run this command again.",
        )
    return _disk_sentence(code, str(error), path)


def _disk_sentence(code: int, reason: str, path: Path) -> Exception | None:
    trouble = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
    little = code in trouble and shutil.disk_usage(path.parent).free < _LITTLE_BYTES
    if code == sqlite3.SQLITE_FULL or little:
        return disk_full(path)
    if code in (*trouble, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return UserFault(
            f"Inhouse needs to read and write {path}.",
            f"The system says: {reason}.",
            "Check the folder's permissions, or move the project to a disk that can be written.",
        )
    return None


def now() -> str:
    """The time, in UTC, for people to read."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def next_number(connection: Connection, table: Table, column: str) -> int:
    """One more than the largest so far; two writers cannot get the same."""
    return (connection.execute(select(func.max(table.c[column]))).scalar() or 0) + 1


def upsert(connection: Connection, table: Table, row: Mapping[str, object]) -> None:
    """Writes the row, over the one with the same key if there is one."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    statement = insert(table).values(dict(row))
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))
