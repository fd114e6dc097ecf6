"""Rows of a table that has no questions: one for each cell, about what the row is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from inhouse.records import Source, Spec
from inhouse.sources.columns import kind_of_table, name_column, normal
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults, Table

__all__ = ["TableRows"]

_EMPTY = {"", "nan", "none", "null", "n/a", "-"}
_MAX_NAME_WORDS = 12


class TableRows:
    """Tables with a column that names each row; `inhouse-templates.toml` words the rest."""

    spec = Spec("table_rows", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates
        self._most = settings.max_table_examples

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a cell; a question that two rows answer differently is left out."""
        table = material.table
        if table is None or kind_of_table(table.header) != "rows":
            return
        name_at = name_column(table.header, [row.cells for row in table.rows])
        if name_at is None:
            return
        made = list(self._cells(table, name_at))
        answers: dict[str, set[str]] = defaultdict(set)
        for one in made:
            answers[one.question].add(one.answer)
        clear = [one for one in made if len(answers[one.question]) == 1]
        unclear = {one.question: one for one in made if len(answers[one.question]) > 1}
        for one in list(unclear.values())[:50]:
            faults.add(
                "different_answers",
                "info",
                table.rows[0].source if one.row is None else _source(table, one.row),
                f"expected one answer to {one.question[:60]!r}, found"
                f" {len(answers[one.question])}; left out",
                fix="Give every row a name of its own.",
            )
        yield from clear[: self._most]
        if len(clear) > self._most:
            faults.add(
                "too_many_rows",
                "info",
                table.source,
                f"expected at most {self._most} examples of one table, found {len(clear)};"
                f" the first {self._most} were made",
                fix="Raise ingest.max_table_examples in inhouse.toml if all are wanted.",
            )

    def _cells(self, table: Table, name_at: int) -> Iterator[Made]:
        names = [normal(cell) for cell in table.header]
        asked = [
            at
            for at, name in enumerate(names)
            if at != name_at and name and name != "id" and not name.endswith(" id")
        ]
        for row in table.rows:
            name = row.cells[name_at]
            if name.lower() in _EMPTY or len(name.split()) > _MAX_NAME_WORDS:
                continue
            others = {n.replace(" ", "_"): c for n, c in zip(names, row.cells, strict=True) if n}
            for at in asked:
                if row.cells[at].lower() in _EMPTY:
                    continue
                words = others | {"name": name, "value": row.cells[at], "column": names[at]}
                template = self._templates.column(names[at])
                yield Made(
                    _filled(template.question, words),
                    _filled(template.answer, words),
                    row.start,
                    row.end,
                    row.source.row,
                )


def _filled(template: str, words: dict[str, str]) -> str:
    """The template with its words; one that the table has no column for stays empty."""
    return template.format_map(defaultdict(str, words)).strip()


def _source(table: Table, row: int) -> Source:
    return next((r.source for r in table.rows if r.source.row == row), table.source)
