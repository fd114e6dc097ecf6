"""Rows under a header, wherever they came from, to documents and examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

from inhouse.records import PASSAGE_LABELS, Document, Example, Message, Source, content_id
from inhouse.sources.columns import (
    Columns,
    Conditions,
    Guess,
    find_columns,
    find_conditions,
    guess_columns,
    kind_of_table,
    normal,
)
from inhouse.sources.reader import Faults, FileContents, Table, TableMemory, TableRow, example_of
from inhouse.sources.readers.rows.cells import words_of
from inhouse.sources.readers.rows.conversations import conversation_in

__all__ = ["Row", "read_table", "report_conditions", "table_parts", "together"]

_HEADER_SEARCHED = 10
_MEASURED = 100
_NAMES_A_COLUMN = re.compile(r"(?:[^\d\n.?!:]{1,40}|(?:19|20)\d\d)")
_PART_ROWS = 4000
_LABEL_CHARACTERS = 200
_EMPTY = {"", "nan", "none", "null", "n/a", "na", "-"}
# Of these only what a program writes for "no value" is none: a person answers "None", "N/A", "-".
_NO_ANSWER = {"", "nan", "NaN"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells as text."""

    source: Source
    cells: tuple[str, ...]


def read_table(rows: Iterable[Row], faults: Faults) -> FileContents:
    """The whole table at once: what `table_parts` gives in parts."""
    return together(table_parts(rows, faults))


def together(parts: Iterable[FileContents]) -> FileContents:
    """The parts of a file as one."""
    all_of = list(parts)
    return FileContents(
        tuple(d for part in all_of for d in part.documents),
        tuple(e for part in all_of for e in part.examples),
        tuple(f for part in all_of for f in part.findings),
        tuple(t for part in all_of for t in part.tables),
    )


def table_parts(rows: Iterable[Row], faults: Faults) -> Iterator[FileContents]:
    """The table's pairs, one document a row; prose and rows for the makers when it has no pairs.

    It comes in parts of some thousand rows, so that a long one needs little memory. Only a table
    whose rows belong to conversations is read whole: their rows may stand anywhere in it.
    """
    filled = (row for row in rows if any(cell.strip() for cell in row.cells))
    head = list(islice(filled, _PART_ROWS))
    at, columns = _header(head)
    if columns is None or kind_of_table(head[at].cells) != "pairs":
        guess = _guess(head, faults) if columns is None else None
        if guess is None:
            yield from _without_pairs(head, filled)
            return
        if guess.others:
            yield from (replace(part, tables=()) for part in _without_pairs(head, filled))
            return
        at, columns = _header_without_pairs(head)[0], guess.columns
        if not guess.has_header:
            head = [_made_header(head[at], columns), *head[at:]]
            at = 0
    _report_repeats(head[at], faults)
    _report_detail(head[at], columns, faults)
    header = head[at].cells
    body = chain(head[at + 1 :], filled)
    conditions = _conditions(head[at + 1 :], header, columns)
    report_conditions(conditions, head[at].source, faults)
    if columns.conversation is not None:
        yield _pairs(list(body), header, columns, conditions, faults)
        return
    while batch := list(islice(body, _PART_ROWS)):
        yield _pairs(batch, header, columns, conditions, faults)


def _guess(head: Sequence[Row], faults: Faults) -> Guess | None:
    """The columns by what they hold, and what is told about them."""
    if not head:
        return None
    at, header = _header_without_pairs(head)
    if kind_of_table(header) not in ("rows", "unclear"):
        return None
    guess = guess_columns(header, [row.cells for row in head[at + 1 :]])
    if guess is None:
        return None
    place, columns = head[at].source, guess.columns
    names = [
        f"'{header[i].strip()}'" if guess.has_header and header[i].strip() else f"column {i + 1}"
        for i in (columns.question, columns.answer, *guess.others)
    ]
    if guess.others:
        faults.add(
            "columns_guessed",
            "warning",
            place,
            f"{names[0]} holds questions, but {' or '.join(names[1:])} may hold the answers; none"
            " was learned",
            fix="Name the two columns 'question' and 'answer' in the first row.",
        )
    else:
        faults.add(
            "columns_guessed",
            "info",
            place,
            f"by what they hold, {names[0]} was taken for the question and {names[1]} for the"
            " answer",
            fix="Name two columns 'question' and 'answer' if that is wrong.",
        )
    return guess


def _made_header(first: Row, columns: Columns) -> Row:
    """Names for the columns of a table that begins with its first pair."""
    named = {columns.question: "question", columns.answer: "answer"}
    names = (named.get(i, f"column {i + 1}") for i in range(len(first.cells)))
    return Row(first.source, tuple(names))


def _conditions(rows: Sequence[Row], header: Sequence[str], columns: Columns) -> Conditions:
    used = (columns.question, columns.answer, columns.detail)
    names = {normal(name): name for i, name in enumerate(header) if i not in used}
    placed = [
        (
            row.cells[columns.question],
            row.cells[columns.answer],
            dict(zip(map(normal, header), row.cells, strict=False)),
        )
        for row in rows
        if len(row.cells) > max(columns.question, columns.answer)
    ]
    return find_conditions(
        [(asked, said, values) for asked, said, values in placed if asked.strip() and said.strip()],
        names,
    )


def report_conditions(conditions: Conditions, place: Source, faults: Faults) -> None:
    """Tells which columns went into the questions, if any did."""
    if conditions.names:
        shown = " and ".join(f"'{name}'" for _, name in conditions.names)
        faults.add(
            "conditions",
            "info",
            place,
            f"the same question has another answer for another {shown}; its value was put into the"
            " question",
            fix="Nothing, if customers should say it or be asked for it; else make the answers"
            " the same.",
        )


def _pairs(
    body: Sequence[Row],
    header: tuple[str, ...],
    columns: Columns,
    conditions: Conditions,
    faults: Faults,
) -> FileContents:
    shared = _shared_conversations(body, columns)
    documents: dict[str, Document] = {}
    examples: list[Example] = []
    for row in body:
        pair = _pair(row, columns, len(header), faults)
        if pair is None:
            continue
        values = dict(zip(map(normal, header), row.cells, strict=False))
        pair = conditions.ask(pair[0], values), pair[1]
        document = _document(row, pair, columns, shared)
        known = documents.get(document.id)
        text = f"{known.text}\n\n{document.text}" if known else document.text
        at = row.source
        span = (len(text) - len(document.text), len(text))
        place = Source(at.file, at.page, at.row, span, at.sheet)
        documents[document.id] = Document(document.id, text, document.source, document.title)
        told = (Message("user", pair[0]), Message("assistant", pair[1]))
        messages = conversation_in(header, row.cells) or told
        labels = _labels(header, row, columns)
        examples.append(example_of(messages, place, document.id, labels))
    return FileContents(tuple(documents.values()), tuple(examples))


def _header(rows: Sequence[Row]) -> tuple[int, Columns | None]:
    """The first of the top rows that names the columns; titles above it are common.

    A title with commas may look like names: one as wide as the rows goes before it.
    """
    widths = Counter(len(row.cells) for row in rows[:_MEASURED])
    width = widths.most_common(1)[0][0] if widths else 0
    found = [
        (len(row.cells) != width, at, columns)
        for at, row in enumerate(rows[:_HEADER_SEARCHED])
        if (columns := find_columns(row.cells)) is not None
    ]
    _, at, columns = min(found, key=lambda one: one[:2], default=(True, 0, None))
    return at, columns


def _without_pairs(head: Sequence[Row], rest: Iterator[Row]) -> Iterator[FileContents]:
    """The table as documents of many lines, a line a row, and its rows for the makers."""
    if not head:
        return
    at, header = _header_without_pairs(head)
    memory = TableMemory()
    batch, n_above = head, at + 1
    while batch:
        later = list(islice(rest, _PART_ROWS))
        yield _lines(batch, n_above, Table("", head[at].source, header, (), memory, not later))
        batch, n_above = later, 0


def _lines(rows: Sequence[Row], n_above: int, table: Table) -> FileContents:
    """One part: its document, and the rows of `table` below the first `n_above`."""
    lines = [" | ".join(c.strip() for c in row.cells if c.strip()) for row in rows]
    text = "\n".join(lines)
    width = len(table.header)
    placed: list[TableRow] = []
    start = 0
    for i, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if i >= n_above:
            cells = [cell.strip() for cell in row.cells[:width]]
            padded = (*cells, *[""] * (width - len(cells)))
            placed.append(TableRow(row.source, padded, start, start + len(line)))
        start += len(line) + 1
    source = rows[0].source
    document = Document(content_id("table", str(source), text), text, source)
    part = replace(table, document_id=document.id, rows=tuple(placed))
    return FileContents((document,), tables=(part,))


def _header_without_pairs(rows: Sequence[Row]) -> tuple[int, tuple[str, ...]]:
    """The last row of the header, and its names: the first of the top rows with different cells.

    A title above the header has fewer cells than half of most rows, or repeats one text. A header
    of two rows becomes one.
    """
    widths = Counter(sum(map(bool, map(str.strip, row.cells))) for row in rows[:_MEASURED])
    width = widths.most_common(1)[0][0]
    for at, row in enumerate(rows[:_HEADER_SEARCHED]):
        joined = _joined(row.cells, rows[at + 1].cells) if at + 2 < len(rows) else None
        if joined is not None:
            return at + 1, joined
        n_names = len({cell.strip() for cell in row.cells if cell.strip()})
        if n_names > 1 and 2 * n_names >= width:
            return at, tuple(cell.strip() for cell in row.cells)
    return 0, tuple(cell.strip() for cell in rows[0].cells)


def _joined(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...] | None:
    """ "Price" over "adult" and "child" as "Price adult" and "Price child"; else None.

    That is so where a name stands over several columns, each with a name of its own below it,
    and every other column has its name in one of the two rows, or in both the same.
    """
    names: list[str] = []
    n_below: dict[str, int] = {}
    group, n_alone = "", 0
    for top, low in zip_longest(map(str.strip, above), map(str.strip, below), fillvalue=""):
        if not all(_NAMES_A_COLUMN.fullmatch(cell) for cell in (top, low) if cell):
            return None
        if top == low or not low or not (top or group):
            group = ""
            n_alone += bool(top or low)
            names.append(top or low)
            continue
        group = top or group
        n_below[group] = n_below.get(group, 0) + 1
        names.append(f"{group} {low}")
    several = bool(n_below) and min(n_below.values()) > 1
    return tuple(names) if several and (n_alone or len(n_below) > 1) else None


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


def _report_detail(header: Row, columns: Columns, faults: Faults) -> None:
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
        if cell.lower() in _EMPTY and (name == "question" or cell in _NO_ANSWER):
            faults.add(
                f"empty_{name}",
                "warning",
                row.source,
                f"expected {'an' if name == 'answer' else 'a'} {name}, found an empty cell",
                fix="Fill it in, or delete the row. The row was left out, the others were kept.",
            )
            return None
    if answer.lower() in _EMPTY:
        faults.add(
            "short_answer",
            "info",
            row.source,
            f"the answer is only {answer!r}; it was kept",
            fix="Nothing, if that is what a customer should hear; else delete the row.",
        )
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
    used = (columns.question, columns.answer, columns.detail)
    found: dict[str, str] = {}
    for i, (name, cell) in enumerate(zip(header, row.cells, strict=False)):
        if i in used or not (bare := cell.strip()):
            continue
        key = normal(name)
        if key and (len(cell) <= _LABEL_CHARACTERS or key in PASSAGE_LABELS):
            found[key] = bare
    return found
