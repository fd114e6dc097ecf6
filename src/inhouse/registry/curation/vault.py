"""The map from private words to fictions: encrypted in the project, its key outside.

Whoever copies the project folder has the map without its key. Deleting either is enough: then
nothing leads from a fiction back to a person.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sys
from pathlib import Path

from inhouse.errors import UserFault
from inhouse.registry.disk import disk_faults, remove, write_atomically

__all__ = ["Vault"]


class Vault:
    """One secret text of a project.

    Args:
        folder: the project's `.inhouse`.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "private" / "surrogates"

    def load(self) -> str | None:
        """The text, or None when none is kept.

        Raises:
            UserFault: its key is gone, or it was damaged.
        """
        from cryptography.fernet import Fernet, InvalidToken

        if not self._path.exists():
            return None
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            key = _key_path(str(kept["key"])).read_bytes()
            return Fernet(key).decrypt(str(kept["map"]).encode()).decode()
        except (OSError, ValueError, KeyError, InvalidToken) as error:
            why = "the key is not there" if isinstance(error, OSError) else "it is damaged"
            raise UserFault(
                f"{self._path} should open with the key in {_keys()}.",
                f"It does not: {why}.",
                "Put the key back, or start anew with other fictions: inhouse forget FOLDER",
            ) from None

    def save(self, text: str) -> None:
        """Keeps `text`, encrypted; the key is made the first time."""
        from cryptography.fernet import Fernet

        name = self._key_name() or secrets.token_hex(8)
        place = _key_path(name)
        with disk_faults(self._path):
            self._path.parent.mkdir(exist_ok=True)
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(place, Fernet.generate_key())
            if sys.platform != "win32":
                place.chmod(0o600)
            token = Fernet(place.read_bytes()).encrypt(text.encode()).decode()
            write_atomically(self._path, json.dumps({"key": name, "map": token}).encode())

    def forget(self) -> bool:
        """Deletes the key and the map; whether there was a map."""
        there = self._path.exists()
        name = self._key_name()
        if name is not None:
            remove(_key_path(name))
        remove(self._path)
        return there

    def _key_name(self) -> str | None:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return str(json.loads(self._path.read_text(encoding="utf-8"))["key"])
        return None


def _keys() -> Path:
    from platformdirs import user_data_path

    return user_data_path("inhouse") / "keys"


def _key_path(name: str) -> Path:
    return _keys() / f"{''.join(c for c in name if c.isalnum())}.key"
