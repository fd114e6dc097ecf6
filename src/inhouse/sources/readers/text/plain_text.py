"""Plain text."""

from __future__ import annotations

from pathlib import Path

from inhouse.records import Spec
from inhouse.sources.reader import FileContents
from inhouse.sources.readers.text.prose import read_prose

__all__ = ["PlainText"]


class PlainText:
    """Reads plain text."""

    spec = Spec("plain_text", "2", {})
    suffixes = (".txt", ".text")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page."""
        return read_prose(path, relative)
