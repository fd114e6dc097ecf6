"""The numbers in front of a Word paragraph, which the file does not hold but Word counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["Numbering"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_PLACE = re.compile(r"%(\d)")


class Numbering:
    """Counts as Word does: a paragraph of one level starts the deeper levels again."""

    def __init__(self, part: Any) -> None:
        root = _root(part)
        self._lists: dict[str, str] = {}
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._by_style: dict[str, tuple[str, int]] = _by_style(part)
        for abstract in () if root is None else root.iter(f"{_W}abstractNum"):
            for level in abstract.iter(f"{_W}lvl"):
                key = (abstract.get(f"{_W}abstractNumId"), _number(level.get(f"{_W}ilvl")))
                self._levels[key] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    _number(_value(level, "start", "1")),
                )
        for one in () if root is None else root.iter(f"{_W}num"):
            self._lists[one.get(f"{_W}numId")] = _value(one, "abstractNumId", "")

    def label(self, paragraph: Any, styles: Sequence[str]) -> tuple[str, int]:
        """The label (`3.2`, `(a)`, `•`), empty for none, and how deep it is, 0 for the highest."""
        place = self._place(paragraph, styles)
        if place is None:
            return "", 0
        number, depth = place
        abstract = self._lists.get(number)
        if abstract is None or (abstract, depth) not in self._levels:
            return "", 0
        form, pattern, _ = self._levels[abstract, depth]
        if form == "bullet":
            return "•", depth
        if not "".join(paragraph.itertext()).strip():
            return "", 0
        self._count(abstract, depth)
        return _PLACE.sub(lambda m: self._one(abstract, int(m[1]) - 1), pattern).strip(), depth

    def _place(self, paragraph: Any, styles: Sequence[str]) -> tuple[str, int] | None:
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        number = None if own is None else _value(own, "numId", "")
        styled = next((self._by_style[s] for s in styles if s in self._by_style), None)
        if number == "0":
            return None
        if not number:
            return styled
        depth = _value(own, "ilvl", "")
        return number, _number(depth) if depth else (styled[1] if styled else 0)

    def _count(self, abstract: str, depth: int) -> None:
        start = self._levels[abstract, depth][2]
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1
        for key in [k for k in self._counts if k[0] == abstract and k[1] > depth]:
            del self._counts[key]

    def _one(self, abstract: str, depth: int) -> str:
        form, _, start = self._levels.get((abstract, depth), ("decimal", "", 1))
        return _written(self._counts.get((abstract, depth), start), form)


def _root(part: Any) -> Any:
    from docx.oxml.parser import parse_xml

    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            return parse_xml(relation.target_part.blob)
    return None


def _by_style(part: Any) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in part.styles.element.style_lst:
        numbered = style.find(f"{_W}pPr/{_W}numPr")
        if numbered is not None and _value(numbered, "numId", ""):
            depth = _number(_value(numbered, "ilvl", "0"))
            found[style.styleId] = (_value(numbered, "numId", ""), depth)
    return found


def _value(element: Any, name: str, fallback: str) -> str:
    found = element.find(f"{_W}{name}")
    return fallback if found is None else found.get(f"{_W}val") or fallback


def _number(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else 0


def _written(count: int, form: str) -> str:
    if form.endswith("Letter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form.endswith("Roman"):
        roman, rest = "", count
        for value, sign in _ROMAN:
            roman, rest = roman + sign * (rest // value), rest % value
        return roman.upper() if form == "upperRoman" else roman
    if form == "none":
        return ""
    return f"{count:02d}" if form == "decimalZero" else str(count)
