"""What changed in the database, oldest first. Add at the end; never edit what was released."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, inspect, text

from inhouse.errors import UserFault
from inhouse.registry.serving.tables import STATEMENTS
from inhouse.registry.studio.tables import STATEMENTS as STUDIO

__all__ = ["MIGRATIONS", "Migration", "is_current", "migrate"]


class Migration(NamedTuple):
    """One change: its name, and the statements that make it."""

    name: str
    statements: tuple[str, ...]


_SAVED = "saved INTEGER NOT NULL, created TEXT NOT NULL"
_OF_FILE = (
    "file TEXT NOT NULL REFERENCES contents (key) ON DELETE CASCADE, position INTEGER NOT NULL"
)
_PART = "ingest TEXT NOT NULL REFERENCES ingests (key) ON DELETE CASCADE, position INTEGER NOT NULL"

MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "first tables",
        (
            f"CREATE TABLE ingests (key TEXT NOT NULL PRIMARY KEY, {_SAVED})",
            f"CREATE TABLE documents ({_PART}, id TEXT NOT NULL, body TEXT NOT NULL,"
            " PRIMARY KEY (ingest, position))",
            f"CREATE TABLE examples ({_PART}, id TEXT NOT NULL, document TEXT NOT NULL,"
            " body TEXT NOT NULL, PRIMARY KEY (ingest, position))",
            f"CREATE TABLE findings ({_PART}, check_name TEXT NOT NULL, severity TEXT NOT NULL,"
            " body TEXT NOT NULL, PRIMARY KEY (ingest, position))",
            "CREATE TABLE datasets (id TEXT NOT NULL PRIMARY KEY, artifact TEXT NOT NULL,"
            f" ingest TEXT REFERENCES ingests (key), {_SAVED})",
            "CREATE TABLE runs (id TEXT NOT NULL PRIMARY KEY,"
            " dataset TEXT NOT NULL REFERENCES datasets (id), artifact TEXT,"
            f" body TEXT NOT NULL, {_SAVED})",
            "CREATE TABLE comparisons (id TEXT NOT NULL PRIMARY KEY,"
            " dataset TEXT NOT NULL REFERENCES datasets (id), run TEXT REFERENCES runs (id),"
            f" body TEXT NOT NULL, {_SAVED})",
            "CREATE TABLE reports (id TEXT NOT NULL PRIMARY KEY,"
            " comparison TEXT NOT NULL REFERENCES comparisons (id),"
            f" artifact TEXT NOT NULL, {_SAVED})",
            "CREATE TABLE replies (context TEXT NOT NULL, contender TEXT NOT NULL,"
            " example_id TEXT NOT NULL, body TEXT NOT NULL,"
            " PRIMARY KEY (context, contender, example_id))",
            "CREATE TABLE steps (step TEXT NOT NULL, key TEXT NOT NULL, result TEXT NOT NULL,"
            " seconds FLOAT NOT NULL, peak_memory_bytes INTEGER, created TEXT NOT NULL,"
            " PRIMARY KEY (step, key))",
            "CREATE TABLE checkpoints (key TEXT NOT NULL PRIMARY KEY, artifact TEXT NOT NULL,"
            " step INTEGER NOT NULL, created TEXT NOT NULL)",
            "CREATE TABLE discarded (artifact TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL,"
            " since FLOAT NOT NULL)",
            "CREATE TABLE audit (id INTEGER NOT NULL PRIMARY KEY, time TEXT NOT NULL,"
            " actor TEXT NOT NULL, what TEXT NOT NULL)",
        ),
    ),
    Migration(
        "the files of an ingest",
        (
            f"CREATE TABLE files ({_PART}, path TEXT NOT NULL, body TEXT NOT NULL,"
            " PRIMARY KEY (ingest, position))",
        ),
    ),
    Migration("releases, keys, request log, feedback", STATEMENTS),
    Migration(
        "what people decided about findings",
        (
            "CREATE TABLE decisions (case_key TEXT NOT NULL PRIMARY KEY,"
            f" check_name TEXT NOT NULL, body TEXT NOT NULL, {_SAVED})",
        ),
    ),
    Migration(
        "what a file gave is stored once; the files are read again",
        (
            f"CREATE TABLE contents (key TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL, {_SAVED})",
            "DROP TABLE documents",
            "DROP TABLE examples",
            "DROP TABLE findings",
            f"CREATE TABLE documents ({_OF_FILE}, id TEXT NOT NULL, body TEXT NOT NULL,"
            " PRIMARY KEY (file, position))",
            f"CREATE TABLE examples ({_OF_FILE}, id TEXT NOT NULL, document TEXT NOT NULL,"
            " body TEXT NOT NULL, PRIMARY KEY (file, position))",
            f"CREATE TABLE findings ({_OF_FILE}, check_name TEXT NOT NULL, severity TEXT NOT NULL,"
            " body TEXT NOT NULL, PRIMARY KEY (file, position))",
            "DELETE FROM steps WHERE step = 'ingest'",
        ),
    ),
    Migration(
        "what happens while a run trains",
        (
            "CREATE TABLE training_log (position INTEGER NOT NULL PRIMARY KEY,"
            " run TEXT NOT NULL, time TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL)",
        ),
    ),
    Migration("the pages: password, sessions, jobs, votes", STUDIO),
    Migration(
        "who stands in a file's customer columns",
        (
            f"CREATE TABLE customers ({_OF_FILE}, kind TEXT NOT NULL, body TEXT NOT NULL,"
            " PRIMARY KEY (file, position))",
        ),
    ),
    Migration(
        "exams, and every time they were asked",
        (
            "CREATE TABLE exams (name TEXT NOT NULL, version INTEGER NOT NULL,"
            f" artifact TEXT NOT NULL, body TEXT NOT NULL, {_SAVED}, PRIMARY KEY (name, version))",
            "CREATE TABLE askings (number INTEGER NOT NULL PRIMARY KEY, exam TEXT NOT NULL,"
            " body TEXT NOT NULL)",
        ),
    ),
)


def is_current(connection: Connection) -> bool:
    """Whether nothing is left to do.

    Raises:
        UserFault: a newer Inhouse wrote this database.
    """
    done = _version(connection)
    if done > len(MIGRATIONS):
        raise UserFault(
            f"This Inhouse reads projects up to version {len(MIGRATIONS)}.",
            f"A newer Inhouse wrote this one: version {done}.",
            "Install the newer one: pip install --upgrade inhouse.",
        )
    return done == len(MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Makes every change that this database has not seen, in the caller's transaction."""
    connection.execute(
        text(
            "CREATE TABLE IF NOT EXISTS migrations (version INTEGER NOT NULL PRIMARY KEY,"
            " name TEXT NOT NULL, applied TEXT NOT NULL)"
        )
    )
    done = _version(connection)
    for version, migration in enumerate(MIGRATIONS[done:], start=done + 1):
        for statement in migration.statements:
            connection.execute(text(statement))
        connection.execute(
            text("INSERT INTO migrations VALUES (:version, :name, CURRENT_TIMESTAMP)"),
            {"version": version, "name": migration.name},
        )


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table("migrations"):
        return 0
    return connection.execute(text("SELECT max(version) FROM migrations")).scalar() or 0
