"""HTML tables: what is one, and its cells with spans filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from inhouse.sources.grids import is_header

__all__ = ["cells_of", "has_header", "is_layout"]

_WIDEST = 200
_LONG_CELL_BLOCKS = 3


def is_layout(table: Any) -> bool:
    """Whether it arranges a page instead of holding data, as mails and old sites do."""
    if table.get("role") in ("presentation", "none"):
        return True
    if next(table.iterdescendants("table", "h1", "h2", "h3", "h4"), None) is not None:
        return True
    rows = list(_rows(table))
    width = max((len(_cells(row)) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return True
    return any(
        sum(1 for _ in cell.iterdescendants("p", "div", "ul")) > _LONG_CELL_BLOCKS
        for row in rows
        for cell in _cells(row)
    )


def has_header(table: Any) -> bool:
    """Whether its first row names the columns: by its tags, else by its words."""
    rows = list(_rows(table))
    first = _cells(rows[0]) if rows else []
    if first and all(cell.tag == "th" for cell in first):
        return True
    if any(cell.tag == "th" for row in rows for cell in _cells(row)):
        return False
    return is_header([[cell.text_content() for cell in _cells(row)] for row in rows])


def cells_of(table: Any, words: Callable[[Any], str]) -> list[list[str]]:
    """The cells' words, row by row; a cell over several rows or columns is in each of them."""
    filled: dict[tuple[int, int], str] = {}
    height = 0
    for y, row in enumerate(_rows(table)):
        height, x = y + 1, 0
        for cell in _cells(row):
            while (y, x) in filled:
                x += 1
            text = words(cell)
            for down in range(_span(cell, "rowspan")):
                for right in range(_span(cell, "colspan")):
                    filled.setdefault((y + down, x + right), text)
    width = max((x for _, x in filled), default=-1) + 1
    return [[filled.get((y, x), "") for x in range(width)] for y in range(height)]


def _rows(table: Any) -> Iterator[Any]:
    for row in table.iterdescendants("tr"):
        if next(row.iterancestors("table"), None) is table:
            yield row


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: Any, name: str) -> int:
    text = cell.get(name) or ""
    return min(int(text), _WIDEST) or 1 if text.isdigit() else 1
