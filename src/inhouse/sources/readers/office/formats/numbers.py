"""A number as its cell shows it: number formats of spreadsheets, except dates.

Numbers are rounded half away from zero, as spreadsheets do. A format that names a language
(`[$€-407]`) gets that language's marks; all others get a point for decimals, because a workbook
does not say which country's settings it is opened with. Source: ECMA-376 part 1, 18.8.31 (numFmts).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from inhouse.sources.readers.office.formats.dates import is_date, show_date
from inhouse.sources.readers.office.formats.sections import Section, Token, sections_of

__all__ = ["BUILT_IN", "general", "is_general", "show_number", "show_text"]

# 14 and 22 follow the settings of whoever opens the file; the ISO form cannot be misread.
BUILT_IN: Mapping[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)', 6: '"$"#,##0_);\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)', 8: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((*range(27, 32), 36, 50, *range(51, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);(#,##0.00)", 41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Formats that a workbook may use without writing them down, by number."""

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_GENERAL_DIGITS = 11  # more do not fit into a cell, whatever its width
_MOST_DECIMALS = 30
_GROUP = 3
# Thousands and decimal mark of a language, by the low byte of Windows' number of it.
_ENGLISH = (",", ".")
_NO_LANGUAGE = (0x01, 0x02)  # `[$€-1]`, `[$€-2]`: the euro before and after the number
_SPACED = ("\u00a0", ",")
_MARKS: Mapping[int, tuple[str, str]] = {
    **dict.fromkeys((0x06, 0x07, 0x08, 0x0A, 0x10, 0x13, 0x16, 0x1F, 0x21), (".", ",")),
    **dict.fromkeys((0x02, 0x05, 0x0B, 0x0C, 0x0E, 0x14, 0x15, 0x19, 0x1B, 0x1D, 0x22), _SPACED),
}
_SWISS = (0x0807, 0x0810, 0x1407)
# Spanish of Mexico, Central America and the United States.
_SPANISH_WITH_POINT = (0x080A, 0x100A, 0x140A, 0x180A, 0x1C0A, 0x440A, 0x480A, 0x4C0A, 0x540A)
_MARKS_OF_COUNTRY: Mapping[int, tuple[str, str]] = {
    **dict.fromkeys(_NO_LANGUAGE, _ENGLISH),
    **dict.fromkeys(_SWISS, ("\u2019", ".")),
    **dict.fromkeys(_SPANISH_WITH_POINT, _ENGLISH),
}


@dataclass(frozen=True, slots=True)
class _Layout:
    """The signs of a number's section, apart.

    Args:
        n_plain: digits at least, where the places stand side by side; None in a mask.
    """

    whole: tuple[Token, ...]
    decimals: tuple[Token, ...]
    exponent: tuple[Token, ...]
    has_point: bool
    has_thousands: bool
    n_decimals: int
    power: int  # of ten: 2 for each per cent sign, -3 for each comma after the digits
    n_plain: int | None


def is_general(code: str) -> bool:
    """Whether a format shows numbers as they were typed, and text as it is."""
    return code.strip().lower() in ("", "general", "@", "standard")


def general(value: float) -> str:
    """The number as a cell without a format shows it; whole numbers keep all their digits."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    shown = f"{value:.{_GENERAL_DIGITS}g}"
    if "e" not in shown:
        return shown
    return f"{value:.15f}".rstrip("0") if 1e-9 < abs(value) < 1 else shown.upper()


def show_text(code: str, text: str) -> str:
    """The text as its cell shows it: `@" pcs"` adds words to it."""
    parts = sections_of(code)
    section = parts[3] if len(parts) > 3 else parts[-1]
    if "text" not in section.kinds:
        return text
    return "".join(
        text if token.kind == "text" else token.text
        for token in section.tokens
        if token.kind in ("text", "literal")
    ).strip()


def show_number(code: str, value: float, *, from_1904: bool = False) -> str:
    """The number as its cell shows it.

    Args:
        code: the number format.
        value: the stored number.
        from_1904: days are counted from 1904, as some workbooks of a Macintosh do.
    """
    if is_general(code):
        return general(value)
    section, signed = _chosen(sections_of(code), value)
    if section is None:
        return general(value)
    if is_date(section):
        return show_date(section, value, from_1904=from_1904) or general(value)
    if "general" in section.kinds:
        number = general(abs(value))
        shown = "".join(number if t.kind == "general" else t.text for t in section.tokens)
    elif "text" in section.kinds:
        return show_text(code, general(value))
    else:
        shown = _digits(section, abs(value))
    minus = "-" if signed and value < 0 and any(c in "123456789" for c in shown) else ""
    return " ".join((minus + shown).split(" ")).strip()


def _chosen(parts: Sequence[Section], value: float) -> tuple[Section | None, bool]:
    """The section for this number, and whether a minus sign is still to be written."""
    numbers = parts[:3]
    if any(part.condition for part in numbers):
        for part in numbers:
            if part.condition is None:
                return part, True
            sign, limit = part.condition
            if _COMPARE[sign](value, limit):
                return part, not (sign in ("<", "<=") and limit <= 0)
        return None, True
    if len(numbers) == 1 or value > 0:
        return numbers[0], True
    if value < 0:
        return numbers[1], False
    return (numbers[2] if len(numbers) > 2 else numbers[0]), False


@lru_cache(maxsize=512)
def _layout(section: Section) -> _Layout:
    parts: dict[str, list[Token]] = {"whole": [], "decimals": [], "exponent": []}
    at, commas, power, thousands, has_point = "whole", 0, 0, False, False
    for token in section.tokens:
        if token.kind == "point" and at == "whole":
            at, has_point = "decimals", True
            continue
        if token.kind == "exponent":
            at = "exponent"
        elif token.kind == "comma":
            commas += any(t.kind == "digit" for t in parts["whole"])
            continue
        elif token.kind == "digit" and at == "whole":
            thousands |= commas > 0
            commas = 0
        elif token.text == "%" and token.kind == "percent":
            power += 2
        parts[at].append(token)
    whole, decimals, exponent = (tuple(parts[k]) for k in ("whole", "decimals", "exponent"))
    n_decimals = min(sum(token.kind == "digit" for token in decimals), _MOST_DECIMALS)
    places = "".join(t.text if t.kind == "digit" else " " for t in whole).strip()
    n_plain = places.count("0") if re.fullmatch("#*0*", places) and places else None
    power -= 3 * commas
    return _Layout(whole, decimals, exponent, has_point, thousands, n_decimals, power, n_plain)


def _digits(section: Section, value: float) -> str:
    """The section with the digits of a number that is not negative."""
    if "slash" in section.kinds:
        return _fraction(section, value)
    layout = _layout(section)
    number = Decimal(repr(value)).scaleb(layout.power)
    n_decimals = layout.n_decimals
    exponent = ""
    if layout.exponent:
        number, power = _mantissa(number, sum(t.kind == "digit" for t in layout.whole), n_decimals)
        exponent = _exponent(layout.exponent, power)
    rounded = number.quantize(Decimal(1).scaleb(-n_decimals), ROUND_HALF_UP)
    whole, _, after = f"{rounded:f}".partition(".")
    thousands, point = _marks(section.language)
    shown = _whole(layout, whole.lstrip("0"), thousands if layout.has_thousands else "")
    shown += (point if layout.has_point else "") + _after(layout.decimals, after)
    return shown + exponent


def _marks(language: int) -> tuple[str, str]:
    return _MARKS_OF_COUNTRY.get(language) or _MARKS.get(language & 0xFF, _ENGLISH)


def _whole(layout: _Layout, digits: str, thousands: str) -> str:
    """Digits laid over their places from the right; the first place takes all that are left."""
    if layout.n_plain is not None and (not thousands or layout.n_plain <= 1):
        number = digits.zfill(layout.n_plain)
        if thousands and len(number) > _GROUP:
            number = f"{int(number):,}".replace(",", thousands)
        first = next(i for i, token in enumerate(layout.whole) if token.kind == "digit")
        words = [token.text for token in layout.whole if token.kind != "digit"]
        return "".join((*words[:first], number, *words[first:]))
    left = [*digits]
    shown: list[str] = []
    n_places = sum(token.kind == "digit" for token in layout.whole)
    n_done = 0

    def put(sign: str) -> None:
        nonlocal n_done
        if thousands and n_done and n_done % _GROUP == 0 and sign.strip():
            shown.append(thousands)
        shown.append(sign)
        n_done += 1

    for token in reversed(layout.whole):
        if token.kind != "digit":
            shown.append(token.text)
            continue
        n_places -= 1
        if left:
            put(left.pop())
        elif token.text != "#":
            put("0" if token.text == "0" else " ")
        while left and n_places == 0:
            put(left.pop())
    return "".join(reversed(shown))


def _after(tokens: Sequence[Token], digits: str) -> str:
    if all(token.text == "0" for token in tokens):
        return digits
    n_shown = len(digits.rstrip("0"))
    shown: list[str] = []
    at = 0
    for token in tokens:
        if token.kind != "digit":
            shown.append(token.text)
            continue
        if at < n_shown or token.text == "0":
            shown.append(digits[at : at + 1] or "0")
        elif token.text == "?":
            shown.append(" ")
        at += 1
    return "".join(shown)


def _mantissa(number: Decimal, n_whole: int, n_decimals: int) -> tuple[Decimal, int]:
    if not number:
        return number, 0
    step = max(1, n_whole)
    power = (number.adjusted() // step) * step
    mantissa = number.scaleb(-power)
    rounded = mantissa.quantize(Decimal(1).scaleb(-n_decimals), ROUND_HALF_UP)
    if rounded >= Decimal(10) ** step:
        return mantissa.scaleb(-step), power + step
    return mantissa, power


def _exponent(tokens: Sequence[Token], power: int) -> str:
    n_digits = sum(token.kind == "digit" for token in tokens)
    sign = "-" if power < 0 else "+" if tokens[0].text.endswith("+") else ""
    rest = "".join(token.text for token in tokens[1:] if token.kind != "digit")
    return f"E{sign}{str(abs(power)).zfill(n_digits)}{rest}"


def _fraction(section: Section, value: float) -> str:
    """ "12 1/2" for 12.5: with a denominator that is given, or of at most so many digits."""
    texts = [token.text for token in section.tokens]
    at = next(i for i, token in enumerate(section.tokens) if token.kind == "slash")
    pattern = re.search(r"^\s*([0#?]*\d*)", "".join(texts[at + 1 :]))
    below = pattern[1] if pattern else "?"
    above = re.search(r"[0#?]+$", "".join(texts[:at]).rstrip())
    before = "".join(texts[:at]).rstrip()[: above.start()] if above else ""
    has_whole = any(sign in before for sign in "0#?")
    exact = Fraction(repr(value))
    if below.strip("0#?"):
        denominator = int(below)
        fraction = Fraction(round(exact * denominator), denominator)
        over = round(exact * denominator)
    else:
        fraction = exact.limit_denominator(10 ** max(1, len(below)) - 1)
        denominator, over = fraction.denominator, fraction.numerator
    if not has_whole:
        return f"{over}/{denominator}"
    whole, over = divmod(over, denominator)
    if not over:
        return str(whole)
    return f"{whole} {over}/{denominator}" if whole or "0" in before else f"{over}/{denominator}"
