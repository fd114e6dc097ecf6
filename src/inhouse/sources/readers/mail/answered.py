"""Mails saved one a file: the mail that a reply answers lies in another file of the same folder."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from inhouse.sources.files import in_mail_folder

__all__ = ["SUFFIXES", "find_answered"]

SUFFIXES = (".eml", ".emlx")
_ID = re.compile(rb"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES = 64_000
# One mail of a home folder may be all that is read; the rest of it is not worth minutes.
_MOST_FILES = 200_000
# Files may come while a server runs, so what was found is not believed for longer.
_KEPT_SECONDS = 60


def find_answered(path: Path, relative: str, answers: Sequence[str]) -> Path | None:
    """The file of the nearest mail that `path` answers, in the folder that `relative` begins in.

    Args:
        path: a mail's file.
        relative: its name below the folder that is read.
        answers: ids of the mails it answers, the nearest last.
    """
    parts = Path(relative).parts
    if not answers or path.parts[-len(parts) :] != parts:
        return None  # a mail in an archive, or in another mail
    root = Path(*path.parts[: -len(parts)])
    known = _by_id(root, int(time.monotonic() // _KEPT_SECONDS))
    return next((known[a] for a in reversed(answers) if a in known and known[a] != path), None)


@lru_cache(maxsize=2)
def _by_id(root: Path, minute: int) -> dict[str, Path]:
    """What each mail below `root` calls itself; `minute` makes the cache forget."""
    del minute
    found: dict[str, Path] = {}
    for path in _mails(root):
        try:
            with path.open("rb") as file:
                own = _ID.search(file.read(_HEAD_BYTES))
        except OSError:
            continue  # its own reading tells
        if own:
            found.setdefault(own[1].decode("ascii", "replace"), path)
    return found


def _mails(root: Path) -> Iterator[Path]:
    seen = 0
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        seen += len(names)
        if seen > _MOST_FILES:
            return
        for name in sorted(names):
            path = Path(folder, name)
            is_mail = path.suffix.lower() in SUFFIXES or in_mail_folder(path)
            if is_mail and not name.startswith(".") and not path.is_symlink():
                yield path
