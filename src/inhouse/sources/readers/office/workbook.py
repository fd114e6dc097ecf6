"""XLSX workbooks: every sheet, merged cells filled in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from inhouse.records import Document, Example, Source, Spec
from inhouse.sources.reader import Faults, FileContents, Table
from inhouse.sources.tables import Row, read_table

__all__ = ["Workbook"]


class Workbook:
    """Reads spreadsheets with calamine."""

    spec = Spec("workbook", "1", {})
    suffixes = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

    def read(self, path: Path, relative: str) -> FileContents:
        """The rows of every sheet."""
        from python_calamine import CalamineError, CalamineWorkbook

        faults = Faults()
        documents: list[Document] = []
        examples: list[Example] = []
        tables: list[Table] = []
        try:
            book = CalamineWorkbook.from_path(str(path))
            sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        except (CalamineError, OSError, ValueError) as error:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                f"expected a workbook, found a file that cannot be opened as one ({error})",
                fix="Open it in a spreadsheet program and save it again as .xlsx.",
            )
            return FileContents(findings=faults.findings())
        for name, sheet in sheets:
            found = read_table(_rows(sheet, relative, name, faults), faults)
            documents += found.documents
            examples += found.examples
            tables += found.tables
        found_all = FileContents(tuple(documents), tuple(examples), tables=tuple(tables))
        return replace(found_all, findings=faults.findings())


def _rows(sheet: Any, relative: str, name: str, faults: Faults) -> list[Row]:
    cells = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value = cells[top][left]
        for row in range(top, min(bottom + 1, len(cells))):
            for column in range(left, min(right + 1, len(cells[row]))):
                cells[row][column] = value
        if bottom > top:
            faults.add(
                "merged_cells",
                "warning",
                Source(relative, row=top + 1, sheet=name),
                f"expected one value a row, found one cell merged over rows {top + 1} to"
                f" {bottom + 1} ({value[:40]!r}); its value was given to each of them",
                fix="Unmerge the cells if the rows should differ.",
            )
    return [
        Row(Source(relative, row=number, sheet=name), tuple(row))
        for number, row in enumerate(cells, start=1)
    ]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
