"""Workbooks: every sheet that is shown, its cells as they are shown, merged cells filled in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from inhouse.records import Document, Example, Source, Spec
from inhouse.sources.reader import Faults, FileContents, Table
from inhouse.sources.readers.office.book_parts import Unseeable
from inhouse.sources.readers.office.formats.numbers import general
from inhouse.sources.readers.office.hidden_cells import NOTHING, HiddenCells, hidden_cells
from inhouse.sources.readers.office.shown_cells import ShownCells, shown_cells
from inhouse.sources.tables import Row, read_table

__all__ = ["Workbook"]

_NAMED = 10
_FIX_ERROR = "Correct the formula. Nothing is learned from a cell that shows an error."
_FIX_FORMULA = "Open the workbook in a spreadsheet program and save it: that stores the results."


class Workbook:
    """Reads spreadsheets with calamine."""

    spec = Spec("workbook", "3", {})
    suffixes = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

    def read(self, path: Path, relative: str) -> FileContents:
        """The rows of every sheet that the spreadsheet program shows."""
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

        faults = Faults()
        documents: list[Document] = []
        examples: list[Example] = []
        tables: list[Table] = []
        try:
            book = CalamineWorkbook.from_path(str(path))
            sheets = [(about, book.get_sheet_by_name(about.name)) for about in book.sheets_metadata]
        except (CalamineError, OSError, ValueError) as error:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                f"expected a workbook, found a file that cannot be opened as one ({error})",
                fix="Open it in a spreadsheet program and save it again as .xlsx.",
            )
            return FileContents(findings=faults.findings())
        unseen = _hidden(path, relative, faults)
        looks = _looks(path, relative, faults)
        for about, sheet in sheets:
            name = about.name
            if about.visible != SheetVisibleEnum.Visible:
                how = "very hidden" if about.visible == SheetVisibleEnum.VeryHidden else "hidden"
                _tell(
                    Source(relative, sheet=name),
                    f"the sheet is {how}; it was left out, {sheet.height} rows in all",
                    faults,
                )
                continue
            hidden, look = unseen.get(name, NOTHING), looks.get(name, ShownCells())
            rows = _rows(sheet, Source(relative, sheet=name), look, faults)
            _tell_valueless(Source(relative, sheet=name), hidden, look, faults)
            found = read_table(_shown(rows, hidden, faults), faults)
            documents += found.documents
            examples += found.examples
            tables += found.tables
        found_all = FileContents(tuple(documents), tuple(examples), tables=tuple(tables))
        return replace(found_all, findings=faults.findings())


def _hidden(path: Path, relative: str, faults: Faults) -> Mapping[str, HiddenCells]:
    try:
        return hidden_cells(path)
    except Unseeable as unseeable:
        faults.add(
            "hidden_cells",
            "warning",
            Source(relative),
            f"hidden rows and columns could not be looked for ({unseeable}); they were read as if"
            " they were shown",
            fix="Save it again as .xlsx, or look whether any are hidden.",
        )
        return {}


def _looks(path: Path, relative: str, faults: Faults) -> Mapping[str, ShownCells]:
    try:
        return shown_cells(path)
    except Unseeable as unseeable:
        faults.add(
            "number_formats",
            "warning",
            Source(relative),
            f"number formats could not be read ({unseeable}); numbers stand as they are stored,"
            " 7.5% as 0.075",
            fix="Save it again as .xlsx.",
        )
        return {}


def _tell_valueless(where: Source, hidden: HiddenCells, look: ShownCells, faults: Faults) -> None:
    """Names the shown cells that have no value to learn."""
    told = [
        (place, "error_cells", f"found the error {error}; the cell was left empty", _FIX_ERROR)
        for place, error in look.errors.items()
    ]
    told += [
        (
            place,
            "formulas_without_values",
            "found a formula whose result is not stored; the cell was left empty",
            _FIX_FORMULA,
        )
        for place in look.formulas
    ]
    for (row, column), check, found, fix in sorted(told):
        if row not in hidden.rows and not hidden.has_column(column):
            cell = f"expected a value in cell {_letters(column)}{row + 1}, {found}"
            faults.add(check, "warning", replace(where, row=row + 1), cell, fix=fix)


def _shown(rows: Sequence[Row], hidden: HiddenCells, faults: Faults) -> list[Row]:
    """The rows that are shown, with the cells that are; the others are named."""
    width = max((len(row.cells) for row in rows), default=0)
    columns = [at for at in range(width) if hidden.has_column(at)]
    filled = [at for at in columns if any(row.cells[at].strip() for row in rows)]
    gone = [i for i, row in enumerate(rows) if i in hidden.rows and any(map(str.strip, row.cells))]
    if filled:
        names = [f"{_letters(at)} ({_heading(rows, at)!r})" for at in filled]
        _tell(
            replace(rows[0].source, row=None),
            f"{_listed('column', names)} hidden and left out",
            faults,
        )
    if gone:
        numbers = _runs([i + 1 for i in gone])
        first = " | ".join(cell for cell in rows[gone[0]].cells if cell)
        _tell(
            rows[gone[0]].source,
            f"{_listed('row', numbers)} hidden and left out, the first of them {first[:60]!r}",
            faults,
        )
    left = [at for at in range(width) if at not in columns]
    return [
        Row(row.source, tuple(row.cells[at] for at in left))
        for i, row in enumerate(rows)
        if i not in hidden.rows
    ]


def _tell(where: Source, found: str, faults: Faults) -> None:
    faults.add(
        "hidden_cells",
        "warning",
        where,
        found,
        fix="Show them in your spreadsheet program if they are meant; nothing of them is learned.",
    )


def _listed(one: str, names: Sequence[str]) -> str:
    several = len(names) > 1 or " to " in names[0]
    more = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{one}{'s' if several else ''} {shown} {'are' if several else 'is'}"


def _runs(numbers: Sequence[int]) -> list[str]:
    """ "3", "5 to 9": runs of numbers that follow each other."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(a) if a == b else f"{a} to {b}" for a, b in found]


def _heading(rows: Sequence[Row], column: int) -> str:
    return next((row.cells[column] for row in rows if row.cells[column].strip()), "")[:40]


def _letters(column: int) -> str:
    """The column's name in a spreadsheet program: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _rows(sheet: Any, where: Source, look: ShownCells, faults: Faults) -> list[Row]:
    cells = [
        [look.text((row, column), _text(cell)) for column, cell in enumerate(values)]
        for row, values in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value = cells[top][left]
        below = range(top, min(bottom + 1, len(cells)))
        if right > left and not any(cells[top][:left]) and not any(cells[top][right + 1 :]):
            continue  # a title, or a heading between rows: no value of each of these columns
        for row in below:
            for column in range(left, min(right + 1, len(cells[row]))):
                cells[row][column] = value
        if bottom > top:
            faults.add(
                "merged_cells",
                "warning",
                replace(where, row=top + 1),
                f"expected one value a row, found one cell merged over rows {top + 1} to"
                f" {bottom + 1} ({value[:40]!r}); its value was given to each of them",
                fix="Unmerge the cells if the rows should differ.",
            )
    return [
        Row(replace(where, row=number), tuple(row)) for number, row in enumerate(cells, start=1)
    ]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return general(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    return str(cell)
