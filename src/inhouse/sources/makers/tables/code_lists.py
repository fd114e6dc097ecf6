"""Lists of codes: what does this code mean?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from inhouse.records import Spec
from inhouse.sources.columns import code_columns
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults, TableMemory

__all__ = ["CodeLists"]

# A number alone is a code from three digits on: "3." and "8.6." number paragraphs.
_LINE = re.compile(
    r"^[ \t]*(?:[*+-][ \t]+)?(?P<code>(?:[A-Z]{1,4}-?(?=[\w-]*\d)[\w-]{1,10}|\d{3,6})(?!\w))"
    r"(?:[ \t]*[:=|–—]|[ \t]+-|\t)[ \t]*(?P<meaning>\S[^\n]*)$",
    re.MULTILINE,
)
_MIN_LINES = 5
_MIN_SHARE = 0.6


class CodeLists:
    """Texts whose lines are a code and its meaning, and tables with such columns."""

    spec = Spec("code_lists", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates
        self._most = settings.max_table_examples

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a code; the list's title says which maker's code it is."""
        found = _codes(material)
        title = material.document.title or PurePosixPath(material.document.source.file).stem
        name = " ".join(re.split(r"[\W_]+", title)).strip()
        memory = material.table.memory if material.table is not None else TableMemory()
        room = max(0, self._most - memory.n_made)
        for code, meaning, start, end, row in found[:room]:
            words = {"code": code, "meaning": meaning, "list": name}
            yield Made(
                self._templates.fill("code_question", **words),
                self._templates.fill("code_answer", **words),
                start,
                end,
                row,
            )
        memory.n_over += max(0, len(found) - room)
        is_last = material.table is None or material.table.is_last
        if is_last and memory.n_over:
            n_all = memory.n_over + self._most
            faults.add(
                "too_many_rows",
                "info",
                material.document.source,
                f"expected at most {self._most} codes in a list, found {n_all:,}; the first"
                f" {self._most} became examples",
                fix="Raise ingest.max_table_examples in inhouse.toml if all are wanted.",
            )


def _codes(material: Material) -> list[tuple[str, str, int, int, int | None]]:
    table = material.table
    if table is not None:
        columns = code_columns(table.header)
        if columns is None:
            return []
        return [
            (row.cells[columns[0]], row.cells[columns[1]], row.start, row.end, row.source.row)
            for row in table.rows
            if row.cells[columns[0]] and row.cells[columns[1]]
        ]
    if material.kind() != "page":
        return []
    text = material.document.text
    found = list(_LINE.finditer(text))
    n_lines = sum(1 for line in text.splitlines() if line.strip())
    if len(found) < max(_MIN_LINES, _MIN_SHARE * n_lines):
        return []
    codes: list[tuple[str, str, int, int, int | None]] = []
    line, at = 1, 0
    for m in found:
        line += text.count("\n", at, m.start())
        at = m.start()
        codes.append((m["code"], m["meaning"].strip(), m.start(), m.end(), line))
    return codes
