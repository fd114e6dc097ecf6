"""Dates, months and weekdays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.scoring.facts.fact import Fact, Found, at

__all__ = ["read_dates", "read_months", "read_weekdays"]

_MONTH_NAMES = (
    "January February March April May June July August September October November December"
)
_DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTHS, _DAYS = _MONTH_NAMES.split(), _DAY_NAMES.split()
_MONTH = r"(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS).replace(
    "Sep(?:tember)?", "Sept?(?:ember)?"
) + r")\b\.?"  # fmt: skip
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_DATES = (
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{4}|\d{2})",
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    r"(?P<a>\d{1,2})/(?P<b>1[3-9]|2\d|3[01])(?![\d/%])",
    r"(?<=\bon )(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/%])",
    rf"(?P<name>{_MONTH})\s*{_DAY}(?![\d:])(?:,?\s+{_YEAR})?",
    rf"{_DAY}(?:\s+of)?\s+(?P<name>{_MONTH})(?!\s+\d{{1,2}}\b)(?:,?\s+{_YEAR})?",
    rf"(?P<name>{_MONTH}),?\s+(?:of\s+)?{_YEAR}",
)
_DATE = tuple(re.compile(rf"(?<![\w/.-]){p}(?![\w/])", re.IGNORECASE) for p in _DATES)
_BEFORE_MONTH = (
    r"in of by until till since during late early mid through to from and or next last this each "
    r"every between before after"
).replace(" ", "|")
_NAMED = re.compile(rf"\b(?:(?P<lead>{_BEFORE_MONTH})[\s-]+)?(?P<name>{_MONTH})", re.IGNORECASE)
_WEEKDAY = (
    r"(?:(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
    r"|(?:M(?:on|ON)|T(?:ues?|UES?)|W(?:ed|ED)|T(?:hu(?:rs?)?|HU(?:RS?)?)|F(?:ri|RI)"
    r"|S(?:at|AT)|S(?:un|UN))\b\.?)"
)
_RANGE = re.compile(
    rf"\b(?P<a>{_WEEKDAY})\s*(?:-|to|through|thru|until|till)\s*(?P<b>{_WEEKDAY})"
    rf"|\b(?P<one>{_WEEKDAY})|\b(?P<group>(?i:weekdays?|weekends?|(?:on|all|every) (?:working"
    rf"|business) days))\b"
    r"|\b(?P<all>(?i:every (?:single )?day(?: of the week)?|each day|all days|any day|all week|"
    r"(?:7|seven) days a week|daily|everyday|once a day|once daily))\b(?! a week)"
    r"(?:\s(?i:of the week))?"
    rf"(?P<but>,? (?i:but|except|apart from|other than|excluding)(?: (?i:for|on))? "
    rf"(?P<off>{_WEEKDAY}|(?i:weekends?))(?: (?i:and|or) (?P<off2>{_WEEKDAY}))?)?"
)
_NOT_SHORT = re.compile(r"^(?:Sun|Sat|Wed|Mon|SUN|SAT|WED|MON)$")


def read_dates(text: str) -> Iterator[Found]:
    """Days of a month as "11-24", their year as a number of its own.

    Apart, so that "November 24" is half right where "November 24, 2026" was wanted.
    """
    taken: list[tuple[int, int]] = []
    for pattern in _DATE:
        for match in pattern.finditer(text):
            found = _date(match)
            if found and not any(s < match.end() and match.start() < e for s, e in taken):
                taken.append((match.start(), match.end()))
                yield found


def read_months(text: str) -> Iterator[Found]:
    """Months alone: capitalised, and "May" and "March" only where a month is meant."""
    for match in _NAMED.finditer(text):
        name = match["name"]
        doubtful = name.casefold() in {"may", "march", "mar", "mar.", "dec", "jan"}
        if name[0].isupper() and (match["lead"] or not doubtful):
            month = _MONTHS[_month(name) - 1]
            yield Found(match.start("name"), match.end(), (Fact("month", month, month),))


def read_weekdays(text: str) -> Iterator[Found]:
    """Weekdays; "Mon-Fri" and "weekdays" state five of them, "every day but Sunday" six."""
    for match in _RANGE.finditer(text):
        if match["group"]:
            days = _DAYS[5:] if match["group"].casefold().startswith("weeke") else _DAYS[:5]
        elif match["all"]:
            off = {_weekday(day) for day in (match["off"], match["off2"]) if day}
            off = {5, 6} if (match["off"] or "").casefold().startswith("weeke") else off
            days = [day for i, day in enumerate(_DAYS) if i not in off]
        elif match["one"]:
            if _NOT_SHORT.match(match["one"]) and not _among_days(text, match):
                continue
            days = [_DAYS[_weekday(match["one"])]]
        else:
            first, last = _weekday(match["a"]), _weekday(match["b"])
            days = [_DAYS[(first + i) % 7] for i in range((last - first) % 7 + 1)]
        yield at(match, "weekday", *days, texts=days)


def _date(match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    if "a" in groups:
        first, second = int(groups["a"]), int(groups["b"])
        month, day = (second, first) if first > 12 else (first, second)
    else:
        month = _month(groups["name"]) if groups.get("name") else int(groups["month"])
        day = int(groups.get("day") or 0)
    if not (1 <= month <= 12 and 0 <= day <= 31):
        return None
    text = " ".join(match.group().split())
    facts = [Fact("date", f"{month:02}-{day:02}", text)]
    if not day:
        facts = [Fact("month", _MONTHS[month - 1], _MONTHS[month - 1])]
    if year := groups.get("year"):
        full = year if len(year) == 4 else f"{'19' if int(year) > 60 else '20'}{year}"
        facts.append(Fact("number", full, full))
    return Found(match.start(), match.end(), tuple(facts))


def _month(name: str) -> int:
    return next(i for i, m in enumerate(_MONTHS, 1) if m[:3].casefold() == name[:3].casefold())


def _weekday(name: str) -> int:
    return next(i for i, d in enumerate(_DAYS) if d[:2].casefold() == name[:2].casefold())


def _among_days(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    return bool(
        re.search(r"(?:\b(?:on|every|until|or)\s|[,&/]\s*|day\s+and\s)$", before)
        or re.match(r"\s*(?:\.|:|\(|\d|\x00|&|/|,\s*[A-Z]|\s(?:and|or|closed|only)\b)", after)
    )
