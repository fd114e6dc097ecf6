"""The files that people drop: kept under a safe name, whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from pathlib import Path
from typing import BinaryIO

from inhouse.errors import DataFault
from inhouse.registry import overview
from inhouse.registry.database import Database
from inhouse.registry.disk import disk_faults, new_temporary, remove, sync_folder

__all__ = ["FOLDER", "Uploads", "safe_name"]

FOLDER = "files"
_MOST_CHARACTERS = 120
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Uploads:
    """The folder `files` of one project.

    Args:
        database: of the project, for the audit log.
        project: the project's folder.
    """

    def __init__(self, database: Database, project: Path) -> None:
        self._database = database
        self.folder = project / FOLDER

    def keep(self, name: str, content: BinaryIO, *, replace: bool, actor: str) -> str:
        """Stores a file; the name it was stored under.

        Args:
            name: as the sender calls it; only what is safe of it is used.
            content: read from where it stands.
            replace: put it in the place of one of the same name, else beside it.
            actor: who sent it.

        Raises:
            NotEnoughDisk: there is no room.
        """
        with disk_faults(self.folder):
            self.folder.mkdir(exist_ok=True)
            temporary = new_temporary(self.folder)
            try:
                with temporary.open("wb") as file:
                    shutil.copyfileobj(content, file, 1 << 20)
                    file.flush()
                    os.fsync(file.fileno())
                place = self.folder / safe_name(name)
                place = place if replace else _free(place)
                temporary.replace(place)
                sync_folder(self.folder)
            finally:
                remove(temporary)
        self._note(actor, f"stored a file of {place.stat().st_size} bytes")
        return place.name

    def names(self) -> tuple[str, ...]:
        """The files that are there, by name."""
        if not self.folder.is_dir():
            return ()
        found = (p.name for p in self.folder.iterdir() if p.is_file() and not p.is_symlink())
        return tuple(sorted(name for name in found if not name.startswith(".")))

    def delete(self, name: str, *, actor: str) -> None:
        """Deletes a file for good.

        Raises:
            DataFault: there is none of this name.
        """
        if name not in self.names():
            raise DataFault(
                "Only a file that was dropped on this page can be deleted here.",
                f"There is none called {name!r}.",
            )
        with disk_faults(self.folder):
            (self.folder / name).unlink()
        self._note(actor, "deleted a file")

    def _note(self, actor: str, what: str) -> None:
        with self._database.writing() as connection:
            overview.note(connection, actor, what)


def safe_name(name: str) -> str:
    """A plain file name: no folder, no control or reserved characters, not hidden, not too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join("_" if c in '<>:"|?*' else c for c in last if c.isprintable())
    kept = kept.strip(" .")
    if not kept or _RESERVED.match(kept):
        kept = f"file {kept}".strip()
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:_MOST_CHARACTERS]
    return f"{stem[: _MOST_CHARACTERS - len(ending) - 1]}.{ending[:20]}"


def _free(place: Path) -> Path:
    """The path, or the first of `name (2).csv`, `name (3).csv`, ... that is free."""
    found, number = place, 1
    while found.exists():
        number += 1
        found = place.with_name(f"{place.stem} ({number}){place.suffix}")
    return found
