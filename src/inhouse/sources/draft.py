"""A document being put together, block by block, as Markdown with its pages noted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.records import Document, Source, content_id

__all__ = ["RULE", "Draft"]

RULE = "* * *"
"""Ends what stands under a heading, as in Markdown."""

_DEEPEST = 6
# Signs that would make a paragraph something else to a reader of Markdown.
_MARKS = re.compile(r"^(?=#{1,6}(?:\s|$)|-{2,}\s*$|```|~~~)", re.MULTILINE)
_TAG = re.compile(r"<(?=[A-Za-z/!])")
_SPACES = re.compile(r"[ \t\f\v]+")
_BREAKS = re.compile(r"\s*\n\s*")


class Draft:
    """Collects blocks in reading order. Headings, lists and tables are written as Markdown."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._length = 0
        self._page_starts: list[int] = []
        self.title = ""
        self._ended = False

    def begin_page(self) -> None:
        """The next block is the first of a page."""
        self._page_starts.append(self._length)

    def end_section(self) -> None:
        """What comes next stands under no heading, unless it is one: a rule is drawn above it."""
        self._ended = bool(self._blocks)

    def heading(self, level: int, words: str) -> None:
        """A heading; 1 is the highest. The first highest one is the document's title."""
        line = _line(words)
        if not line:
            return
        self._ended = False
        if not self.title and level == 1:
            self.title = line
        self._add(f"{'#' * min(max(level, 1), _DEEPEST)} {_safe(line)}")

    def paragraph(self, text: str) -> None:
        """A paragraph; line breaks in it stay."""
        lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
        kept = _safe("\n".join(line for line in lines if line))
        if kept:
            self._add(_MARKS.sub(r"\\", kept))

    def point(self, text: str, *, depth: int = 0, number: int | None = None) -> None:
        """A point of a list, numbered or not; points in a row stand line below line."""
        line = _line(text)
        if line:
            mark = "*" if number is None else f"{number}."
            self._add(f"{'  ' * depth}{mark} {_safe(line)}", tight=True)

    def code(self, text: str, language: str = "") -> None:
        """Lines that are kept exactly as they are."""
        if text.strip():
            fence = "````" if "```" in text else "```"
            self._add(f"{fence}{language}\n{text.strip(chr(10))}\n{fence}")

    def table(self, rows: Sequence[Sequence[str]], *, header: bool) -> None:
        """A table; without a header its first line stays empty, as Markdown demands one."""
        cells = [[_cell(cell) for cell in row] for row in rows]
        width = max((len(row) for row in cells), default=0)
        if not width or not any(any(row) for row in cells):
            return
        padded = [[*row, *[""] * (width - len(row))] for row in cells]
        if not header:
            padded.insert(0, [""] * width)
        lines = [f"| {' | '.join(row)} |" for row in padded]
        lines.insert(1, f"|{' --- |' * width}")
        self._add("\n".join(lines))

    def markdown(self, text: str) -> None:
        """Blocks that are Markdown already."""
        if text.strip():
            self._add(text.strip("\n"))

    @property
    def text(self) -> str:
        """All of it so far."""
        return "".join(self._blocks).lstrip("\n")

    def document(self, source: Source, fallback: str) -> Document:
        """The document.

        Args:
            source: where it was read.
            fallback: its title if it has none of its own.
        """
        text = self.text
        cut = self._length - len(text)
        starts = tuple(min(max(start - cut, 0), len(text)) for start in self._page_starts)
        title = self.title or fallback
        return Document(content_id("page", str(source), text), text, source, title, starts)

    def _add(self, block: str, *, tight: bool = False) -> None:
        if self._ended:
            self._ended = False
            self._add(RULE)
        below = self._blocks[-1].lstrip("\n") if self._blocks else ""
        close = tight and re.match(r"\s*(?:\*|\d+\.) ", below) is not None
        kept = f"\n{block}" if close else f"\n\n{block}"
        self._blocks.append(kept)
        self._length += len(kept)


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _safe(_BREAKS.sub(" ", _SPACES.sub(" ", text)).strip()).replace("|", "\\|")


def _safe(text: str) -> str:
    """`<name>` is a blank in a form; unescaped, Markdown would take it for a tag."""
    return _TAG.sub("&lt;", text)
