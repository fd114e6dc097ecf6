"""The structure of a PDF: what is a heading, a paragraph, a table. One interface, one engine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

__all__ = ["Block", "EdgeParse", "NoStructure", "Structure"]

Kind = Literal["heading", "paragraph", "table", "margin"]
Box = tuple[float, float, float, float]
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARGINS = ("header", "footer")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page, in reading order.

    Args:
        kind: "margin" is a header or a footer.
        page: 1 for the first.
        text: its words; empty for a table.
        size: of its letters, in points; 0 if unknown.
        bold: whether its letters are bold.
        cells: of a table, row by row, where each cell stands.
    """

    kind: Kind
    page: int
    text: str = ""
    size: float = 0.0
    bold: bool = False
    cells: tuple[tuple[Box, ...], ...] = ()


class NoStructure(Exception):
    """The engine could not make anything of the file."""


class Structure(Protocol):
    """Finds the blocks of a PDF."""

    def blocks(self, path: Path) -> Sequence[Block]:
        """All blocks of all pages, in reading order.

        Raises:
            NoStructure: the engine failed on this file.
        """
        ...


class EdgeParse:
    """The engine edgeparse. It leaves the words of table cells out, so boxes are handed on."""

    def blocks(self, path: Path) -> Sequence[Block]:
        """All blocks.

        Raises:
            NoStructure: it failed, or gave something else than it should.
        """
        import edgeparse

        try:
            text = edgeparse.convert(str(path), format="json", raster_table_ocr=False)
            value = json.loads(text)
        except (ValueError, OSError, RuntimeError) as error:
            raise NoStructure(str(error)) from error
        except BaseException as error:  # a panic of the engine is no Exception
            if type(error).__name__ != "PanicException":
                raise
            raise NoStructure(str(error)) from error
        return tuple(_blocks(value.get("kids", ())))


def _blocks(entries: Sequence[Mapping[str, object]]) -> list[Block]:
    found: list[Block] = []
    for entry in entries:
        kind, page = entry.get("type"), entry.get("page number")
        if not isinstance(page, int):
            continue
        if kind == "table":
            found.append(Block("table", page, cells=_cells(entry)))
            continue
        words = entry.get("content")
        if isinstance(words, str) and words.strip():
            font, size = str(entry.get("font", "")), entry.get("font size")
            named: Kind = "heading" if kind == "heading" else "paragraph"
            found.append(
                Block(
                    "margin" if kind in _MARGINS else named,
                    page,
                    _CONTROL.sub("", words).strip(),
                    float(size) if isinstance(size, int | float) else 0.0,
                    "bold" in font.lower() or "black" in font.lower(),
                )
            )
        for below in ("kids", "list items"):
            inner = entry.get(below)
            if isinstance(inner, list):
                found += _blocks([{"page number": page, **e} for e in inner if isinstance(e, dict)])
    return found


def _cells(entry: Mapping[str, object]) -> tuple[tuple[Box, ...], ...]:
    rows = cast("list[dict[str, list[dict[str, object]]]]", entry.get("rows") or [])
    return tuple(
        tuple(
            cast("Box", tuple(cast("list[float]", cell["bounding box"])))
            for cell in row.get("cells", ())
        )
        for row in rows
    )
