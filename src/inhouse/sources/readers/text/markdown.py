"""Markdown, with front matter or without. Makers find the questions in it."""

from __future__ import annotations

from pathlib import Path

from inhouse.records import Spec
from inhouse.sources.reader import FileContents
from inhouse.sources.readers.text.prose import read_prose

__all__ = ["Markdown"]


class Markdown:
    """Reads Markdown."""

    spec = Spec("markdown", "2", {})
    suffixes = (".md", ".markdown")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page."""
        return read_prose(path, relative)
