"""Pieces of documents that are long enough to ask about and short enough to read at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from inhouse.records import Document, Source
from inhouse.sources.making.kinds import is_code
from inhouse.sources.making.page import read_page

__all__ = ["Passage", "passages_of"]

_MIN_WORDS = 20
_MAX_WORDS = 220


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document.

    Args:
        document_id: whose.
        source: where, with the span.
        title: the document's, and the heading it stands under.
        text: the words.
    """

    document_id: str
    source: Source
    title: str
    text: str


def passages_of(documents: Iterable[Document]) -> Iterator[Passage]:
    """The passages of pages; rows of tables and code have makers of their own."""
    for document in documents:
        if document.source.row is None and not is_code(document.source.file):
            yield from _passages(document)


def _passages(document: Document) -> Iterator[Passage]:
    page = read_page(document.text)
    title = page.title or document.title
    marks = [(page.body, ""), *((s.start, s.title) for s in page.sections)]
    ends = [start for start, _ in marks[1:]] + [len(document.text)]
    for (start, heading), end in zip(marks, ends, strict=True):
        named = f"{title}: {heading}" if heading and heading != title else title
        for first, last in _pieces(document.text, start, end):
            text = document.text[first:last]
            row = document.text.count("\n", 0, first) + 1
            where = replace(document.source, row=row, span=(first, last))
            yield Passage(document.id, where, named, text)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs joined up to the most words; too short a rest belongs to the piece before."""
    spans: list[tuple[int, int]] = []
    sizes: list[int] = []
    for block in re.finditer(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", text[start:end], re.DOTALL):
        size = len(block.group().split())
        if size > 2 * _MAX_WORDS:
            continue  # a wall of text without a paragraph: nobody asks about all of it
        if spans and (sizes[-1] + size <= _MAX_WORDS or size < _MIN_WORDS // 2):
            spans[-1] = (spans[-1][0], start + block.end())
            sizes[-1] += size
        else:
            spans.append((start + block.start(), start + block.end()))
            sizes.append(size)
    return (span for span, size in zip(spans, sizes, strict=True) if size >= _MIN_WORDS)
