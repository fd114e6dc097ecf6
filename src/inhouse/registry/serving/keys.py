"""API keys: made once, shown once, stored as a hash, revoked at any time."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import insert, select, update

from inhouse.errors import NothingThere
from inhouse.records import ApiKey, Scope
from inhouse.records.codec import from_json, to_json
from inhouse.registry import overview
from inhouse.registry.database import Database, now
from inhouse.registry.serving.tables import api_keys

__all__ = ["Keys"]

_PREFIX = "ih-"


class Keys:
    """The API keys of one project.

    A key is 32 random bytes, so a plain SHA-256 of it cannot be guessed back; a slow hash would
    only slow every request.

    Args:
        database: of the project.
        actor: the command that works, for the audit log.
    """

    def __init__(self, database: Database, actor: str) -> None:
        self._database = database
        self._actor = actor

    def create(self, name: str, scopes: Sequence[Scope]) -> tuple[ApiKey, str]:
        """A new key and its secret, which is shown this once."""
        secret = _PREFIX + secrets.token_urlsafe(32)
        made = ApiKey(secrets.token_hex(4), name, tuple(scopes), now())
        with self._database.writing() as connection:
            row = {"id": made.id, "hash": _hash(secret), "body": to_json(made)}
            connection.execute(insert(api_keys).values(row))
            what = f"created key {made.id} for {', '.join(scopes)}"
            overview.note(connection, self._actor, what)
        return made, secret

    def find(self, secret: str) -> ApiKey | None:
        """The key of this secret; None when there is none or it was revoked."""
        with self._database.reading() as connection:
            query = select(api_keys.c.body).where(api_keys.c.hash == _hash(secret))
            body = connection.execute(query).scalar()
        found = from_json(ApiKey, body) if body is not None else None
        return found if found is not None and found.revoked is None else None

    def all(self) -> tuple[ApiKey, ...]:
        """Every key, revoked ones too."""
        with self._database.reading() as connection:
            bodies = connection.execute(select(api_keys.c.body)).scalars()
            found = [from_json(ApiKey, body) for body in bodies]
        return tuple(sorted(found, key=lambda key: (key.created, key.id)))

    def revoke(self, key: str) -> None:
        """Makes the key useless from now on.

        Raises:
            NothingThere: there is no key of that id.
        """
        with self._database.writing() as connection:
            body = connection.execute(select(api_keys.c.body).where(api_keys.c.id == key)).scalar()
            if body is None:
                raise NothingThere(
                    f"There should be an API key {key}.", "There is none.", "inhouse keys list"
                )
            revoked = dataclasses.replace(from_json(ApiKey, body), revoked=now())
            change = update(api_keys).where(api_keys.c.id == key)
            connection.execute(change.values(body=to_json(revoked)))
            overview.note(connection, self._actor, f"revoked key {key}")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
