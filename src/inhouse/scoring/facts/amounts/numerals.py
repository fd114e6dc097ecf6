"""Numbers in figures and in words."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["FIGURES", "NUMERAL", "ORDINALS", "ORDINAL_WORDS", "START", "TO", "plain", "to_decimal"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_VALUES = {word: i for i, word in enumerate(_UNITS.split())}
_VALUES |= {word: 10 * i for i, word in enumerate(_TENS.split(), start=2)} | {"dozen": 12}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ONE_WORD = "|".join(sorted((*_VALUES, *_SCALES), key=len, reverse=True))

FIGURES = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|\d{1,18}(?:\.\d{1,9})?"
"""1,200.50 or 1200.5"""
WORDED = (
    rf"(?:\b(?:a )?couple of\b|\bhalf a dozen\b"
    rf"|(?:\ba )?\b(?:{_ONE_WORD})\b(?:(?:-| |(?<=hundred) and "
    rf"|(?<=thousand) and )(?:{_ONE_WORD})\b){{0,6}}"
    r"(?: and a half\b| point five\b)?)"
)
"""twenty-five, two hundred and fifty, a hundred, two and a half, a couple of"""
NUMERAL = (
    rf"(?:(?:{FIGURES})(?:\s?(?:hundred|thousand|million|billion)\b)?(?: and a half\b)?|{WORDED})"
)

TO = r"(?:\s?-\s?|\s(?:to|or|and)\s)"
"""Between the two ends of a range."""
START = r"(?<!\w)(?<!\w[-./])(?<![.,]\d)"
"""Before a numeral that is no part of something longer."""

ORDINAL_WORDS = {word: i for i, word in enumerate(_ORDINALS.split(), start=1)}
ORDINALS = rf"\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(ORDINAL_WORDS)}"


def to_decimal(numeral: str) -> Decimal:
    """The number that `numeral` (a match of NUMERAL, or figures with a comma) writes."""
    folded = numeral.casefold().strip()
    for suffix in (" and a half", " point five"):
        if folded.endswith(suffix):
            return to_decimal(folded.removesuffix(suffix)) + Decimal("0.5")
    if folded.endswith("couple of"):
        return Decimal(2)
    if folded == "half a dozen":
        return Decimal(6)
    figures = re.match(r"[\d.,]+", folded)
    if not figures:
        return Decimal(_from_words(re.findall(r"[a-z]+", folded)))
    digits = figures.group().rstrip(".,")
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")  # 45,50 as written on the continent
    value = Decimal(digits.replace(",", ""))
    scale = folded[figures.end() :].strip()
    return value * _SCALES.get(scale, 1)


def plain(value: Decimal) -> str:
    """`value` without exponent and without zeros at the end: one text a number."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _from_words(parts: list[str]) -> int:
    total, group = 0, 0
    for part in parts:
        if part == "dozen":
            group = max(group, 1) * 12
        elif part in _VALUES:
            group += _VALUES[part]
        elif part == "hundred":
            group = max(group, 1) * 100
        elif part in _SCALES:
            total, group = total + max(group, 1) * _SCALES[part], 0
    return total + group
