"""Times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.scoring.facts.fact import Found, at

__all__ = ["read_times"]

_HALF = r"[ap]\.?\s?m\b\.?"
_CLOCK = r"(?:[01]?\d|2[0-4])(?::[0-5]\d)?"
_TIMES = re.compile(
    r"(?<![\w:.$-])(?:"
    rf"(?P<a>{_CLOCK})\s?(?P<ah>{_HALF})?\s?(?:-|to|until|till|and|through)\s?"
    rf"(?P<b>{_CLOCK}|noon|midnight)\s?(?P<bh>{_HALF})?"
    rf"|(?P<t>{_CLOCK})\s?(?:(?P<th>{_HALF})|o'clock\b)"
    r"|(?P<p>(?:[01]?\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?"
    r"|(?P<always>24/7)"
    r"|(?P<named>noon|midday|midnight))(?![\w:])",
    re.IGNORECASE,
)


def read_times(text: str) -> Iterator[Found]:
    """Times as "08:00" on a 24-hour clock, both ends of a range.

    A range gives its meridiem to both ends ("8-10 am"), unless that would run backwards
    ("9-5 pm" starts in the morning). Two bare numbers ("8 to 5") are no times.
    """
    start = 0
    while match := _TIMES.search(text, start):
        start = match.end()
        if match["a"] and not _is_time_range(match):
            start = match.end("a")
            continue
        values = _values(match)
        yield at(match, "time", *dict.fromkeys(values))


def _is_time_range(match: re.Match[str]) -> bool:
    named = match["b"].casefold() in {"noon", "midnight"}
    bare = ":" not in match["a"] + match["b"]
    if (match["ah"] or named) and bare:
        return bool(match["bh"] or named)  # "8 am to 5" may go on: "to 5 visits"
    return bool(match["ah"] or match["bh"]) or (":" in match["a"] and ":" in match["b"])


def _values(match: re.Match[str]) -> list[str]:
    if match["always"]:
        return ["24/7"]
    if match["named"]:
        return ["00:00" if match["named"].casefold() == "midnight" else "12:00"]
    if match["t"] or match["p"]:
        return [_show(_minutes(match["t"] or match["p"], match["th"]))]
    return [_show(m) for m in _ends(match)]


def _ends(match: re.Match[str]) -> tuple[int, int]:
    if match["b"].casefold() in {"noon", "midnight"}:
        end = 720 if match["b"].casefold() == "noon" else 1440
    else:
        end = _minutes(match["b"], match["bh"])
    start = _minutes(match["a"], match["ah"])
    if not match["ah"] and match["bh"]:
        start = _minutes(match["a"], match["bh"])
        if start >= end:
            start = _minutes(match["a"], "am")
    if not match["bh"] and match["ah"] is None and end <= start and end < 720:
        end += 720  # 8:00-5:00
    return start, end


def _minutes(clock: str, half: str | None) -> int:
    hour, _, minute = clock.partition(":")
    hours = int(hour)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return hours * 60 + int(minute or 0)


def _show(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
