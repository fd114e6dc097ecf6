"""Tables inside pages: is the first row a header, and which rows stand where in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from inhouse.records import Document, Example, Message, Source
from inhouse.sources.columns import NAME, find_columns, kind_of_table, normal
from inhouse.sources.reader import FileContents, Table, TableRow, example_of

__all__ = ["is_header", "with_tables"]

_MAX_WORDS_OF_A_HEADING = 5
_FEW_COLUMNS = 2
_TABLE = re.compile(
    r"^\|(?P<head>[^\n]*)\|[ \t]*\n\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*(?:\n|\Z)"
    r"(?P<body>(?:\|[^\n]*(?:\n|\Z))+)",
    re.MULTILINE,
)
_BAR = re.compile(r"(?<!\\)\|")


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns, where the file does not say so.

    Two columns of words are as often a form (`Name | Ann`) as a table: there the names must be
    known ones.
    """
    if len(rows) < _FEW_COLUMNS:
        return False
    first = [" ".join(cell.split()) for cell in rows[0]]
    if len(first) < _FEW_COLUMNS or len({*first}) < len(first):
        return False
    short = all(0 < len(cell.split()) <= _MAX_WORDS_OF_A_HEADING for cell in first)
    if not short or any(c.isdigit() for cell in first for c in cell):
        return False
    known = kind_of_table(first) not in ("rows", "unclear") or normal(first[0]) in NAME
    return known or len(first) > _FEW_COLUMNS


def with_tables(document: Document) -> FileContents:
    """The document with the tables that stand in its text, and their pairs as examples.

    Rows cite their own line of the text. A table whose header is empty is text only.
    """
    tables: list[Table] = []
    examples: list[Example] = []
    for found in _TABLE.finditer(document.text):
        header = _cells(found["head"])
        rows = _rows(document, found, len(header))
        if not any(header) or not rows:
            continue
        source = _place(document, found.start())
        tables.append(Table(document.id, source, header, tuple(rows), inside=True))
        examples += _pairs(document, tables[-1])
    return FileContents((document,), tuple(examples), tables=tuple(tables))


def _rows(document: Document, found: re.Match[str], width: int) -> list[TableRow]:
    rows: list[TableRow] = []
    at = found.start("body")
    for line in found["body"].splitlines(keepends=True):
        cells = _cells(line.strip()[1:].removesuffix("|"))
        padded = (*cells, *[""] * (width - len(cells)))[:width]
        end = at + len(line.rstrip("\n"))
        rows.append(TableRow(_place(document, at), padded, at, end))
        at += len(line)
    return rows


def _place(document: Document, offset: int) -> Source:
    row = document.text.count("\n", 0, offset) + 1
    return replace(document.source, page=document.page_at(offset), row=row)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace("\\|", "|").replace("&lt;", "<") for cell in _BAR.split(line))


def _pairs(document: Document, table: Table) -> list[Example]:
    columns = find_columns(table.header)
    if columns is None or kind_of_table(table.header) != "pairs":
        return []
    pairs: list[Example] = []
    for row in table.rows:
        question, answer = row.cells[columns.question], row.cells[columns.answer]
        if columns.detail is not None and row.cells[columns.detail]:
            question = f"{question}\n\n{row.cells[columns.detail]}"
        if question and answer:
            talk = (Message("user", question), Message("assistant", answer))
            place = replace(row.source, span=(row.start, row.end))
            pairs.append(example_of(talk, place, document.id, {}))
    return pairs
