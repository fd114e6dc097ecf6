"""Rows of cells to documents and examples; the same for CSV, workbooks and JSON."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inhouse.records import Document, Example, Finding, Source, content_id
from inhouse.sources.columns import Columns, find_columns, folded, suggest
from inhouse.sources.contract import FileContents, make_example, pair
from inhouse.sources.decoding import UNREADABLE
from inhouse.sources.faults import Faults, quoted

__all__ = ["Row", "Table", "is_empty", "prose_documents", "read_table"]

_HEADER_WITHIN = 20
_LABEL_CHARACTERS = 200
_ROWS_A_DOCUMENT = 40
# A longer table is data, not something to look answers up in: 48,620 order lines of a pizza
# place would drown its 100 answers.
_MOST_ROWS_AS_PROSE = 2000
_MISSING = frozenset(
    {"nan", "<na>", "nat", "null", "n/a", "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!",
     "#num!"}
)  # fmt: skip
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|ul|ol|li|b|i|strong|em|table|tr|td|h[1-6])(?:\s[^<>]*)?/?>", re.I
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as people see it, its cells, and how many it had beyond the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows under it. `header_row` is None where the table has no header."""

    header: tuple[str, ...]
    header_row: int | None
    columns: Columns
    rows: tuple[Row, ...]


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: white space, punctuation only, nan, an error of Excel's."""
    if text.strip().casefold() in _MISSING:
        return True
    return not any(unicodedata.category(character)[0] in "LNS" for character in text)


def read_table(rows: Sequence[Row], place: Source, kind: str, faults: Faults) -> FileContents:
    """What a table gives: examples, or where it has no questions and answers, documents.

    Args:
        rows: every row, the blank ones and the header included.
        place: file and sheet.
        kind: the format, for the report.
        faults: what was already found wrong; what is found here is added.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not rows:
        return FileContents(kind)
    table = _with_header(rows) or _without_header(rows)
    if table is None:
        return _prose(rows, place, kind, faults)
    notes = _header_notes(table, place, faults)
    pairs = tuple(p for row in table.rows if (p := _pair(row, table, faults)) is not None)
    notes += _html_notes(pairs, place)
    conversations, ignored = _conversations(pairs, table, place)
    documents, examples = _records(pairs, table, place, conversations)
    return FileContents(kind, documents, examples, notes + ignored + faults.findings())


def _with_header(rows: Sequence[Row]) -> Table | None:
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = find_columns(row.cells)
        if columns is not None:
            return Table(row.cells, row.number, columns, tuple(rows[index + 1 :]))
    return None


def _without_header(rows: Sequence[Row]) -> Table | None:
    """Two columns, the first of them questions by their question marks."""
    width = max(len(row.cells) for row in rows)
    used = [i for i in range(width) if any(i < len(r.cells) and r.cells[i].strip() for r in rows)]
    if len(used) != 2 or len(rows) < 2:
        return None
    asking = sum(_cell(row, used[0]).rstrip().endswith("?") for row in rows)
    if asking < len(rows) / 2 or not _cell(rows[0], used[0]).rstrip().endswith("?"):
        return None
    return Table(("",) * width, None, Columns((used[0],), used[1]), tuple(rows))


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def _header_notes(table: Table, place: Source, faults: Faults) -> tuple[Finding, ...]:
    counts = Counter(folded(name) for name in table.header if name.strip())
    for name, count in counts.items():
        if count > 1:
            faults.add("duplicate_header", table.header_row, f"{count} columns named '{name}'")
    if table.header_row is not None:
        return ()
    return (
        Finding(
            "no_header",
            "info",
            (),
            f"Expected a header row. Found none in {place}; the first column reads like questions,"
            " so it was taken for them and the second for the answers.",
            "Nothing, if that is right; else add a first row with 'question' and 'answer'.",
            place,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    row: Row
    question: str
    answer: str


def _pair(row: Row, table: Table, faults: Faults) -> _Pair | None:
    """The row's question and answer; None, and a fault noted, where one is not there."""
    parts = [_cell(row, column).strip() for column in table.columns.question]
    question = "\n\n".join(part for part in parts if not is_empty(part))
    answer = _cell(row, table.columns.answer).strip()
    fault = _fault_of(row, table, question, answer)
    if fault is None:
        return _Pair(row, question, answer)
    faults.add(fault[0], row.number, fault[1])
    return None


def _fault_of(row: Row, table: Table, question: str, answer: str) -> tuple[str, str] | None:
    beyond = row.cells[len(table.header) :]
    if any(cell.strip() for cell in beyond):
        return "wrong_cell_count", f"{len(row.cells)} cells under {len(table.header)} columns"
    if UNREADABLE in question + answer:
        where = question if UNREADABLE in question else answer
        return "undecodable_bytes", quoted(where)
    if is_empty(question) or is_empty(answer):
        return _empty_fault(question, answer)
    if question == answer:
        return "question_is_answer", f"{quoted(question)} as both"
    return None


def _empty_fault(question: str, answer: str) -> tuple[str, str]:
    if is_empty(question):
        beside = f" beside the answer {quoted(answer)}" if not is_empty(answer) else ""
        return "empty_question", f"an empty question{beside}"
    return "empty_answer", f"an empty answer to {quoted(question)}"


def _html_notes(pairs: Sequence[_Pair], place: Source) -> tuple[Finding, ...]:
    tagged = [p.row.number for p in pairs if _TAG.search(p.answer) or _TAG.search(p.question)]
    if not tagged or len(tagged) == len(pairs):
        return ()
    first = ", ".join(str(number) for number in tagged[:5])
    return (
        Finding(
            "html_in_cells",
            "info",
            (),
            f"Expected the same kind of text in every row. Found HTML tags in {len(tagged)} of"
            f" {len(pairs)} rows of {place}; the first: {first}.",
            "Remove the tags, unless the answers are meant to hold HTML.",
            replace(place, row=tagged[0]),
        ),
    )


def _conversations(
    pairs: Sequence[_Pair], table: Table, place: Source
) -> tuple[frozenset[str], tuple[Finding, ...]]:
    """The conversation ids that several rows share, and why they were ignored, if they were."""
    column = table.columns.conversation
    counts = Counter(_cell(p.row, column).strip() for p in pairs)
    shared = {name: n for name, n in counts.items() if n > 1 and not is_empty(name)}
    most = max(shared.values(), default=0)
    if len(pairs) < 10 or most <= len(pairs) / 2:
        return frozenset(shared), ()
    name = table.header[column] if column is not None else ""
    return frozenset(), (
        Finding(
            "conversation_column_ignored",
            "info",
            (),
            f"Expected '{name}' to tell conversations apart. Found one value in {most} of"
            f" {len(pairs)} rows of {place}, so every row counts as its own conversation.",
            "Nothing, if the rows do not belong together; else give each conversation its own id.",
            place,
        ),
    )


def _records(
    pairs: Sequence[_Pair], table: Table, place: Source, conversations: frozenset[str]
) -> tuple[tuple[Document, ...], tuple[Example, ...]]:
    texts: dict[str, list[_Pair]] = {}
    for p in pairs:
        name = _cell(p.row, table.columns.conversation).strip()
        key = f"conversation {name}" if name in conversations else f"row {p.row.number}"
        texts.setdefault(key, []).append(p)
    documents, examples = [], {}
    for key, together in texts.items():
        text = "\n\n".join(f"{p.question}\n{p.answer}" for p in together)
        source = replace(place, row=together[0].row.number)
        document = Document(content_id(str(place), key, text), text, source)
        documents.append(document)
        for p in together:
            examples[p.row.number] = _example(p, table, place, document.id)
    return tuple(documents), tuple(examples[p.row.number] for p in pairs)


def _example(p: _Pair, table: Table, place: Source, document_id: str) -> Example:
    columns = table.columns
    system = _cell(p.row, columns.system).strip()
    messages = pair(p.question, p.answer, "" if is_empty(system) else system)
    taken = {*columns.question, columns.answer, columns.system}
    others = {name: _cell(p.row, i) for i, name in enumerate(table.header) if i not in taken}
    return make_example(messages, replace(place, row=p.row.number), document_id, labels(others))


def labels(values: Mapping[str, str]) -> dict[str, str]:
    """The values short enough to be kept beside an example."""
    stripped = {name.strip(): value.strip() for name, value in values.items()}
    return {
        name: value
        for name, value in stripped.items()
        if name and not is_empty(value) and len(value) <= _LABEL_CHARACTERS
    }


def _prose(rows: Sequence[Row], place: Source, kind: str, faults: Faults) -> FileContents:
    header = next((row for row in rows if sum(bool(c.strip()) for c in row.cells) > 1), rows[0])
    names = [cell.strip() for cell in header.cells if cell.strip()]
    lines = [
        (row.number, "; ".join(_named(header.cells, row.cells)))
        for row in rows
        if row.number > header.number
    ]
    note = no_pairs(names, replace(place, row=header.number), len(lines))
    documents = prose_documents(lines or [(header.number, "; ".join(names))], place)
    return FileContents(kind, documents, (), (note, *faults.findings()))


def _named(header: Sequence[str], cells: Sequence[str]) -> list[str]:
    names = (*header, *("" for _ in cells))
    return [
        f"{name.strip()}: {cell.strip()}" if name.strip() else cell.strip()
        for name, cell in zip(names, cells, strict=False)
        if not is_empty(cell)
    ]


def no_pairs(names: Sequence[str], place: Source, n_rows: int) -> Finding:
    """That no question and answer columns were found: what was, where, and what to rename."""
    shown = ", ".join(names[:12]) + ("" if len(names) <= 12 else f" and {len(names) - 12} more")
    advice = suggest(names)
    kept = (
        "Its rows are kept as text to look things up in."
        if n_rows <= _MOST_ROWS_AS_PROSE
        else f"Its {n_rows:,} rows are too many to look things up in and were left out."
    )
    return Finding(
        "no_question_answer_columns",
        "warning" if "Did you mean" in advice or advice.count("Rename the") == 1 else "info",
        (),
        "Expected a column of questions ('question', 'prompt', 'customer message', …) and one of"
        f" answers ('answer', 'reply', 'completion', …). Found the columns {shown} in {place}."
        f" {kept}",
        advice,
        place,
    )


def prose_documents(lines: Sequence[tuple[int, str]], place: Source) -> tuple[Document, ...]:
    """Rows as documents of forty; none where there are too many to look things up in."""
    if len(lines) > _MOST_ROWS_AS_PROSE:
        return ()
    documents = []
    for start in range(0, len(lines), _ROWS_A_DOCUMENT):
        some = lines[start : start + _ROWS_A_DOCUMENT]
        text = "\n".join(line for _, line in some if line)
        if not is_empty(text):
            source = replace(place, row=some[0][0])
            documents.append(Document(content_id(str(source), text), text, source))
    return tuple(documents)
