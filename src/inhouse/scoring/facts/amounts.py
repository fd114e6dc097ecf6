"""Money, percentages, quantities with a unit, plain numbers, ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from inhouse.scoring.facts.fact import Found, at
from inhouse.scoring.facts.numerals import (
    NUMERAL,
    ORDINAL_WORDS,
    ORDINALS,
    plain,
    to_decimal,
)

__all__ = ["read_money", "read_numbers", "read_ordinals", "read_percentages", "read_quantities"]

_TO = r"(?:\s?-\s?|\s(?:to|or|and)\s)"
_START = r"(?<!\w)(?<!\w[-./])(?<![.,]\d)"
_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_NAMES = {
    "dollar": "USD", "buck": "USD", "euro": "EUR", "pound sterling": "GBP", "usd": "USD",
    "eur": "EUR", "gbp": "GBP", "cad": "CAD", "aud": "AUD", "chf": "CHF", "cent": "USD",
}  # fmt: skip
_SUM = r"(\d+,\d{2}(?!\d)|" + NUMERAL + r"|\.\d\d)(\s?k\b|\s?[mM]\b)?"
_SIGN = r"(?:US\$|[$€£¥₹])"
_MONEY = re.compile(
    rf"(?P<sign>{_SIGN}|\b(?:USD|EUR|GBP|CAD|AUD|CHF)\b)\s?(?P<a>{_SUM})"
    rf"(?:{_TO}(?:(?P=sign))\s?(?P<b>{_SUM})|\s?(?:-|to)\s?(?P<c>{_SUM})(?![\w%]|-))?"
    rf"|{_START}(?P<d>\d{{1,6}},\d\d(?!\d)|{NUMERAL})(?:{_TO}(?P<e>{NUMERAL}))?(?:\s|-)?"
    r"(?P<name>[€£$](?!\d)|(?:dollars?|bucks?|euros?|cents?|USD|EUR|GBP|CAD|AUD|CHF)\b)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"{_START}(?P<a>{NUMERAL})(?:\s?%)?(?:{_TO}(?P<b>{NUMERAL}))?\s?(?:%|(?:percent|per cent)\b)",
    re.IGNORECASE,
)
_SCALES: dict[str, tuple[str, str]] = {
    "seconds?|secs?": ("s", "1"),
    "minutes?|mins?": ("s", "60"),
    "hours?|hrs?|h": ("s", "3600"),
    "days?": ("s", "86400"),
    "weeks?|wks?": ("s", "604800"),
    "months?|mos": ("month", "1"),
    "years?|yrs?": ("month", "12"),
    "mcg|micrograms?|µg|μg": ("mg", "0.001"),
    "mg|milligrams?": ("mg", "1"),
    "g|grams?": ("mg", "1000"),
    "kg|kilos?|kilograms?": ("mg", "1000000"),
    "lbs?|pounds?": ("lb", "1"),
    "oz|ounces?": ("oz", "1"),
    "mm|millimet(?:er|re)s?": ("mm", "1"),
    "cm|centimet(?:er|re)s?": ("mm", "10"),
    "m|met(?:er|re)s?": ("mm", "1000"),
    "km|kilomet(?:er|re)s?": ("mm", "1000000"),
    "inch(?:es)?": ("in", "1"),
    "ft|feet|foot": ("in", "12"),
    "miles?|mi": ("mile", "1"),
    "ml|millilit(?:er|re)s?": ("ml", "1"),
    "l|lit(?:er|re)s?": ("ml", "1000"),
    "gallons?|gal": ("gallon", "1"),
    "° ?f|degrees f(?:ahrenheit)?|fahrenheit": ("°F", "1"),
    "° ?c|degrees c(?:elsius)?|celsius": ("°C", "1"),
    "degrees?|°": ("°", "1"),
    "kb": ("kB", "1"), "mb": ("kB", "1000"), "gb": ("kB", "1000000"), "tb": ("kB", "1000000000"),
    "kwh": ("kWh", "1"), "kw": ("W", "1000"), "w|watts?": ("W", "1"),
    "v|volts?": ("V", "1"), "a|amps?": ("A", "1"), "psi": ("psi", "1"), "btus?": ("BTU", "1"),
}  # fmt: skip
_UNIT = "|".join(sorted(_SCALES, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"{_START}(?P<a>{NUMERAL})(?:{_TO}(?P<b>{NUMERAL}))?(?:\s|-)?"
    rf"(?:(?:business|working|calendar|full|whole)\s)?(?P<unit>{_UNIT})(?!\w)"
    r"|\b(?P<half>half an hour|half-hour|an hour and a half)\b"
    r"|\b(?:within|in|about|for|after|every|takes|once|than|least)\s(?P<one>an?)\s"
    r"(?P<unit1>minute|hour|day|week|month|year)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"{_START}(?P<fraction>\d+/\d+)(?![\w/])"
    rf"|{_START}(?P<a>{NUMERAL})(?:(?:\s?-\s?|\sto\s)(?P<b>{NUMERAL}))?(?!\w)(?!-[a-z]*\d)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"(?<!\w)(?P<a>{ORDINALS})(?!\w)", re.IGNORECASE)


def read_money(text: str) -> Iterator[Found]:
    """Sums of money as "USD 1200.5", both ends of a range."""
    for match in _MONEY.finditer(text):
        name = (match["sign"] or match["name"]).upper()
        currency = _SIGNS.get(name) or _NAMES[name.casefold().rstrip("s")]
        share = Decimal("0.01") if name.startswith("CENT") else Decimal(1)
        numerals = [n for n in (match[g] for g in "abcde") if n]
        values = [f"{currency} {plain(_sum(n) * share)}" for n in numerals]
        yield at(match, "money", *dict.fromkeys(values))


def read_percentages(text: str) -> Iterator[Found]:
    """Percentages, both ends of a range."""
    for match in _PERCENT.finditer(text):
        values = [plain(to_decimal(n)) for n in (match["a"], match["b"]) if n]
        yield at(match, "percent", *values, texts=[f"{value}%" for value in values])


def read_quantities(text: str) -> Iterator[Found]:
    """Numbers with a unit, in the unit's smallest form: "24 hours" is "1 day", as "86400 s"."""
    for match in _QUANTITY.finditer(text):
        if match["half"]:
            yield at(match, "quantity", "5400 s" if "and" in match["half"] else "1800 s")
        elif match["one"]:
            yield at(match, "quantity", _quantity("one", match["unit1"]))
        else:
            numerals = [n for n in (match["a"], match["b"]) if n]
            values = [_quantity(n, match["unit"]) for n in numerals]
            texts = [f"{n} {match['unit']}" for n in numerals] if match["b"] else []
            yield at(match, "quantity", *values, texts=texts)


def read_numbers(text: str) -> Iterator[Found]:
    """Numbers without a unit. The word "one" alone is no number: "one of us", "this one"."""
    for match in _NUMBER.finditer(text):
        if match["fraction"]:
            yield at(match, "number", match["fraction"])
            continue
        numerals = [n for n in (match["a"], match["b"]) if n]
        if [n.casefold() for n in numerals] != ["one"]:
            yield at(match, "number", *(plain(to_decimal(n)) for n in numerals))


def read_ordinals(text: str) -> Iterator[Found]:
    """Ordinals, but not the "First," that opens a sentence."""
    for match in _ORDINAL.finditer(text):
        word = match["a"].casefold()
        opens = not re.search(r"\w\s*$", text[: match.start()].replace("\0", "x"))
        if word in ORDINAL_WORDS and (opens or re.match(r"\s*,", text[match.end() :])):
            continue
        digits = re.sub(r"\D", "", word)
        if (
            word in ORDINAL_WORDS or digits
        ):  # neither: a letter that only looks like one, as in fırst
            yield at(match, "ordinal", str(ORDINAL_WORDS.get(word) or int(digits)))


def _sum(numeral: str) -> Decimal:
    text = numeral.strip()
    scale = {"k": 1_000, "m": 1_000_000}.get(text[-1].casefold(), 1) if text[0].isdigit() else 1
    body = text[:-1] if scale != 1 else text
    return to_decimal("0" + body if body.startswith(".") else body) * scale


def _quantity(numeral: str, unit: str) -> str:
    for pattern, (smallest, scale) in _SCALES.items():
        if re.fullmatch(pattern, unit, re.IGNORECASE):
            return f"{plain(to_decimal(numeral) * Decimal(scale))} {smallest}"
    raise AssertionError(unit)
