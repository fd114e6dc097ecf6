"""Rows under a header, wherever they came from, to documents and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from inhouse.records import Document, Example, Message, Source, content_id
from inhouse.sources.cells import words_of
from inhouse.sources.columns import Columns, find_columns, kind_of_table, normal
from inhouse.sources.reader import Faults, FileContents, Table, TableRow, example_of

__all__ = ["Row", "read_table"]

_HEADER_SEARCHED = 10
_LABEL_CHARACTERS = 200
_EMPTY = {"", "nan", "none", "null", "n/a", "-"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells as text."""

    source: Source
    cells: tuple[str, ...]


def read_table(rows: Sequence[Row], faults: Faults) -> FileContents:
    """The table's pairs, one document a row or a conversation; prose when it has no pairs."""
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    at, columns = _header(filled)
    if columns is None or kind_of_table(filled[at].cells) != "pairs":
        return _without_pairs(filled)
    header = filled[at].cells
    _report_repeats(filled[at], faults)
    _report_guess(filled[at], columns, faults)
    body = filled[at + 1 :]
    shared = _shared_conversations(body, columns)
    documents: dict[str, Document] = {}
    examples: list[Example] = []
    for row in body:
        pair = _pair(row, columns, len(header), faults)
        if pair is None:
            continue
        document = _document(row, pair, columns, shared)
        known = documents.get(document.id)
        text = f"{known.text}\n\n{document.text}" if known else document.text
        place = replace(row.source, span=(len(text) - len(document.text), len(text)))
        documents[document.id] = Document(document.id, text, document.source, document.title)
        messages = (Message("user", pair[0]), Message("assistant", pair[1]))
        labels = _labels(header, row, columns)
        examples.append(example_of(messages, place, document.id, labels))
    return FileContents(tuple(documents.values()), tuple(examples))


def _header(rows: Sequence[Row]) -> tuple[int, Columns | None]:
    """The first of the top rows that names the columns; titles above it are common."""
    for at, row in enumerate(rows[:_HEADER_SEARCHED]):
        columns = find_columns(row.cells)
        if columns is not None:
            return at, columns
    return 0, None


def _without_pairs(rows: Sequence[Row]) -> FileContents:
    """The table as one document, a line a row, and its rows for the makers."""
    if not rows:
        return FileContents()
    lines = [" | ".join(c.strip() for c in row.cells if c.strip()) for row in rows]
    text = "\n".join(lines)
    at = _header_without_pairs(rows)
    header = tuple(cell.strip() for cell in rows[at].cells)
    placed: list[TableRow] = []
    start = 0
    for i, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if i > at:
            cells = [cell.strip() for cell in row.cells[: len(header)]]
            padded = (*cells, *[""] * (len(header) - len(cells)))
            placed.append(TableRow(row.source, padded, start, start + len(line)))
        start += len(line) + 1
    source = rows[0].source
    document_id = content_id("table", str(source), text)
    table = Table(document_id, rows[at].source, header, tuple(placed))
    return FileContents((Document(document_id, text, source),), tables=(table,))


def _header_without_pairs(rows: Sequence[Row]) -> int:
    """The first of the top rows with two cells or more; a title above the header has one."""
    for at, row in enumerate(rows[:_HEADER_SEARCHED]):
        if sum(1 for cell in row.cells if cell.strip()) > 1:
            return at
    return 0


def _report_repeats(header: Row, faults: Faults) -> None:
    counted = Counter(normal(cell) for cell in header.cells if cell.strip())
    for name in (name for name, n in counted.items() if n > 1):
        faults.add(
            "repeated_column",
            "warning",
            header.source,
            f"expected each column once, found '{name}' {counted[name]} times; the first is used",
            fix="Rename or remove the others.",
        )


def _report_guess(header: Row, columns: Columns, faults: Faults) -> None:
    if columns.detail is None:
        return
    names = [header.cells[at] for at in (columns.question, columns.detail, columns.answer)]
    faults.add(
        "columns_guessed",
        "info",
        header.source,
        f"the question was put together from '{names[0]}' and '{names[1]}', the answer is"
        f" '{names[2]}'",
        fix="Name two columns 'question' and 'answer' if that is wrong.",
    )


def _shared_conversations(body: Sequence[Row], columns: Columns) -> set[str]:
    if columns.conversation is None:
        return set()
    at = columns.conversation
    counted = Counter(row.cells[at].strip() for row in body if len(row.cells) > at)
    return {name for name, n in counted.items() if n > 1 and name.lower() not in _EMPTY}


def _pair(row: Row, columns: Columns, width: int, faults: Faults) -> tuple[str, str] | None:
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    question, answer = (
        str(words_of(cells[at].strip())) for at in (columns.question, columns.answer)
    )
    for name, cell in (("question", question), ("answer", answer)):
        if cell.lower() in _EMPTY:
            faults.add(
                f"empty_{name}",
                "warning",
                row.source,
                f"expected {'an' if name == 'answer' else 'a'} {name}, found an empty cell",
                fix="Fill it in, or delete the row. The row was left out, the others were kept.",
            )
            return None
    more = cells[columns.detail].strip() if columns.detail is not None else ""
    return (question if more.lower() in _EMPTY else f"{question}\n\n{more}"), answer


def _document(row: Row, pair: tuple[str, str], columns: Columns, shared: set[str]) -> Document:
    text = f"{pair[0]}\n{pair[1]}"
    if columns.conversation is not None and len(row.cells) > columns.conversation:
        name = row.cells[columns.conversation].strip()
        if name in shared:
            key = content_id("conversation", row.source.file, row.source.sheet or "", name)
            return Document(key, text, row.source, name)
    return Document(content_id("row", str(row.source), text), text, row.source)


def _labels(header: Sequence[str], row: Row, columns: Columns) -> dict[str, str]:
    used = {columns.question, columns.answer, columns.detail}
    return {
        normal(name): cell.strip()
        for i, (name, cell) in enumerate(zip(header, row.cells, strict=False))
        if i not in used and normal(name) and 0 < len(cell.strip()) <= _LABEL_CHARACTERS
    }
