"""Plain text."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from inhouse.records import Source, Spec, content_id
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.text.prose import read_prose

__all__ = ["PlainText"]

_NOTE = re.compile(r"^\[(?P<letter>[a-z]{1,2})\](?=\S)")


class PlainText:
    """Reads plain text; comments that a Google document leaves at its end are named, not read."""

    spec = Spec("plain_text", "3", {})
    suffixes = (".txt", ".text")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page."""
        found = read_prose(path, relative)
        if not found.documents:
            return found
        (document,) = found.documents
        text, n_comments = _without_comments(document.text)
        if not n_comments:
            return found
        faults = Faults()
        faults.add(
            "comments",
            "info",
            Source(relative),
            f"{n_comments} comments in the margin were left out",
            fix="Move what matters into the text.",
        )
        document = replace(document, id=content_id("page", relative, text), text=text)
        return replace(found, documents=(document,), findings=(*found.findings, *faults.findings()))


def _without_comments(text: str) -> tuple[str, int]:
    """The text without the last lines `[a]...`, each called by an `[a]` above; how many."""
    lines = text.rstrip().split("\n")
    letters: list[str] = []
    while lines and (found := _NOTE.match(lines[-1])):
        letters.insert(0, found["letter"])
        lines.pop()
    body = "\n".join(lines)
    in_order = letters == [_letter(at) for at in range(len(letters))]
    if not letters or not in_order or not all(body.count(f"[{one}]") for one in letters):
        return text, 0
    for letter in letters:
        body = body.replace(f"[{letter}]", "")
    return f"{body.rstrip()}\n", len(letters)


def _letter(at: int) -> str:
    """a to z, then aa, ab, as Google counts."""
    first = chr(ord("a") + at // 26 - 1) if at >= 26 else ""
    return first + chr(ord("a") + at % 26)
