"""A file of prose: one document, its words as they were typed."""

from __future__ import annotations

from pathlib import Path

from inhouse.records import Document, Source, content_id
from inhouse.sources.decoding import read_text
from inhouse.sources.reader import Faults, FileContents

__all__ = ["read_prose"]


def read_prose(path: Path, relative: str) -> FileContents:
    """The page, as one document; an empty one is told."""
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
