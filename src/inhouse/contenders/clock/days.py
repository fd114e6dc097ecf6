"""Days as firms and customers name them: weekdays, dates of the year, holidays."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

__all__ = [
    "DATE",
    "HOLIDAY",
    "MONTHS",
    "ORDINALS",
    "WEEKDAY",
    "Dates",
    "Days",
    "Holiday",
    "PublicHolidays",
    "Weekday",
    "read_dates",
    "read_holiday",
    "read_weekday",
    "shift_day",
]

_WEEKDAYS = (
    r"mon(?:day)?|lunes|montag",
    r"tue(?:s(?:day)?)?|martes|dienstag",
    r"wed(?:s|nesday)?|miercoles|mittwoch",
    r"thu(?:r(?:s(?:day)?)?)?|jueves|donnerstag",
    r"fri(?:day)?|viernes|freitag",
    r"sat(?:urday)?|sabado|samstag|sonnabend",
    r"sun(?:day)?|domingo|sonntag",
)
WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})s?"
"""A weekday in English, Spanish or German, in a text that was folded (see `fold`)."""

_MONTH_NAMES = (
    r"jan(?:uary)?|enero|januar",
    r"feb(?:ruary)?|febrero|februar",
    r"mar(?:ch)?|marzo|marz",
    r"apr(?:il)?|abril",
    r"may|mayo|mai",
    r"june?|junio|juni",
    r"july?|julio|juli",
    r"aug(?:ust)?|agosto",
    r"sept?(?:ember)?|septiembre",
    r"oct(?:ober)?|octubre|oktober",
    r"nov(?:ember)?|noviembre",
    r"dec(?:ember)?|diciembre|dezember",
)
MONTHS = rf"(?:{'|'.join(_MONTH_NAMES)})"
"""A month's name in the same three languages."""

ORDINALS: Mapping[str, int] = MappingProxyType(
    {
        "first": 1, "1st": 1, "primer": 1, "ersten": 1, "second": 2, "2nd": 2, "segundo": 2,
        "zweiten": 2, "third": 3, "3rd": 3, "tercer": 3, "dritten": 3, "fourth": 4, "4th": 4,
        "cuarto": 4, "vierten": 4, "fifth": 5, "5th": 5, "quinto": 5, "last": -1, "ultimo": -1,
        "letzten": -1,
    }
)  # fmt: skip
"""Which one of the month; -1 is the last."""

_NUMBER = r"\d{1,2}(?!\d|:\d)(?:st|nd|rd|th)?\.?"
_MORE = rf"(?:\s?(?:-|,? ?and|,? ?y|,? ?und|,|to|through|thru|bis|al?|until)\s?(?:the )?{_NUMBER})*"
_YEAR = r"(?:,? (?:de |del )?(?P<{0}>20\d\d))?"
DATE = (
    rf"(?P<month1>{MONTHS})\.? (?:the )?(?P<days1>{_NUMBER}{_MORE})(?! ?(?:am"
    rf"|pm)\b){_YEAR.format('year1')}"
    rf"(?: ?(?:-|to|through|thru|until) ?(?P<end1>{MONTHS}\.? {_NUMBER}))?"
    rf"|(?P<days2>{_NUMBER}{_MORE})(?: of| de)? (?P<month2>{MONTHS})\b\.?{_YEAR.format('year2')}"
)
"""One date or several of one month ("dec 24 to 26", "24 y 25 de diciembre"), or a range."""

_DATE_PART = re.compile(r"\d{1,2}|-|\b(?:to|through|thru|bis|until|al?)\b")

_COUNTRIES = (("US", None), ("CA", None), ("GB", "ENG"))
_FIXED = {
    r"new years?(?! eve)(?: day)?|ano nuevo|neujahr(?:stag)?": ("New Year's Day", 1, 1),
    r"juneteenth": ("Juneteenth", 6, 19),
    r"independence day|(?:the )?(?:4th|fourth) of july": ("Independence Day", 7, 4),
    r"veterans day": ("Veterans Day", 11, 11),
    r"halloween": ("Halloween", 10, 31),
    r"(?:christ|x)mas eve|nochebuena|heilig ?abend": ("Christmas Eve", 12, 24),
    r"(?:christ|x-?)mas(?! eve)(?: day)?|(?:dia de )?navidad": ("Christmas Day", 12, 25),
    r"boxing day": ("Boxing Day", 12, 26),
    r"new years eve|nochevieja|silvester": ("New Year's Eve", 12, 31),
    r"valentines(?: day)?": ("Valentine's Day", 2, 14),
    r"tag der arbeit": ("May 1", 5, 1),
    r"tag der deutschen einheit": ("October 3", 10, 3),
}  # fmt: skip
_MOVING = {
    r"martin luther king(?:,? jr\.?)?(?: day)?|mlk(?: jr\.?)?(?: day)?":
        ("Martin Luther King Jr. Day", "US", "Martin Luther King Jr. Day"),
    r"presidents day|washingtons birthday": ("Presidents' Day", "US", "Washington's Birthday"),
    r"memorial day": ("Memorial Day", "US", "Memorial Day"),
    r"labou?r day": ("Labor Day", "US", "Labor Day"),
    r"columbus day|indigenous peoples day": ("Columbus Day", "US", "Columbus Day"),
    r"thanksgiving(?: day)?|(?:dia de )?accion de gracias": ("Thanksgiving", "US", "Thanksgiving "
                                                                                   "Day"),
    r"good friday|karfreitag|viernes santo": ("Good Friday", "DE", "Good Friday"),
    r"easter monday|ostermontag": ("Easter Monday", "DE", "Easter Monday"),
    r"ascension day|christi himmelfahrt": ("Ascension Day", "DE", "Ascension Day"),
    r"pfingstmontag|whit monday": ("Whit Monday", "DE", "Pentecost Monday"),
}  # fmt: skip
_SHIFTED = {
    r"easter(?: sunday)?|ostersonntag": (r"easter monday", "Easter Sunday", -1),
    r"black friday": (r"thanksgiving", "the day after Thanksgiving", 1),
}
_ANY_HOLIDAY = "|".join(sorted((*_FIXED, *_MOVING, *_SHIFTED), key=lambda p: -len(p)))
HOLIDAY = rf"(?:(?P<shift>(?:the )?day (?:after|before)) )?(?P<holiday>{_ANY_HOLIDAY})"
"""A holiday by its name, or the day after or before one."""


class Days(Protocol):
    """Some days out of all days."""

    def covers(self, day: date) -> bool:
        """Whether `day` is one of them."""
        ...


@dataclass(frozen=True, slots=True)
class Weekday:
    """One day of the week, or certain ones of the month.

    Args:
        number: 0 is Monday.
        nths: which of the month, 1-5, -1 the last; empty for every one.
    """

    number: int
    nths: tuple[int, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether `day` is one of them."""
        if day.weekday() != self.number:
            return False
        days_left = calendar.monthrange(day.year, day.month)[1] - day.day
        return (
            not self.nths or (day.day + 6) // 7 in self.nths or (-1 in self.nths and days_left < 7)
        )


@dataclass(frozen=True, slots=True)
class Dates:
    """A date of every year, or a run of dates that may cross the new year.

    Args:
        first: (month, day) of the first.
        last: (month, day) of the last.
        year: the only year it holds in, the first date's; None for every year.
        name: as shown to people, where it has a name.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    name: str = field(default="", compare=False)

    def covers(self, day: date) -> bool:
        """Whether `day` is one of them."""
        here = (day.month, day.day)
        crosses = self.last < self.first
        inside = (
            here >= self.first or here <= self.last if crosses else self.first <= here <= self.last
        )
        began = day.year - (1 if crosses and here <= self.last else 0)
        return inside and self.year in (None, began)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday whose date the public calendar knows, or a day near it.

    Args:
        name: as shown to people.
        country: ISO code of the country whose calendar has it.
        listed_as: its name in that calendar (library `holidays`).
        shift: days after it; negative before.
    """

    name: str
    country: str
    listed_as: str
    shift: int = 0

    def covers(self, day: date) -> bool:
        """Whether `day` is one of them."""
        origin = day - timedelta(days=self.shift)
        return self.listed_as in _holidays_on(origin, self.country, None)


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """Every public holiday of any of these countries, with the days on which they are observed.

    Args:
        places: ISO codes of the countries, each with a subdivision or None.
        near: whether Christmas Eve, New Year's Eve, Easter Sunday and the day after
            Thanksgiving count too, on which many firms close without a law.
    """

    places: tuple[tuple[str, str | None], ...] = _COUNTRIES
    near: bool = False

    def covers(self, day: date) -> bool:
        """Whether `day` is one of them."""
        if any(_holidays_on(day, country, place) for country, place in self.places):
            return True
        return self.near and any(near.covers(day) for near in _NEAR)


_NEAR: tuple[Days, ...] = (
    Dates((12, 24), (12, 24)),
    Dates((12, 31), (12, 31)),
    Holiday("Easter Sunday", "DE", "Easter Monday", -1),
    Holiday("the day after Thanksgiving", "US", "Thanksgiving Day", 1),
)


def _holidays_on(day: date, country: str, place: str | None) -> frozenset[str]:
    return _holidays_of(country, place, day.year).get(day, frozenset())


@lru_cache(maxsize=256)
def _holidays_of(country: str, place: str | None, year: int) -> Mapping[date, frozenset[str]]:
    import holidays  # loads a country's rules only when one is asked for

    language = "en_GB" if country == "GB" else "en_US"
    found = holidays.country_holidays(country, subdiv=place, years=year, language=language)
    named = {day: frozenset(names.split("; ")) for day, names in found.items()}
    return MappingProxyType(named)


def read_weekday(word: str) -> int:
    """The number of a weekday's name, 0 for Monday."""
    return next(i for i, names in enumerate(_WEEKDAYS) if re.fullmatch(rf"(?:{names})s?", word))


def read_dates(match: re.Match[str]) -> tuple[Dates, ...]:
    """The dates of a match of `DATE`; none where it names a day that no month has."""
    which = "1" if match["month1"] else "2"
    month, year = _month(match[f"month{which}"]), match[f"year{which}"]
    only = int(year) if year else None
    spans: list[list[int]] = []
    runs = False
    for part in _DATE_PART.findall(match[f"days{which}"]):
        if not part.isdigit():
            runs = True
        elif runs:
            spans[-1][1], runs = int(part), False
        else:
            spans.append([int(part), int(part)])
    ends = [[(month, first), (month, last)] for first, last in spans]
    if match["end1"]:
        name, _, number = match["end1"].replace(".", "").rpartition(" ")
        ends[-1][1] = (_month(name), int(re.sub(r"\D", "", number)))
    numbers = [number for span in spans for number in dict.fromkeys(span)]
    rising = all(a < b for a, b in itertools.pairwise(numbers))  # "Dec 24, 9-1" goes on with hours
    if not rising or any(not _exists(*place) for pair in ends for place in pair):
        return ()
    return tuple(Dates(first, last, only) for first, last in ends)


def read_holiday(match: re.Match[str]) -> Days:
    """The day that a match of `HOLIDAY` names."""
    shift = 0 if not match["shift"] else 1 if "after" in match["shift"] else -1
    return shift_day(_holiday(match["holiday"]), shift)


def shift_day(day: Days, shift: int) -> Days:
    """The day `shift` days after a holiday or a single date.

    Raises:
        ValueError: it is neither of the two.
    """
    if not shift:
        return day
    if isinstance(day, Holiday):
        words = "the day after " if shift > 0 else "the day before "
        return Holiday(words + day.name, day.country, day.listed_as, day.shift + shift)
    if isinstance(day, Dates) and day.first == day.last:
        moved = date(day.year or 2024, *day.first) + timedelta(days=shift)
        words = ("the day after " if shift > 0 else "the day before ") + day.name
        place = (moved.month, moved.day)
        return Dates(place, place, day.year, words if day.name else "")
    raise ValueError(f"{day} has no single date.")


def _holiday(name: str) -> Days:
    for pattern, (shown, month, number) in _FIXED.items():
        if re.fullmatch(pattern, name):
            return Dates((month, number), (month, number), name=shown)
    for pattern, (shown, country, listed_as) in _MOVING.items():
        if re.fullmatch(pattern, name):
            return Holiday(shown, country, listed_as)
    origin, shown, shift = next(v for p, v in _SHIFTED.items() if re.fullmatch(p, name))
    _, country, listed_as = next(v for p, v in _MOVING.items() if re.match(p, origin))
    return Holiday(shown, country, listed_as, shift)


def _month(name: str) -> int:
    return next(i for i, names in enumerate(_MONTH_NAMES, 1) if re.fullmatch(names, name))


def _exists(month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(2024, month)[1]
