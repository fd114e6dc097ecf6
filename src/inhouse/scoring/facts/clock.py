"""Times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.scoring.facts.fact import Fact, Found, at

__all__ = ["read_times"]

_HALF = r"[ap]\.?\s?m\b\.?"
_CLOCK = r"(?:[01]?\d|2[0-4])(?::[0-5]\d)?"
_WORDED = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WORD_HOURS = {word: hour for hour, word in enumerate(_WORDED.split("|"), start=1)}
_PART = r"in the (?P<{0}>morning|afternoon|evening)|at (?P<{1}>night)"
_DAY_PART = _PART.format("part", "night")
_OPENING = re.compile(
    r"\b(?:open|opens|opening|hours|available|staffed|answered|here|reach|from|between|daily|day|"
    r"weekdays|weekends|shop|office|geöffnet|auf|noon|midnight"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?)\b[^\d.;!?]{0,40}$",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w:.$-])(?P<a>(?:1[0-2]|0?[1-9])(?::[0-5]\d)?|{_WORDED})(?:\s?-\s?|\s(?:to|until|till|and)\s)"
    rf"(?P<b>(?:1\d|2[0-4]|0?[1-9])(?::[0-5]\d)?|{_WORDED})(?![\w:%$€£/-]|[.,]\d|\s(?!on|and|every|each|daily|with|but|"
    r"except|most|all|mon|tue|wed|thu|fri|sat|sun|weekday|o'clock|or|in\b|at\b|for\b)[a-z])",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"\b(?P<past>(?:half|quarter)(?=\s)|(?:five|ten|twenty|twenty-five)(?=\spast))\s"
    rf"(?P<to>past|to|after)\s(?P<hour>{_WORDED}|1[0-2]|\d)"
    rf"\b(?:\s?(?P<half>[ap]\.?\s?m\b\.?)|\s(?:{_DAY_PART}))?"
    rf"|\b(?P<word>{_WORDED}|1[0-2]|\d)(?P<minute>:[0-5]\d|\s(?:fifteen|thirty|forty-five))?"
    rf"\s?(?:o'clock\b(?:\s(?:{_PART.format('part2', 'night2')}))?"
    rf"|(?:o'clock\s)?(?P<half2>[ap]\.?\s?m\b\.?)|{_PART.format('part3', 'night3')})",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<half>上午|早上|下午|晚上|中午|午後|午前)?\s?(?P<hour>\d{1,2})\s?[点點時时](?P<minute>\d{1,2}分|半)?"
)
_PASTS = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_MINUTES = {"fifteen": 15, "thirty": 30, "forty-five": 45}
_TIMES = re.compile(
    r"(?<![\w:.$-])(?:"
    rf"(?P<a>{_CLOCK})\s?(?P<ah>{_HALF})?\s?(?:-|to|until|till|and|through)\s?"
    rf"(?P<b>{_CLOCK}|noon|midnight)\s?(?P<bh>{_HALF})?"
    rf"|(?P<t>{_CLOCK})\s?(?:(?P<th>{_HALF})|o'clock\b)"
    r"|(?P<p>(?:[01]?\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?"
    r"|(?P<always>24/7|around the clock|round the clock|(?:24|twenty-four) hours (?:a|per"
    r"|every) day"
    r"(?:,? (?:7|seven) days (?:a|per) week)?|day and night|rund um die Uhr)"
    r"|(?P<named>noon|midday|midnight))(?![\w:])",
    re.IGNORECASE,
)


def read_times(text: str) -> Iterator[Found]:
    """Times as "08:00" on a 24-hour clock, both ends of a range.

    A range gives its meridiem to both ends ("8-10 am"), unless that would run backwards
    ("9-5 pm" starts in the morning). Two bare numbers ("8 to 5") are times only behind a word
    that speaks of hours: "open 8 to 5", "Monday to Friday, nine to five".
    """
    taken: list[Found] = []
    for read in (_read_clocks, _read_spoken, _read_chinese, _read_bare):
        for found in read(text):
            if not any(t.start < found.end and found.start < t.end for t in taken):
                taken.append(found)
                yield found


def _read_clocks(text: str) -> Iterator[Found]:
    start = 0
    while match := _TIMES.search(text, start):
        start = match.end()
        if match["a"] and not _is_time_range(match):
            start = match.end("a")
            if ":" in match["a"] and not _BARE.match(text, match.start()):
                yield _alone(match)
            continue
        values = _values(match)
        yield at(match, "time", *dict.fromkeys(values))


def _alone(match: re.Match[str]) -> Found:
    """The first end of what only looks like a range."""
    shown = _show(_minutes(match["a"], match["ah"]))
    fact = Fact("time", shown, match["a"])
    return Found(match.start("a"), match.end("a"), (fact,))


def _read_spoken(text: str) -> Iterator[Found]:
    """Times in words: half past nine, five o'clock, nine in the morning."""
    for match in _SPOKEN.finditer(text):
        half = match["half"] or match["half2"] or ""
        part = next((match[g] for g in ("part", "part2", "part3") if match[g]), "")
        late = half[:1].casefold() == "p" or part.casefold() in {"afternoon", "evening"}
        late = late or any(match[g] for g in ("night", "night2", "night3"))
        if match["past"]:
            minutes = _PASTS[match["past"].casefold()]
            minutes = -minutes if match["to"].casefold() == "to" else minutes
            minutes += 60 * _hour(match["hour"])
        else:
            minute = (match["minute"] or "").strip(": ").casefold()
            minutes = 60 * _hour(match["word"]) + (_MINUTES.get(minute) or int(minute or 0))
        if half or part:
            minutes = minutes % 720
        if late and minutes < 720:
            minutes += 720
        yield at(match, "time", _show(minutes))


def _read_chinese(text: str) -> Iterator[Found]:
    for match in _CHINESE.finditer(text):
        minutes = 60 * int(match["hour"])
        late = match["half"] in {"下午", "晚上", "午後"}
        minutes += 720 if late and minutes < 720 else 0
        if match["minute"]:
            minutes += 30 if match["minute"] == "半" else int(match["minute"][:-1])
        if minutes < 1440 + 60:
            yield at(match, "time", _show(minutes))


def _read_bare(text: str) -> Iterator[Found]:
    """Bare hours after a word that speaks of hours: a day at work starts at 6 or later."""
    for match in _BARE.finditer(text):
        before = text[: match.start()].replace("\0", "")
        alone = not before.strip() and not text[match.end() :].strip(" .!")
        if not (alone and "-" not in match.group()) and not _OPENING.search(before[-60:]):
            continue
        start, end = _bare_minutes(match["a"]), _bare_minutes(match["b"])
        start += 720 if start < 360 else 0
        end += 720 if end <= start and end < 720 else 0
        yield at(match, "time", _show(start), _show(end))


def _bare_minutes(written: str) -> int:
    hour, _, minute = written.partition(":")
    return 60 * _hour(hour) + int(minute or 0)


def _hour(written: str) -> int:
    return _WORD_HOURS.get(written.casefold()) or int(written)


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
