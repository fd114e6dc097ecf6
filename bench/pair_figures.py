"""Finds the figures of an answer: what both the wrong pairs and the rewordings change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

UNITS = (
    "second", "minute", "hour", "day", "week", "month", "year", "mile", "foot", "feet", "inch",
    "inches", "meter", "metre", "mg", "milligram", "gram", "mm", "cm", "percent", "pound", "point",
    "visit", "payment", "cleaning", "character", "digit", "attempt", "case", "people", "person",
    "death", "time", "cup", "glass", "glasses", "ounce", "calorie", "liter", "working day",
    "business day", "calendar day",
)  # fmt: skip
SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {i: w for i, w in enumerate(SMALL) if i > 1} | {
    (i + 3) * 10: word for i, word in enumerate(_TENS)
}
VALUES = {word: value for value, word in WORDS.items()}
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_UNIT = "|".join(f"{re.escape(unit)}s?" for unit in sorted(UNITS, key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w.,/$€£:#-])(?:(?P<money>\$)(?P<price>{_NUMBER})(?![\w%]|[.,:/-]\d)"
    rf"|(?P<digits>{_NUMBER})(?:(?P<percent>\s?%)|(?P<gap>\s)(?P<unit>{_UNIT})\b(?!-)))"
)
_WORDY = re.compile(rf"\b(?P<word>{'|'.join(VALUES)})(?P<gap>\s)(?P<unit>{_UNIT})\b(?!-)", re.I)
_ANY_WORD = "|".join(VALUES)
_RANGE_BEFORE = re.compile(
    rf"(?:\d|\b(?:a|one|{_ANY_WORD})|%|\$\d[\d,.]*)\s*(?:to|and|or|-|–|through|x|,)\s*\$?$",
    re.I,
)
_RANGE_AFTER = re.compile(
    rf"^(?:%|\s\w+)?,?\s*(?:to|or|and|-|–|through|x)\s*(?:(?:a|one|{_ANY_WORD})\b|\$?\d|half)",
    re.I,
)


@dataclass(frozen=True)
class Figure:
    """A number with what it counts.

    Args:
        start: of the number, without a dollar sign.
        end: of the number.
        value: of the number.
        unit: "$", "%" or the unit's singular.
        unit_end: where the unit ends; of money, where the number does.
        in_range: whether another figure is joined to it ("2 to 14 days").
        in_words: whether the number is written in words.
    """

    start: int
    end: int
    value: float
    unit: str
    unit_end: int
    in_range: bool
    in_words: bool

    def written(self, value: float) -> str:
        """`value` as this figure writes numbers."""
        if self.in_words and value in WORDS:
            return WORDS[int(value)]
        return f"{value:,.0f}" if value == int(value) else f"{value:.2f}"


def _one(unit: str) -> str:
    return unit.lower().removesuffix("s") if unit.lower() not in ("glass",) else "glass"


# "24 hours a day" is no figure that could be another one.
_ALWAYS = re.compile(r"24 hours a day|(?:7|seven) days a week", re.I)


def _in_range(text: str, start: int, end: int, unit_end: int) -> bool:
    if _ALWAYS.match(text[start:]):
        return True
    before = _RANGE_BEFORE.search(text[max(0, start - 24) : start].removesuffix("$"))
    return bool(before or _RANGE_AFTER.match(text[end:]) or _RANGE_AFTER.match(text[unit_end:]))


def figures(text: str) -> Iterator[Figure]:
    """The figures of `text` in order of writing: money, shares and counted units."""
    found = []
    for match in _FIGURE.finditer(text):
        name = "price" if match["money"] else "digits"
        unit = "$" if match["money"] else "%" if match["percent"] else _one(match["unit"])
        start, end = match.span(name)
        value = float(match[name].replace(",", ""))
        joined = _in_range(text, start, end, match.end())
        found.append(Figure(start, end, value, unit, match.end(), joined, in_words=False))
    for match in _WORDY.finditer(text):
        start, end = match.span("word")
        joined = _in_range(text, start, end, match.end())
        value = float(VALUES[match["word"].lower()])
        unit = _one(match["unit"])
        found.append(Figure(start, end, value, unit, match.end(), joined, in_words=True))
    yield from sorted(found, key=lambda figure: figure.start)
