"""Markdown and plain text: pages of prose. Makers find the questions in them."""

from __future__ import annotations

from pathlib import Path

from inhouse.records import Document, Source, Spec, content_id
from inhouse.sources.decoding import read_text
from inhouse.sources.reader import Faults, FileContents

__all__ = ["Markdown", "PlainText"]


class Markdown:
    """Reads Markdown."""

    spec = Spec("markdown", "2", {})
    suffixes = (".md", ".markdown")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page."""
        return _page(path, relative)


class PlainText:
    """Reads plain text."""

    spec = Spec("plain_text", "2", {})
    suffixes = (".txt", ".text")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page."""
        return _page(path, relative)


def _page(path: Path, relative: str) -> FileContents:
    faults = Faults()
    text = read_text(path, relative, faults)
    if not text.strip():
        faults.add(
            "empty_file",
            "info",
            Source(relative),
            "expected text, found an empty file",
            fix="Delete it, or fill it in.",
        )
        return FileContents(findings=faults.findings())
    page = Source(relative)
    document = Document(content_id("page", relative, text), text, page, _title(text, relative))
    return FileContents((document,), findings=faults.findings())


def _title(text: str, relative: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first.lstrip("# ").strip() if first.startswith("#") else Path(relative).stem
