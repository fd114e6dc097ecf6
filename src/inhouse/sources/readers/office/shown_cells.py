"""What cells of a workbook show where that is not the stored value: formats, errors, formulas.

Only cells that need it are looked at: a sheet without formats, errors and formulas is not parsed.
Sources: ECMA-376 part 1, 18.3.1.4 (c), 18.18.11 (cell types), 18.8 (styles); OpenDocument 1.3
part 3, 19.387 (office:value-type): there the cell's paragraphs are what it shows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from inhouse.sources.readers.office.book_parts import (
    TABLE,
    Quiet,
    Unseeable,
    book_part,
    look_into,
    relations,
    root,
    sheet_parts,
    target,
)
from inhouse.sources.readers.office.formats.numbers import (
    BUILT_IN,
    is_general,
    show_number,
    show_text,
)

__all__ = ["ShownCells", "shown_cells"]

_BLOCK = 1 << 20
_OVERLAP = 64
_TRUE = ("1", "true")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_REPEATED = 1 << 14  # of one cell; the empty rest of a sheet is one cell, repeated
_ERROR = re.compile(r"(?:#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)|Err:\d{3})$")

Place = tuple[int, int]


@dataclass(slots=True)
class ShownCells:
    """What one sheet shows, by row and column from 0.

    Args:
        shown: the text of a cell, instead of its value.
        text_formats: the format of a cell with text, where it may add words to it.
        errors: the error that a cell shows.
        formulas: cells with a formula whose result was not stored.
    """

    shown: dict[Place, str] = field(default_factory=dict)
    text_formats: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    formulas: list[Place] = field(default_factory=list)

    def text(self, place: Place, value: str) -> str:
        """What the cell shows whose stored value is this text."""
        if place in self.text_formats and value:
            return show_text(self.text_formats[place], value)
        return self.shown.get(place, value)


def shown_cells(path: Path) -> Mapping[str, ShownCells]:
    """Sheet name to what its cells show; sheets whose values say it all are left out.

    Raises:
        Unseeable: the format does not tell us.
    """
    return look_into(path, _LOOKS)


def _in_xlsx(path: Path) -> Iterator[tuple[str, ShownCells]]:
    with zipfile.ZipFile(path) as archive:
        book = book_part(archive)
        about = root(archive, book).find("{*}workbookPr")
        from_1904 = about is not None and about.get("date1904") in _TRUE
        formats = _formats(archive, book)
        for name, part in sheet_parts(archive):
            if _may_show_otherwise(archive, part, formats):
                yield name, _in_sheet(archive, part, formats, from_1904=from_1904)


def _formats(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    """Number of a style to its number format, of those that change what is shown."""
    where = next(
        (found for kind, found, _ in relations(archive, book) if kind.endswith("/styles")), None
    )
    if where is None:
        return {}
    styles = root(archive, target(book.rpartition("/")[0], where))
    own = {
        int(one.get("numFmtId")): str(one.get("formatCode"))
        for one in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    known = {**BUILT_IN, **own}
    codes = [
        known.get(int(one.get("numFmtId", "0")), "General")
        for one in styles.iterfind("{*}cellXfs/{*}xf")
    ]
    return {str(i): code for i, code in enumerate(codes) if not is_general(code)}


def _may_show_otherwise(archive: zipfile.ZipFile, part: str, formats: Mapping[str, str]) -> bool:
    styles = "|".join(formats) or "none"
    signs = re.compile(
        rf"""\ss=["'](?:{styles})["']|\st=["'][bed]["']|<(?:\w+:)?f[\s/>]""".encode()
    )
    end = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            if b"\0" in block or signs.search(end + block):
                return True
            end = block[-_OVERLAP:]
    return False


def _in_sheet(
    archive: zipfile.ZipFile, part: str, formats: Mapping[str, str], *, from_1904: bool
) -> ShownCells:
    from lxml import etree

    found = ShownCells()
    show = lru_cache(maxsize=1 << 16)(
        lambda code, value: show_number(code, float(value), from_1904=from_1904)
    )
    at = -1
    with archive.open(part) as sheet:
        for _, row in etree.iterparse(
            sheet, tag="{*}row", resolve_entities=False, no_network=True, huge_tree=True
        ):
            at = int(row.get("r", at + 2)) - 1
            column = -1
            for cell in row.iterchildren("{*}c"):
                column = _column(cell.get("r", ""), column)
                kind, code = cell.get("t", "n"), formats.get(cell.get("s", ""))
                if kind in ("s", "inlineStr") and code is None:
                    continue
                _note(cell, kind, (at, column), code, found, show)
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]
    return found


def _column(reference: str, before: int) -> int:
    letters = reference.rstrip("0123456789")
    return _number_of(letters) if letters else before + 1


@lru_cache(maxsize=1 << 15)
def _number_of(letters: str) -> int:
    """The column that a spreadsheet program calls so: 0 for A, 26 for AA."""
    at = 0
    for letter in letters.upper():
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def _note(
    cell: Any,
    kind: str,
    place: Place,
    code: str | None,
    found: ShownCells,
    show: Callable[[str, str], str],
) -> None:
    value, is_formula = None, False
    for child in cell:  # much faster than to find them by their names
        name = child.tag.rpartition("}")[2]
        if name == "v":
            value = child.text or ""
        elif name == "f":
            is_formula = True
    if value is None:
        if is_formula and kind != "inlineStr":
            found.formulas.append(place)
        elif code is not None and "@" in code:
            found.text_formats[place] = code
    elif kind == "e":
        found.errors[place] = value
        found.shown[place] = ""
    elif kind == "b":
        found.shown[place] = "TRUE" if value in _TRUE else "FALSE"
    elif code is not None and value:
        if kind == "n":
            found.shown[place] = show(code, value)
        elif "@" in code:
            found.text_formats[place] = code


def _in_ods(path: Path) -> Iterator[tuple[str, ShownCells]]:
    from lxml import etree

    found, row, column, n_rows = ShownCells(), 0, 0, 1
    tags = tuple(TABLE + tag for tag in ("table", "table-row", "table-cell", "covered-table-cell"))
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        for event, element in etree.iterparse(
            content, events=("start", "end"), tag=tags, resolve_entities=False, huge_tree=True
        ):
            tag = element.tag.removeprefix(TABLE)
            if tag == "table":
                if event == "start":
                    found, row = ShownCells(), 0
                else:
                    yield str(element.get(f"{TABLE}name")), found
                    element.clear()
            elif tag == "table-row":
                if event == "start":
                    n_rows, column = int(element.get(f"{TABLE}number-rows-repeated", "1")), 0
                else:
                    row += n_rows
                    element.clear()
            elif event == "end":
                n = int(element.get(f"{TABLE}number-columns-repeated", "1"))
                if n * n_rows <= _MOST_REPEATED:
                    places = [(row + i, column + j) for i in range(n_rows) for j in range(n)]
                    _note_open(element, places, found)
                column += n


def _note_open(cell: Any, places: list[Place], found: ShownCells) -> None:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None and cell.get(f"{TABLE}formula") is None:
        return
    shown = "\n".join("".join(p.itertext()) for p in cell.iterfind(f"{_TEXT}p"))
    for place in places:
        if kind is None and not shown:
            found.formulas.append(place)
        elif _ERROR.match(shown) and cell.get(f"{TABLE}formula") is not None:
            found.errors[place] = shown
            found.shown[place] = ""
        elif kind != "string" and shown:
            found.shown[place] = shown


def _in_xls(path: Path) -> Iterator[tuple[str, ShownCells]]:
    import xlrd

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=Quiet())
    except Exception as error:  # xlrd fails in many ways on files that others read
        raise Unseeable(str(error)) from error
    codes = [book.format_map[xf.format_key].format_str for xf in book.xf_list]
    # Excel's own date format of the country is stored as if it were American.
    codes = [
        BUILT_IN[xf.format_key] if xf.format_key in (14, 22) else code
        for xf, code in zip(book.xf_list, codes, strict=True)
    ]
    for sheet in book.sheets():
        found = ShownCells()
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                code = codes[cell.xf_index or 0]
                if cell.ctype == xlrd.XL_CELL_ERROR:
                    found.errors[row, column] = xlrd.error_text_from_code.get(
                        int(cell.value), "#N/A"
                    )
                    found.shown[row, column] = ""
                elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                    found.shown[row, column] = "TRUE" if cell.value else "FALSE"
                elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                    if not is_general(code):
                        from_1904 = book.datemode == 1
                        found.shown[row, column] = show_number(
                            code, float(cell.value), from_1904=from_1904
                        )
                elif "@" in code and not is_general(code):
                    found.text_formats[row, column] = code
        yield sheet.name, found


_LOOKS: Mapping[str, Callable[[Path], Iterator[tuple[str, ShownCells]]]] = {
    "xlsx": _in_xlsx,
    "ods": _in_ods,
    "xls": _in_xls,
}
