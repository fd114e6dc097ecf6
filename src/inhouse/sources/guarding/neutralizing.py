"""Takes out of what was read whatever was hidden in it or meant for a model, and says so.

Printed forms of letters and spaces become typed ones, which needs no word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from inhouse.records import Document, Example, Message, Severity
from inhouse.sources.guarding.concealed.hidden import Hidden
from inhouse.sources.guarding.cuts import Cut, Edited, edited
from inhouse.sources.guarding.forms import FORM, find_forms
from inhouse.sources.guarding.instructions import (
    find_comments,
    find_control_tokens,
    find_formulas,
    find_orders,
)
from inhouse.sources.guarding.unseen import find_unseen
from inhouse.sources.reader import Faults, FileContents, Table, example_of

__all__ = ["neutralized"]

_COMMENTED = {".md", ".markdown", ".html", ".htm", ".xhtml"}
_FIXES: Mapping[str, tuple[Severity, str]] = {
    "hidden_text": (
        "warning",
        "It was taken out. Delete it from the file, or make it visible if it is meant.",
    ),
    "control_tokens": (
        "warning",
        "A space was put into it, so that it is plain words. Remove it if it is not meant.",
    ),
    "injected_instructions": (
        "warning",
        "The sentence was left out. Find out who wrote it; reword it if it is for people.",
    ),
    "formula": (
        "warning",
        "It was not computed; a quote in front keeps a spreadsheet from running it. Put its value"
        " there.",
    ),
}
_Finder = Callable[[str], Iterator[Cut]]
_FIRST: tuple[_Finder, ...] = (find_unseen, find_forms)
_THEN: tuple[_Finder, ...] = (find_control_tokens, find_orders)


def neutralized(
    contents: FileContents, faults: Faults, hidden: Sequence[Hidden] = (), *, is_code: bool = False
) -> FileContents:
    """The contents without hidden text, orders to a model and live formulas.

    Args:
        contents: what a reader gave.
        faults: is told what was found, and where.
        hidden: words that the file's own program does not show.
        is_code: only invisible characters are taken out: code may quote the rest.
    """
    tables = {table.document_id: table for table in contents.tables if not table.inside}
    changed = _clean_system_messages(contents.examples, faults)
    if changed is contents.examples and not _is_suspect(contents, hidden, is_code=is_code):
        return contents
    touched: dict[str, tuple[Document, Edited, Edited]] = {}
    documents: list[Document] = []
    for document in contents.documents:
        in_cells = document.id in tables or document.source.row is not None
        rounds = _rounds(document, in_cells=in_cells, is_code=is_code)
        first, second = _edited(document.text, rounds, hidden)
        if first.cuts or second.cuts:
            _tell(document, tables.get(document.id), (first, second), faults)
            starts = tuple(second.moved(first.moved(document.page_starts)))
            document = replace(document, text=second.text, page_starts=starts)
            touched[document.id] = (document, first, second)
        documents.append(document)
    return replace(
        contents,
        documents=tuple(documents),
        examples=tuple(e for e in (_example(e, touched) for e in changed) if e is not None),
        tables=tuple(_table(table, touched) for table in contents.tables),
    )


def _is_suspect(contents: FileContents, hidden: Sequence[Hidden], *, is_code: bool) -> bool:
    """Whether there is anything to find in all the texts together.

    Thousands of rows are looked at as one text, most often in vain.
    """
    if hidden:
        return True
    text = "\n".join(document.text for document in contents.documents)
    finders = (find_unseen, find_control_tokens)
    more = () if is_code else (find_forms, find_orders, find_formulas, find_comments)
    return any(next(find(text), None) is not None for find in (*finders, *more))


def _rounds(
    document: Document, *, in_cells: bool, is_code: bool
) -> tuple[tuple[_Finder, ...], tuple[_Finder, ...]]:
    """What is looked for, and what then, in the text that is left.

    In two rounds, because invisible characters inside its words would hide an order.
    """
    if is_code:
        return (find_unseen,), (find_control_tokens,)
    if in_cells:
        return _FIRST, (*_THEN, find_formulas)
    commented = PurePosixPath(document.source.file).suffix.lower() in _COMMENTED
    return ((*_FIRST, find_comments) if commented else _FIRST), _THEN


def _edited(
    text: str,
    rounds: tuple[tuple[_Finder, ...], tuple[_Finder, ...]],
    hidden: Sequence[Hidden] = (),
) -> tuple[Edited, Edited]:
    found = [cut for find in rounds[0] for cut in find(text)]
    first = edited(text, [*found, *_find_hidden(text, hidden)])
    return first, edited(first.text, [cut for find in rounds[1] for cut in find(first.text)])


def _find_hidden(text: str, hidden: Sequence[Hidden]) -> Iterator[Cut]:
    for words in hidden:
        parts = [re.escape(word) for word in words.text.split()]
        if not parts:
            continue
        for match in re.finditer(r"\s+".join(parts), text):
            said = " ".join(words.text.split())
            yield Cut("hidden_text", match.start(), match.end(), f"{words.why}: {said[:60]!r}")


def _tell(
    document: Document, table: Table | None, rounds: tuple[Edited, Edited], faults: Faults
) -> None:
    starts = [row.start for row in table.rows] if table is not None else []
    text = document.text
    for made in rounds:
        lines, at = 1, 0
        for cut in made.cuts:
            lines += text.count("\n", at, cut.start)
            at = cut.start
            if cut.check == FORM:
                continue
            severity, fix = _FIXES[cut.check]
            if cut.why.startswith(("a comment", "1 invisible")):
                severity = "info"
            where = replace(document.source, span=None)
            if table is not None:
                above = bisect_right(starts, cut.start) - 1
                where = table.rows[above].source if above >= 0 else table.source
            elif where.row is None:
                where = replace(where, row=lines)
            faults.add(cut.check, severity, where, f"found {cut.why}", fix=fix)
        text, starts = made.text, made.moved(starts)


def _clean(text: str) -> str:
    return _edited(text, (_FIRST, (*_THEN, find_formulas)))[1].text


def _clean_system_messages(examples: tuple[Example, ...], faults: Faults) -> tuple[Example, ...]:
    """Those are in no document; one text is often in every example, so each is looked at once."""
    known: dict[str, str] = {}
    changed = False
    found: list[Example] = []
    for example in examples:
        opening = example.messages[0]
        if opening.role == "system":
            if opening.content not in known:
                known[opening.content] = _clean(opening.content).strip()
            cleaned = known[opening.content]
            if cleaned != opening.content.strip():
                changed = True
                typed = edited(opening.content, find_forms(opening.content)).text
                if cleaned != typed.strip():
                    _tell_system(opening.content, example, faults)
                example = replace(
                    example, messages=(Message("system", cleaned), *example.messages[1:])
                )
        found.append(example)
    return tuple(found) if changed else examples


def _tell_system(content: str, example: Example, faults: Faults) -> None:
    severity, fix = _FIXES["injected_instructions"]
    told = f"found hidden text or orders in a system message: {content[:60]!r}"
    faults.add("injected_instructions", severity, example.source, told, fix=fix)


def _example(
    example: Example, touched: Mapping[str, tuple[Document, Edited, Edited]]
) -> Example | None:
    """The example with clean words and a span that points to them; None when none are left."""
    if example.document_id not in touched:
        return example
    _, first, second = touched[example.document_id]
    messages = [Message(m.role, _clean(m.content).strip()) for m in example.messages]
    if not all(m.content for m in messages if m.role != "system"):
        return None
    place = example.source
    if place.span is not None:
        start, end = second.moved(first.moved(place.span))
        place = replace(place, span=(start, end))
    return example_of(
        [m for m in messages if m.content], place, example.document_id, dict(example.labels)
    )


def _table(table: Table, touched: Mapping[str, tuple[Document, Edited, Edited]]) -> Table:
    if table.document_id not in touched:
        return table
    _, first, second = touched[table.document_id]
    places = [place for row in table.rows for place in (row.start, row.end)]
    moved = second.moved(first.moved(places))
    rows = [
        replace(
            row,
            cells=tuple(_clean(cell) for cell in row.cells),
            start=moved[2 * i],
            end=moved[2 * i + 1],
        )
        for i, row in enumerate(table.rows)
    ]
    return replace(table, header=tuple(_clean(cell) for cell in table.header), rows=tuple(rows))
