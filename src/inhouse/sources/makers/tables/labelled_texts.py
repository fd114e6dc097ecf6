"""Texts that somebody labelled: with a summary, or with what is said in them (who, when, total)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inhouse.records import Spec
from inhouse.sources.columns import BODY, SUMMARY, WHOLE_TEXT, kind_of_table, normal
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults, Table

__all__ = ["LabelledTexts"]

_TEXTS = (*BODY, *WHOLE_TEXT)
_MIN_ROWS = 3
_MIN_WORDS_OF_A_TEXT = 4
_MOSTLY = 0.6


class LabelledTexts:
    """Tables of texts: the text asks for its summary, or for the fields that stand in it."""

    spec = Spec("labelled_texts", "2", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates
        self._most = settings.max_table_examples

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a row, as long as its label is there."""
        table = material.table
        if table is None or kind_of_table(table.header) not in ("rows", "summaries", "unclear"):
            return
        names = [normal(cell) for cell in table.header]
        text_at = _text_column(names, table)
        if text_at is None or len(table.rows) < _MIN_ROWS:
            return
        summary_at = next((names.index(n) for n in SUMMARY if n in names), None)
        fields = _fields(names, table, text_at) if summary_at is None else []
        made = table.memory.n_made
        for row in table.rows if made < self._most else ():
            text = row.cells[text_at]
            if summary_at is not None:
                answer = row.cells[summary_at]
                question = self._templates.fill("summary", text=text)
            else:
                here = [(table.header[at], row.cells[at]) for at in fields]
                answer = "\n".join(
                    f"{n}: {v}" for n, v in here if v and _folded(v) in _folded(text)
                )
                listed = ", ".join(table.header[at] for at in fields)
                question = self._templates.fill("fields", names=listed, text=text)
            if text and answer:
                yield Made(question, answer, row.start, row.end, row.source.row)
                made += 1
            if made >= self._most:
                return


def _text_column(names: Sequence[str], table: Table) -> int | None:
    """The first column by the order of the names that holds texts, and no notes of a word."""
    lengths = [
        sum(len(row.cells[at].split()) for row in table.rows) / max(len(table.rows), 1)
        for at in range(len(names))
    ]
    return next(
        (
            names.index(n)
            for n in _TEXTS
            if n in names and lengths[names.index(n)] >= _MIN_WORDS_OF_A_TEXT
        ),
        None,
    )


def _fields(names: Sequence[str], table: Table, text_at: int) -> list[int]:
    """Columns whose cells mostly stand in their row's text."""
    found: list[int] = []
    for at, name in enumerate(names):
        pairs = [(r.cells[at], r.cells[text_at]) for r in table.rows if r.cells[at]]
        if at == text_at or not pairs or name == "id" or name.endswith(" id"):
            continue
        inside = sum(_folded(cell) in _folded(text) for cell, text in pairs)
        if inside >= _MOSTLY * len(pairs):
            found.append(at)
    return found


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
