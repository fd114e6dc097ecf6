"""Rows of a table that has no questions: one for each cell, about what the row is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from inhouse.records import Source, Spec
from inhouse.sources.columns import kind_of_table, name_column, normal
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults, Table, TableRow

__all__ = ["TableRows"]

_EMPTY = {"", "nan", "none", "null", "n/a", "-"}
_NO_VALUE = _EMPTY - {"none"}  # no fee at all is worth knowing
_MAX_NAME_WORDS = 12
_TOLD = 50


class TableRows:
    """Tables with a column that names each row; `inhouse-templates.toml` words the rest."""

    spec = Spec("table_rows", "2", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates
        self._most = settings.max_table_examples

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a cell; a question that two rows answer differently is left out."""
        table = material.table
        if table is None or kind_of_table(table.header) != "rows":
            return
        memory = table.memory
        if memory.name_column is None:
            found = name_column(table.header, [row.cells for row in table.rows])
            memory.name_column = -1 if found is None else found
        if memory.name_column < 0:
            return
        room = self._most - memory.n_made
        clear = self._clear(table, memory.name_column, faults) if room > 0 else []
        if room > 0:
            memory.names.update(row.cells[memory.name_column] for row in table.rows)
        for one in clear[:room]:
            memory.answers[one.question] = one.answer
            yield one
        memory.n_over += max(0, len(clear) - max(room, 0))
        if room <= 0:
            memory.n_over += self._beyond(table, memory.name_column, faults)
        if table.is_last and memory.n_over:
            n_all = len(memory.answers) + memory.n_over
            faults.add(
                "too_many_rows",
                "info",
                table.source,
                f"expected at most {self._most} examples of one table, found {n_all:,};"
                f" the first {self._most} were made",
                fix="Raise ingest.max_table_examples in inhouse.toml if all are wanted.",
            )

    def _clear(self, table: Table, name_at: int, faults: Faults) -> list[Made]:
        """What can be made of this part, without questions that have several answers in it."""
        made = list(self._cells(table.rows, table.header, name_at))
        answers: dict[str, set[str]] = defaultdict(set)
        for one in made:
            answers[one.question].add(one.answer)
        several = {one.question: one for one in made if len(answers[one.question]) > 1}
        for one in list(several.values())[:_TOLD]:
            _report_several(table, one, len(answers[one.question]), "left out", faults)
        known = table.memory.answers
        for one in made:
            if known.get(one.question, one.answer) != one.answer:
                _report_several(table, one, 2, "the first was kept", faults)
        return [one for one in made if one.question not in several and one.question not in known]

    def _beyond(self, table: Table, name_at: int, faults: Faults) -> int:
        """How many more examples there would be; another answer to one that was made is told."""
        memory = table.memory
        asked = _asked(table.header, name_at)
        n = 0
        for row in table.rows:
            n += sum(1 for at in asked if row.cells[at])
            if row.cells[name_at] in memory.names:
                for one in self._cells((row,), table.header, name_at):
                    if memory.answers.get(one.question, one.answer) != one.answer:
                        _report_several(table, one, 2, "the first was kept", faults)
        return n

    def _cells(
        self, rows: Sequence[TableRow], header: tuple[str, ...], name_at: int
    ) -> Iterator[Made]:
        names = [normal(cell) for cell in header]
        asked = _asked(header, name_at)
        for row in rows:
            name = row.cells[name_at]
            if name.lower() in _EMPTY or len(name.split()) > _MAX_NAME_WORDS:
                continue
            others = {n.replace(" ", "_"): c for n, c in zip(names, row.cells, strict=True) if n}
            for at in asked:
                if row.cells[at].lower() in _NO_VALUE:
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


def _asked(header: tuple[str, ...], name_at: int) -> list[int]:
    """The columns there are questions about."""
    names = [normal(cell) for cell in header]
    return [
        at
        for at, name in enumerate(names)
        if at != name_at and name and name != "id" and not name.endswith(" id")
    ]


def _report_several(table: Table, one: Made, n: int, what: str, faults: Faults) -> None:
    faults.add(
        "different_answers",
        "info",
        table.rows[0].source if one.row is None else _source(table, one.row),
        f"expected one answer to {one.question[:60]!r}, found {n}; {what}",
        fix="Give every row a name of its own.",
    )


def _filled(template: str, words: dict[str, str]) -> str:
    """The template with its words; one that the table has no column for stays empty."""
    return template.format_map(defaultdict(str, words)).strip()


def _source(table: Table, row: int) -> Source:
    return next((r.source for r in table.rows if r.source.row == row), table.source)
