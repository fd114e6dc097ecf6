"""A number format taken apart: its sections, and the signs of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["Section", "Token", "sections_of"]

Kind = Literal[
    "literal", "digit", "point", "comma", "percent", "exponent", "slash", "text", "general",
    "date", "elapsed", "half_day", "part_second",
]  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<room>_.)|(?P<fill>\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<half_day>AM/PM|A/P|am/pm|a/p)|(?P<exponent>E[+-])"
    r"|(?P<part_second>(?<=[sS\]])[.,]0+)|(?P<date>y+|m+|d+|h+|s+|e+|g+|Y+|M+|D+|H+|S+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)"
    r"|(?P<literal>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)(?:-(?P<language>[0-9A-Fa-f]+))?", re.DOTALL)
_ELAPSED = re.compile(r"(h+|m+|s+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """One sign of a format, and what it stands for."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, eq=False)  # each is made once, and compared by identity
class Section:
    """The format of the positive numbers, the negative ones, zero, or text.

    Args:
        tokens: in their order; what colours or aligns is left out.
        kinds: of the tokens.
        condition: a comparison and its limit, where the section states which numbers it is for.
        language: Windows' number of a language; 0 where none is named.
    """

    tokens: tuple[Token, ...]
    kinds: frozenset[Kind]
    condition: tuple[str, float] | None = None
    language: int = 0


@lru_cache(maxsize=512)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a format, at least one and at most four."""
    parts: list[list[re.Match[str]]] = [[]]
    for found in _TOKEN.finditer(code):
        if found["literal"] == ";":
            parts.append([])
        else:
            parts[-1].append(found)
    return tuple(_section(part) for part in parts[:4])


def _section(found: list[re.Match[str]]) -> Section:
    tokens: list[Token] = []
    condition, language = None, 0
    for one in found:
        kind, text = one.lastgroup or "literal", one[one.lastgroup or 0] or ""
        if kind in ("quoted", "escaped"):
            tokens.append(Token("literal", text))
        elif kind == "room":
            tokens.append(Token("literal", " "))
        elif kind == "bracket":
            if limit := _CONDITION.match(text):
                condition = (limit[1], float(limit[2]))
            elif _ELAPSED.match(text):
                tokens.append(Token("elapsed", text.lower()))
            elif currency := _CURRENCY.match(text):
                language = int(currency["language"] or "0", 16) & 0xFFFF
                tokens.append(Token("literal", currency["sign"]))
        elif kind != "fill":
            tokens.append(Token(kind, text.lower() if kind == "date" else text))  # type: ignore[arg-type]
    left = _without_stray_signs(tokens)
    return Section(left, frozenset(token.kind for token in left), condition, language)


def _without_stray_signs(tokens: list[Token]) -> tuple[Token, ...]:
    """A comma, point or slash beside no digit is a sign like any other."""
    has_digits = any(token.kind == "digit" for token in tokens)
    has_dates = any(token.kind in ("date", "elapsed", "half_day") for token in tokens)
    stray = ("point", "comma", "slash", "percent", "exponent")
    if has_digits and not has_dates:
        return tuple(tokens)
    return tuple(Token("literal", t.text) if t.kind in stray else t for t in tokens)
