"""Percentages and fractions: 50 %, fifty per cent, half, 1/2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from inhouse.scoring.facts.amounts.numerals import NUMERAL, START, TO, plain, to_decimal
from inhouse.scoring.facts.fact import Found, at

__all__ = ["read_percentages"]

_PERCENT = re.compile(
    rf"{START}(?P<a>{NUMERAL})(?:\s?%)?(?:{TO}(?P<b>{NUMERAL}))?\s?(?:%|(?:percent|per cent)\b)",
    re.IGNORECASE,
)
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "eighth": 8, "tenth": 10,
}  # fmt: skip
_TOPS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}
# "a third visit" is no fraction, "a third of it" is.
_IS_PART = (
    r"(?=\s(?:of|is|are|was|off|due|less|more|now|up ?front|in advance|down|the|your|price|at|on|"
    r"with|must|has|goes)\b|\s?[.,;!?)]|\s*$)"
)
_FRACTION = re.compile(
    rf"\b(?P<top>one|two|three|four|five|seven|nine)[ -](?P<many>halves|thirds|quarters|fourths|"
    r"fifths|sixths|eighths|tenths)\b(?! (?:past|to|of an?)\b)"
    rf"|(?<!and )(?<!and a )\b(?:(?P<one>an?|one)[ -])?(?P<half>half)\b{_IS_PART}"
    rf"|(?<!and )\b(?P<single>a|one)[ -](?P<part>third|quarter|fourth|fifth|sixth|eighth|tenth)\b"
    rf"(?! of an? (?:hour|day|year|century|mile|pound|cup|inch|litre|liter))(?! past){_IS_PART}"
    rf"|\b(?P<of>one|two|three|four|five|six|seven|eight|nine|\d)\s(?:in|out of)(?: every)?\s"
    r"(?P<all>two|three|four|five|six|seven|eight|nine|ten|[2-9]|\d0)\b(?!\s?(?:hours?|days?|weeks?|months?|years?|minutes?))"
    r"|\b(?P<half2>half) (?:a|of one) per ?cent\b"
    r"|(?<![\w/.,-])(?<!\d )(?P<n>\d)/(?P<d>[2-9]|10|12)(?![\w/]|\.\d)"
    r"(?!\s?-?(?:hours?|hrs?|h|inch(?:es)?|in|cups?|miles?|ts?bsp|tsp|teaspoons?|tablespoons?|pounds?|"
    r"lbs?|kg|pints?|of an? (?:hour|mile|cup|inch|day|year))\b)",
    re.IGNORECASE,
)


def read_percentages(text: str) -> Iterator[Found]:
    """Percentages, both ends of a range; fractions as the percentage they are."""
    for match in _PERCENT.finditer(text):
        values = [plain(to_decimal(n)) for n in (match["a"], match["b"]) if n]
        yield at(match, "percent", *values, texts=[f"{value}%" for value in values])
    for match in _FRACTION.finditer(text):
        top, parts = _fraction(match)
        if 0 < top < parts:
            share = (Decimal(100 * top) / parts).quantize(Decimal("0.0001"))
            yield at(match, "percent", plain(share))


def _fraction(match: re.Match[str]) -> tuple[int, int]:
    if match["n"]:
        return int(match["n"]), int(match["d"])
    if match["half"]:
        return 1, 2
    if match["half2"]:
        return 1, 200
    if match["of"]:
        return int(to_decimal(match["of"])), int(to_decimal(match["all"]))
    word = (match["many"] or match["part"]).casefold()
    top = (match["top"] or match["single"]).casefold()
    return _TOPS[top], _PARTS.get(word) or _PARTS[word.rstrip("s")]
