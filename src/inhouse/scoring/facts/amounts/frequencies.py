"""How often, and per what: twice a year, every six months, per visit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from inhouse.scoring.facts.amounts.numerals import NUMERAL, plain, to_decimal
from inhouse.scoring.facts.fact import Found, at

__all__ = ["read_frequencies"]

_LENGTHS = {
    "second": ("s", "1"), "minute": ("s", "60"), "min": ("s", "60"), "hour": ("s", "3600"),
    "hr": ("s", "3600"), "h": ("s", "3600"), "day": ("s", "86400"), "night": ("night", "1"),
    "week": ("s", "604800"), "wk": ("s", "604800"), "fortnight": ("s", "1209600"),
    "month": ("month", "1"), "mo": ("month", "1"), "quarter": ("month", "3"),
    "year": ("month", "12"), "yr": ("month", "12"), "annum": ("month", "12"),
}  # fmt: skip
_ADVERBS = {
    "hourly": "hour", "weekly": "week", "fortnightly": "fortnight", "biweekly": "fortnight",
    "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year",
    "annual": "year", "nightly": "night",
}  # fmt: skip
_PEOPLE = {
    "m2": "sqm",
    "square metre": "sqm",
    "square meter": "sqm",
    "sqm": "sqm",
    "square foot": "sqft",
    "sq ft": "sqft",
    "head": "person",
    "guest": "person",
    "pax": "person",
    "people": "person",
}
_TIME = "|".join(sorted(_LENGTHS, key=len, reverse=True))
_TIMES = rf"(?P<times>once|twice|thrice|(?:{NUMERAL})(?:\stimes|\s?x(?=\s)))"
_THING = (
    r"m2|square metre|square meter|sqm|square foot|sq ft|visit|person|head|guest|people|pax"
    r"|room|unit|page|item|piece|child|adult|car|pet|session|"
    r"class|lesson|tooth|user|seat|order|call|mile|km|kg|pound|foot|pair|box|appointment|use"
)
_FREQUENCY = re.compile(
    rf"\b{_TIMES}\s(?:an?|per|every|each|in an?)\s(?:(?P<over>{NUMERAL})\s)?(?P<span>{_TIME})s?\b"
    rf"|\b{_TIMES.replace('times>', 'daily>')}\s(?:daily)\b"
    rf"|\bevery\s(?P<every>{NUMERAL}|other|second)\s(?P<unit>{_TIME})s?\b"
    rf"|\b(?:every|each)\s(?P<each>hour|week|month|quarter|year)\b"
    rf"|(?:\bper\s|(?<=[\w\0])\s?/\s?)(?P<per>{_TIME}|{_THING})s?\b(?!\s?/)"
    rf"|(?<=[\0])\s(?:an?|each)\s(?P<a>{_TIME}|{_THING})\b"
    rf"|\b(?P<adverb>{'|'.join(_ADVERBS)})\b",
    re.IGNORECASE,
)
_COUNTS = {"once": 1, "twice": 2, "thrice": 3}


def read_frequencies(text: str) -> Iterator[Found]:
    """How often as the interval between: "twice a year" and "every six months" are "6 month".

    "a visit" and "per visit" behind a sum are one too, since "$50 per hour" is not "$50 per day".
    "daily" is read as all seven weekdays, since "Monday to Sunday" says the same.
    """
    for match in _FREQUENCY.finditer(text):
        yield at(match, "frequency", _interval(match))


def _interval(match: re.Match[str]) -> str:
    if match["times"] or match["daily"]:
        count = _count(match["times"] or match["daily"])
        over = to_decimal(match["over"]) if match["over"] else Decimal(1)
        return _length(match["span"] or "day", over / count)
    if match["every"]:
        other = match["every"].casefold() in {"other", "second"}
        return _length(match["unit"], Decimal(2) if other else to_decimal(match["every"]))
    if match["adverb"]:
        return _length(_ADVERBS[match["adverb"].casefold()], Decimal(1))
    return _length(match["each"] or match["per"] or match["a"], Decimal(1))


def _count(times: str) -> Decimal:
    folded = times.casefold()
    if folded in _COUNTS:
        return Decimal(_COUNTS[folded])
    return to_decimal(re.sub(r"\s?(?:times|x)$", "", folded)) or Decimal(1)


def _length(unit: str, n: Decimal) -> str:
    name = unit.casefold()
    if name not in _LENGTHS:
        return f"per {_PEOPLE.get(name, name)}"
    smallest, scale = _LENGTHS[name]
    return f"{plain((n * Decimal(scale)).quantize(Decimal('0.01')))} {smallest}"
