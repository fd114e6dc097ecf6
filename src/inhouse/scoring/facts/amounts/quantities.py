"""Quantities with a unit: 90 minutes, 1 h 30, half an hour, 10 x 20 cm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from inhouse.scoring.facts.amounts.numerals import NUMERAL, START, TO, plain, to_decimal
from inhouse.scoring.facts.fact import Fact, Found, at

__all__ = ["read_dimensions", "read_quantities"]

_SCALES: dict[str, tuple[str, str]] = {
    "seconds?|secs?": ("s", "1"),
    "minutes?|mins?": ("s", "60"),
    "hours?|hrs?|h": ("s", "3600"),
    "days?": ("s", "86400"),
    "nights?": ("night", "1"),
    "weeks?|wks?": ("s", "604800"),
    "fortnights?": ("s", "1209600"),
    "months?|mos": ("month", "1"),
    "years?|yrs?": ("month", "12"),
    "decades?": ("month", "120"),
    "(?-i:t)|tons?|tonnes?": ("mg", "1000000000"),
    "mcg|micrograms?|µg|μg": ("mg", "0.001"),
    "mg|milligrams?": ("mg", "1"),
    "g|grams?": ("mg", "1000"),
    "kg|kilos?|kilograms?": ("mg", "1000000"),
    "lbs?|pounds?": ("oz", "16"),
    "oz|ounces?": ("oz", "1"),
    "mm|millimet(?:er|re)s?": ("mm", "1"),
    "cm|centimet(?:er|re)s?": ("mm", "10"),
    "m|met(?:er|re)s?": ("mm", "1000"),
    "km|kilomet(?:er|re)s?": ("mm", "1000000"),
    "inch(?:es)?": ("in", "1"),
    "ft|feet|foot": ("in", "12"),
    "yards?|yds?": ("in", "36"),
    "miles?|mi": ("mile", "1"),
    "ml|millilit(?:er|re)s?": ("ml", "1"),
    "cl|centilit(?:er|re)s?": ("ml", "10"),
    "l|lit(?:er|re)s?": ("ml", "1000"),
    "gallons?|gal": ("gallon", "1"),
    "cups?": ("cup", "1"), "tbsp|tablespoons?": ("tbsp", "1"), "tsp|teaspoons?": ("tsp", "1"),
    "sq\\.? ?ft|square f(?:ee|oo)t|ft²|ft2": ("sqft", "1"),
    "sq\\.? ?m|square met(?:er|re)s?|sqm|m²|m2": ("sqm", "1"),
    "acres?": ("acre", "1"),
    "° ?f|degrees f(?:ahrenheit)?|fahrenheit": ("°F", "1"),
    "° ?c|degrees c(?:elsius)?|celsius": ("°C", "1"),
    "degrees?|°": ("°", "1"),
    "kb|kilobytes?": ("kB", "1"), "mb|megabytes?": ("kB", "1000"),
    "gb|gigabytes?": ("kB", "1000000"), "tb|terabytes?": ("kB", "1000000000"),
    "mbps|mbit/s": ("Mbps", "1"), "gbps|gbit/s": ("Mbps", "1000"),
    "kwh": ("kWh", "1"), "kw|kilowatts?": ("W", "1000"), "(?-i:W)|watts?": ("W", "1"),
    "(?-i:V)|volts?": ("V", "1"), "kv": ("V", "1000"), "mv": ("V", "0.001"),
    "(?-i:A)|amps?": ("A", "1"), "(?-i:mA)|milliamps?": ("A", "0.001"),
    "mah": ("mAh", "1"), "ah": ("mAh", "1000"), "psi": ("psi", "1"), "bar": ("bar", "1"),
    "btus?": ("BTU", "1"), "hz|hertz": ("Hz", "1"), "khz": ("Hz", "1000"),
    "mhz": ("Hz", "1000000"), "ghz": ("Hz", "1000000000"), "n·?m": ("Nm", "1"),
    "rpm": ("rpm", "1"), "db": ("dB", "1"), "lm|lumens?": ("lm", "1"), "mph": ("mph", "1"),
    "km/h|kph": ("km/h", "1"), "ohms?|Ω": ("ohm", "1"), "kcal|calories": ("kcal", "1"),
}  # fmt: skip
_UNIT = "|".join(sorted(_SCALES, key=len, reverse=True))
_FRACTION = r"(?:\d{1,3}[ -])?\d{1,2}/\d{1,2}"
_SPELLED = {"half": "0.5", "three quarters of": "0.75", "quarter of": "0.25", "quarter": "0.25"}
_A_UNIT = (
    r"minute|hour|day|week|fortnight|month|year|mile|pound|kilo|kilogram|metre|meter|litre|liter|"
    r"gallon|inch|cup|teaspoon|tablespoon"
)
_QUANTITY = re.compile(
    rf"{START}(?P<minus>(?:(?<=[\s(:])|^)(?:-\s?|minus\s))?"
    rf"(?P<a>{_FRACTION}|{NUMERAL})(?:(?:\s?(?P<first>{_UNIT})(?:\s?-\s?|\s(?:to|or)\s)|{TO})(?P<b>{NUMERAL}))?(?:\s|-)?"
    rf"(?:(?:business|working|calendar|full|whole|short|extra|more)\s)?(?P<unit>{_UNIT})(?!\w)"
    r"(?:\s?(?P<rest>[0-5]\d)(?![\w:%.,]\w|\w|\s?\w))?"
    r"|\b(?:a\s|an\s)?(?P<half>half|three[- ]quarters of|quarter of|quarter)(?:\s|-)?(?:an?\s)?"
    rf"(?P<of>{_A_UNIT})\b"
    r"|\b(?:an?|one)\s(?P<half1>hour|day|week|month|year|mile|minute)\sand\sa\s(?P<more>half|quarter)\b"
    r"|\b(?:within|in|about|for|after|every|takes?|once|than|least|lasts?|roughly|around|only|"
    r"just|is|needs?|allow|most|another|before|have|has|give|gives|under|over)\s(?P<one>an?)\s"
    r"(?P<unit1>minute|hour|day|week|fortnight|month|year)\b(?! and a )"
    r"|\b(?P<one2>an?)\s(?P<unit2>hour|week|fortnight|month|decade|pound|kilo|litre|liter"
    r"|gallon|mile)\b(?! and a )",
    re.IGNORECASE,
)
_MORE = {"half": Decimal("1.5"), "quarter": Decimal("1.25")}
_BY = r"\s?(?:x|×|by)\s?"
_SIDE_UNIT = r"(?:mm|cm|m|met(?:er|re)s?|centimet(?:er|re)s?|in|inch(?:es)?|ft|feet|foot)"
_DIMENSIONS = re.compile(
    rf"(?<![\w.])(?P<a>{NUMERAL})\s?(?:{_SIDE_UNIT}\b)?{_BY}(?P<b>{NUMERAL})\s?(?:{_SIDE_UNIT}\b)?"
    rf"(?:{_BY}(?P<c>{NUMERAL})\s?)?(?P<unit>(?<=\s){_SIDE_UNIT}|(?<=\d){_SIDE_UNIT})?(?!\w)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:,? and |, | )?")


@dataclass(frozen=True, slots=True)
class _Measure:
    unit: str
    scale: Decimal


def read_dimensions(text: str) -> Iterator[Found]:
    """The sides of "10 x 20 cm", one quantity each."""
    for match in _DIMENSIONS.finditer(text):
        unit = re.search(rf"{_SIDE_UNIT}$", match.group().strip(), re.IGNORECASE)
        numerals = [n for n in (match["a"], match["b"], match["c"]) if n]
        if unit:
            name = "inch" if unit.group().casefold() == "in" else unit.group()
            values = [_quantity(to_decimal(n), name) for n in numerals]
            yield at(match, "quantity", *values, texts=[f"{n} {unit.group()}" for n in numerals])


def read_quantities(text: str) -> Iterator[Found]:
    """Numbers with a unit, in the unit's smallest form: "24 hours" is "1 day", as "86400 s".

    "1 hour and 30 minutes" is one quantity, since the second is part of the first.
    """
    before: Found | None = None
    for match in _QUANTITY.finditer(text):
        found = _found(match)
        if before is not None and (whole := _sum(before, found, text)):
            before = whole
            continue
        if before is not None:
            yield before
        before = found
    if before is not None:
        yield before


def _found(match: re.Match[str]) -> Found:
    if match["of"]:
        share = re.sub(r"[- ]", " ", match["half"].casefold())
        return at(match, "quantity", _quantity(Decimal(_SPELLED[share]), match["of"]))
    if match["half1"]:
        return at(match, "quantity", _quantity(_MORE[match["more"].casefold()], match["half1"]))
    if unit := match["unit1"] or match["unit2"]:
        return at(match, "quantity", _quantity(Decimal(1), unit))
    sign = -1 if match["minus"] else 1
    amounts = [(sign * _amount(match["a"]), match["first"] or match["unit"])]
    if match["b"]:
        amounts.append((_amount(match["b"]), match["unit"]))
    elif match["rest"] and _measure(match["unit"]).scale == 3600:
        amounts = [(amounts[0][0] + _amount(match["rest"]) / 60, match["unit"])]
    values = dict.fromkeys(_quantity(*amount) for amount in amounts)
    texts = [f"{plain(n)} {unit}" for n, unit in amounts] if len(values) > 1 else []
    return at(match, "quantity", *values, texts=texts)


def _sum(before: Found, found: Found, text: str) -> Found | None:
    """Both as one where the second is the remainder of the first: 1 hour 30 minutes."""
    between = text[before.end : found.start]
    if len(before.facts) != 1 or len(found.facts) != 1 or not _JOINED.fullmatch(between):
        return None
    (a, unit), (b, other) = (f.facts[0].value.split(" ", 1) for f in (before, found))
    written = text[before.start : found.end]
    larger = _measure_of(before.facts[0].text)
    if unit != other or larger is None or not 0 < Decimal(b) < larger or Decimal(a) % larger:
        return None
    value = f"{plain(Decimal(a) + Decimal(b))} {unit}"
    return Found(before.start, found.end, (Fact("quantity", value, " ".join(written.split())),))


def _measure_of(written: str) -> Decimal | None:
    unit = re.search(rf"(?:{_UNIT})$", written, re.IGNORECASE)
    return _measure(unit.group()).scale if unit else None


def _amount(numeral: str) -> Decimal:
    whole, _, fraction = numeral.replace("-", " ").rpartition(" ")
    if re.fullmatch(r"\d+/\d+", fraction):
        top, bottom = fraction.split("/")
        value = Decimal(top) / (Decimal(bottom) or 1)
        return (to_decimal(whole) if whole else Decimal(0)) + value.quantize(Decimal("0.0001"))
    return to_decimal(numeral)


def _quantity(amount: Decimal, unit: str) -> str:
    measure = _measure(unit)
    return f"{plain(amount * measure.scale)} {measure.unit}"


@lru_cache(maxsize=256)
def _measure(unit: str) -> _Measure:
    for pattern, (smallest, scale) in _SCALES.items():
        if re.fullmatch(pattern, unit, re.IGNORECASE):
            return _Measure(smallest, Decimal(scale))
    raise AssertionError(unit)
