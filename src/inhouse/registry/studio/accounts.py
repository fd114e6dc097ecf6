"""The password of the pages, and who is signed in."""

from __future__ import annotations

import hashlib
import secrets
import time

from sqlalchemy import delete, insert, select

from inhouse.errors import ConfigFault
from inhouse.registry import overview
from inhouse.registry.database import Database, now, upsert
from inhouse.registry.studio.tables import passwords, sessions

__all__ = ["LEAST_CHARACTERS", "Accounts"]

LEAST_CHARACTERS = 10
_SESSION_SECONDS = 14 * 86_400.0


class Accounts:
    """One password a project, stored by argon2; sessions, stored by a hash of their secret.

    Args:
        database: of the project.
        actor: the command that works, for the audit log.
    """

    def __init__(self, database: Database, actor: str) -> None:
        self._database = database
        self._actor = actor

    def has_password(self) -> bool:
        """Whether the pages ask who is there."""
        return self._hash() is not None

    def set_password(self, password: str, *, actor: str | None = None) -> None:
        """Makes this the password from now on; everybody is signed out.

        Raises:
            ConfigFault: it is too short.
        """
        from argon2 import PasswordHasher

        if len(password) < LEAST_CHARACTERS:
            raise ConfigFault(
                f"A password should have {LEAST_CHARACTERS} characters or more,",
                f"this one has {len(password)}.",
                "A few words in a row are easy to keep: inhouse password",
            )
        hashed = PasswordHasher().hash(password)
        with self._database.writing() as connection:
            upsert(connection, passwords, {"id": 1, "hash": hashed, "changed": now()})
            connection.execute(delete(sessions))
            overview.note(connection, actor or self._actor, "set the password of the pages")

    def is_password(self, password: str) -> bool:
        """Whether it is the one; takes a tenth of a second on purpose."""
        from argon2 import PasswordHasher
        from argon2.exceptions import Argon2Error, InvalidHashError

        hashed = self._hash()
        if hashed is None:
            return False
        try:
            return PasswordHasher().verify(hashed, password)
        except (Argon2Error, InvalidHashError):
            return False

    def sign_in(self, name: str) -> str:
        """A new session's secret; it is stored as a hash."""
        secret = secrets.token_urlsafe(32)
        with self._database.writing() as connection:
            old = time.time() - _SESSION_SECONDS
            connection.execute(delete(sessions).where(sessions.c.at < old))
            row = {"hash": _digest(secret), "name": name, "at": time.time()}
            connection.execute(insert(sessions).values(row))
            overview.note(connection, name, "signed in")
        return secret

    def signed_in(self, secret: str) -> str | None:
        """Who has this session, or None when nobody does or it is too old."""
        query = select(sessions.c.name).where(
            sessions.c.hash == _digest(secret), sessions.c.at >= time.time() - _SESSION_SECONDS
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def sign_out(self, secret: str) -> None:
        """Ends a session; fine when there is none."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == _digest(secret)))

    def _hash(self) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(passwords.c.hash)).scalar()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
