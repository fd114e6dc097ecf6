"""Dates, times and durations as their cells show them.

Source: ECMA-376 part 1, 18.8.31 (date and time signs), 18.17.4.1 (counting days).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from inhouse.sources.readers.office.formats.sections import Section, Token

__all__ = ["is_date", "show_date"]

_SIGNS = frozenset(("date", "elapsed", "half_day"))
_FIRST_1900, _FIRST_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_NO_SUCH_DAY = 60  # 29 February 1900: spreadsheets count it
_LAST_DAY = 2_958_465
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60

# By the low byte of Windows' number of a language; Monday first.
_ENGLISH = 0x09
_NAMES: Mapping[int, tuple[str, str]] = {
    0x09: (
        "January February March April May June July August September October November December",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    0x07: (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    ),
    0x0A: (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miércoles jueves viernes sábado domingo",
    ),
    0x0C: (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ),
    0x16: (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    ),
}
# Shortened they are the first three letters, but for these.
_SHORT = {"janvier": "janv.", "février": "févr.", "avril": "avr.", "juillet": "juil.",
          "septembre": "sept.", "octobre": "oct.", "novembre": "nov.", "décembre": "déc.",
          "juin": "juin", "août": "août", "mars": "mars"}  # fmt: skip
_SHORT_DAY_LETTERS = {0x07: 2}


def is_date(section: Section) -> bool:
    """Whether the section shows a date, a time or a duration."""
    return not _SIGNS.isdisjoint(section.kinds)


def show_date(section: Section, serial: float, *, from_1904: bool = False) -> str:
    """The days since the first one as their cell shows them; empty where it shows none.

    Args:
        section: of the number format.
        serial: days, with a fraction for the time.
        from_1904: days are counted from 1904.
    """
    tokens = _with_minutes(section.tokens)
    n_digits = max((len(t.text) - 1 for t in tokens if t.kind == "part_second"), default=0)
    seconds = (Decimal(repr(serial)) * _DAY).quantize(Decimal(1).scaleb(-n_digits), ROUND_HALF_UP)
    is_length = any(token.kind == "elapsed" for token in tokens)
    if seconds < 0:
        if not is_length:
            return ""
        return "-" + show_date(section, -serial, from_1904=from_1904)
    n_days, second = divmod(seconds, _DAY)
    if n_days > _LAST_DAY:
        return ""
    day = _day(int(n_days), from_1904=from_1904)
    halves = any(token.kind == "half_day" for token in tokens)
    language = section.language & 0xFF
    shown = [_shown(token, day, second, seconds, halves, language) for token in tokens]
    return "".join(shown).strip()


def _day(n_days: int, *, from_1904: bool) -> datetime.date:
    if from_1904:
        return _FIRST_1904 + datetime.timedelta(n_days)
    return _FIRST_1900 + datetime.timedelta(n_days + (0 < n_days < _NO_SUCH_DAY))


def _with_minutes(tokens: Sequence[Token]) -> list[Token]:
    """The signs, "m" as "n" where it stands for minutes: after hours, or before seconds."""
    found = list(tokens)
    placed = [i for i, token in enumerate(found) if token.kind in ("date", "elapsed")]
    for at, i in enumerate(placed):
        if found[i].kind != "date" or found[i].text not in ("m", "mm"):
            continue
        before = found[placed[at - 1]].text[0] if at else ""
        after = found[placed[at + 1]].text[0] if at + 1 < len(placed) else ""
        if before == "h" or after == "s":
            found[i] = Token("date", found[i].text.replace("m", "n"))
    return found


def _shown(
    token: Token,
    day: datetime.date,
    second: Decimal,
    seconds: Decimal,
    halves: bool,
    language: int,
) -> str:
    if token.kind == "half_day":
        half = "PM" if second >= _DAY // 2 else "AM"
        return half if len(token.text) > len("A/P") else half[0]
    if token.kind == "part_second":
        return token.text[0] + f"{second % 1:f}".partition(".")[2]
    if token.kind == "elapsed":
        one = {"h": _HOUR, "m": _MINUTE, "s": 1}[token.text[0]]
        return str(int(seconds // one)).zfill(len(token.text))
    if token.kind != "date":
        return token.text
    sign, width = token.text[0], min(2, len(token.text))
    if sign == "y":
        return f"{day.year % 100:02d}" if len(token.text) <= 2 else str(day.year)
    if sign == "m":
        return _month(token, day, language)
    if sign == "d":
        return _weekday(token, day, language)
    if sign in "eg":
        return str(day.year) if sign == "e" else ""
    hour = int(second // _HOUR)
    hour = (hour - 1) % 12 + 1 if halves else hour
    number = {"h": hour, "n": int(second // _MINUTE) % 60, "s": int(second) % 60}[sign]
    return str(number).zfill(width)


def _month(token: Token, day: datetime.date, language: int) -> str:
    width = len(token.text)
    if width <= 2:
        return str(day.month).zfill(width)
    name = _NAMES.get(language, _NAMES[_ENGLISH])[0].split()[day.month - 1]
    if width == 3:
        return _SHORT.get(name, name[:3])
    return name if width == 4 else name[0]


def _weekday(token: Token, day: datetime.date, language: int) -> str:
    width = len(token.text)
    if width <= 2:
        return str(day.day).zfill(width)
    name = _NAMES.get(language, _NAMES[_ENGLISH])[1].split()[day.weekday()]
    return name[: _SHORT_DAY_LETTERS.get(language, 3)] if width == 3 else name
