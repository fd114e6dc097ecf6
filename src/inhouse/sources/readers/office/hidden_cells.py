"""Rows and columns of a workbook that its program does not show, by sheet.

What reads the values does not tell: hidden by hand, by a filter, by a collapsed group, or by a
height or width of 0. Sources: ECMA-376 part 1, 18.3.1.13 (col) and 18.3.1.73 (row); OpenDocument
1.3 part 3, 19.749 (table:visibility); .xls as xlrd reads it, [MS-XLS] 2.4.53 and 2.4.221.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from inhouse.sources.readers.office.book_parts import (
    TABLE,
    Quiet,
    Unseeable,
    elements,
    look_into,
    sheet_parts,
)

__all__ = ["NOTHING", "HiddenCells", "hidden_cells"]

_BLOCK = 1 << 20
_OVERLAP = 32
# Parsing every cell of a long sheet takes a minute; looking for these words takes none.
_SIGNS = re.compile(rb"hidden|(?:width|ht)\s*=\s*[\"']0|collapse|filter")
_TRUE = ("1", "true")
_MOST_ROWS = 1 << 20  # of any spreadsheet program; the empty rest is often hidden as one


@dataclass(frozen=True, slots=True)
class HiddenCells:
    """What is hidden in one sheet.

    Args:
        rows: 0-based.
        columns: (first, last) of each run of columns, 0-based.
    """

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()

    def has_column(self, column: int) -> bool:
        """Whether this column is hidden."""
        return any(first <= column <= last for first, last in self.columns)


NOTHING = HiddenCells()
"""A sheet that shows everything."""


def hidden_cells(path: Path) -> Mapping[str, HiddenCells]:
    """Sheet name to what is hidden in it; sheets that show everything may be left out.

    Raises:
        Unseeable: the format does not tell us.
    """
    return look_into(path, _LOOKS)


def _in_xlsx(path: Path) -> Iterator[tuple[str, HiddenCells]]:
    with zipfile.ZipFile(path) as archive:
        for name, part in sheet_parts(archive):
            if _may_hide(archive, part):
                with archive.open(part) as sheet:
                    yield name, _in_sheet(sheet)


def _may_hide(archive: zipfile.ZipFile, part: str) -> bool:
    end = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            if b"\0" in block or _SIGNS.search(end + block):
                return True
            end = block[-_OVERLAP:]
    return False


def _in_sheet(sheet: IO[bytes]) -> HiddenCells:
    rows: set[int] = set()
    columns: list[tuple[int, int]] = []
    at = -1
    for tag, found in elements(sheet, ("{*}row", "{*}col")):
        if tag == "col":
            if found.get("hidden") in _TRUE or _is_zero(found.get("width")):
                columns.append((int(found["min"]) - 1, int(found["max"]) - 1))
            continue
        at = int(found["r"]) - 1 if "r" in found else at + 1
        if found.get("hidden") in _TRUE or _is_zero(found.get("ht")):
            rows.add(at)
    return HiddenCells(frozenset(rows), tuple(columns))


def _is_zero(size: str | None) -> bool:
    return size is not None and float(size) == 0


def _in_ods(path: Path) -> Iterator[tuple[str, HiddenCells]]:
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        name, rows, columns, row, column = "", set[int](), list[tuple[int, int]](), 0, 0
        wanted = ("table", "table-row", "table-column")
        for tag, found in elements(content, tuple(TABLE + tag for tag in wanted), start=True):
            hidden = found.get(f"{TABLE}visibility", "visible") != "visible"
            if tag == "table":
                yield name, HiddenCells(frozenset(rows), tuple(columns))
                name = found.get(f"{TABLE}name", "")
                rows, columns, row, column = set(), [], 0, 0
            elif tag == "table-row":
                n = int(found.get(f"{TABLE}number-rows-repeated", "1"))
                if hidden:
                    rows.update(range(row, min(row + n, _MOST_ROWS)))
                row += n
            else:
                n = int(found.get(f"{TABLE}number-columns-repeated", "1"))
                if hidden:
                    columns.append((column, column + n - 1))
                column += n
        yield name, HiddenCells(frozenset(rows), tuple(columns))


def _in_xls(path: Path) -> Iterator[tuple[str, HiddenCells]]:
    import xlrd

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=Quiet())
    except Exception as error:  # xlrd fails in many ways on files that others read
        raise Unseeable(str(error)) from error
    for sheet in book.sheets():
        rows = {at for at, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0}
        columns = [
            (at, at) for at, info in sheet.colinfo_map.items() if info.hidden or info.width == 0
        ]
        yield sheet.name, HiddenCells(frozenset(rows), tuple(columns))


_LOOKS: Mapping[str, Callable[[Path], Iterator[tuple[str, HiddenCells]]]] = {
    "xlsx": _in_xlsx,
    "ods": _in_ods,
    "xls": _in_xls,
}
