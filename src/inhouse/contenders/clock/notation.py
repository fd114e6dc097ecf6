"""How firms write hours down: a sentence becomes tokens, each of them understood or not.

The readers of `scoring.facts` are lenient, because they compare two texts: a time there has lost
which range it belongs to, and midnight at the end of a day is the one at its start. Hours that are
acted on need the strict reading: a word that is not understood makes the sentence unread.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from inhouse.contenders.clock.days import (
    DATE,
    HOLIDAY,
    ORDINALS,
    WEEKDAY,
    Days,
    PublicHolidays,
    Weekday,
    read_dates,
    read_holiday,
    read_weekday,
    shift_day,
)
from inhouse.contenders.clock.opening_times import DAY_MINUTES, Span

__all__ = ["CLOCK", "Token", "TokenKind", "fold", "minutes", "tokens"]

TokenKind = Literal["days", "hours", "closed", "appointment", "break", "meal", "except", "word"]

_HALF = r"(?: ?(?:am|pm)\b)?"
CLOCK = (
    r"(?:noon|midday|midnight|mediodia|medianoche|mitternacht"
    rf"|(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d|h)?(?!\d)(?: ?uhr\b)?{_HALF}(?: ?(?:horas|hrs"
    rf"|oclock)\b)?)"
)
"""A time of day in a folded text."""

_DASHES = re.compile(r"\s*[‐-―−~→]\s*|\s+-+\s+")
_GERMAN_DAY = re.compile(
    r"\b(Mo|Di|Mi|Do|Fr|Sa|So)\b\.?(?=\s*(?:[-–—,:+&|/]\s*)?(?:(?:Mo|Di|Mi|Do|Fr|Sa|So|und|bis|von|ab)\b"
    r"|\d|geschl))"
    r"|(?<=[-–—,+&/])\s*(Di|Mi|Do|Fr|Sa|So)\b\.?"
)
_GERMAN_DAYS = {
    "Mo": "montag", "Di": "dienstag", "Mi": "mittwoch", "Do": "donnerstag", "Fr": "freitag",
    "Sa": "samstag", "So": "sonntag",
}  # fmt: skip
_SHORT_DAY_DOT = re.compile(
    r"\b(mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\."
    r"(?=\s*[-,:\d]|\s+(?:to|through|thru|and|from)\b)"
)
_LETTER_DAYS = re.compile(r"\bM ?[-–] ?(F|Th)\b")
_CELLS = re.compile(r"(\d(?::\d\d)?(?: ?[ap]m)?) ?\| ?(?=\d)")

_ORD = "|".join(ORDINALS)
_EVERY = r"(?:(?:the|each|every|jeden|jede|el|los|cada|am|den)\s)?"
_NTH = (
    rf"{_EVERY}(?P<nths>(?:{_ORD})(?:(?:,| and| y| und|, and) (?:the )?(?:{_ORD}))*) "
    rf"(?P<nth_day>{WEEKDAY})\b"
    r"(?:,? (?:of|in|im|del|de)(?: (?:the|each|every|cada|el))? ?(?:month|mes|monats?))?"
)
_TO = r" ?(?:-|to|through|thru|until|till|bis|al?|hasta) ?"
_RUN = rf"(?P<from>{WEEKDAY}){_TO}(?P<to>{WEEKDAY})\b"
_ONE = rf"(?P<one>{WEEKDAY})\b"
_GROUP = (
    r"(?P<weekdays>weekdays?|entre semana|dias laborables)\b"
    r"|(?P<weekend>(?:the )?weekends?|fin(?:es)? de semana|wochenenden?)\b"
    r"|(?P<daily>(?:open )?daily|every ?day(?: of the week)?|each day|(?:7|seven) days(?: a week"
    r"| per week)?|all week"
    r"|taglich|todos los dias|diario)\b"
)
_VAGUE = (
    r"(?P<public>(?:(?:all|any|most|on|the|an|gesetzlichen)\s)*"
    r"(?P<sort>major|public|legal|national|federal|bank|statutory|state|us)? ?holidays"
    r"|(?:an )?(?:gesetzlichen )?feiertagen?|(?:dias )?(?:festivos|feriados))\b"
)
_AFTER_IT = r"(?P<after_it>(?:the )?day after(?: it| that)?|(?:the )?following day)(?! \w)"
_ALL_DAY = (
    r"(?P<all_day>24/7|24 ?-? ?hours?(?: (?:a|per) day)?(?:,? (?:and )?(?:7|seven) days (?:a"
    r"|per) week)?|(?:a)?round the clock"
    r"|rund um die uhr|24 (?:horas|stunden)(?: al dia)?)"
    r"(?P<year>,? 365 days(?: (?:a|per) year)?)?"
)
_RANGE = (
    rf"(?:(?:from|von|de|desde)(?: las)? )?(?P<a>{CLOCK}) ?(?:-|to|until|till|through|bis|al?"
    rf"|hasta) ?(?:las? )?(?P<b>{CLOCK})"
    rf"|(?:between|zwischen|entre)(?: las)? (?P<a2>{CLOCK}) (?:and|und|y)(?: las)? (?P<b2>{CLOCK})"
)
_CLOSED = (
    r"(?P<closed>(?:always )?closed(?: all day)?|close(?! (?:at|by|early|around|before|after)\b)"
    r"|shut|not open|dont open"
    r"|geschlossen|ruhetag|cerrad[oa]s?|cerramos|no abrimos)\b"
)
_BREAK = (
    r"(?P<break>(?:takes? |take |have |has |at |breaks? for |(?:is |are )?(?:closed?|closes"
    r"|shut) for |for )lunch(?: break)?"
    r"|lunch ?(?:break|hour|closure)|mittagspause)\b"
)
_FILLER = re.compile(
    r"(?:we|were|our|us|you|can|find|visit|the|a|an|is|are|be|its|open|opens|opening|hours?"
    r"|office|business|regular|usual|"
    r"normal|standard|current|store|shop|clinic|practice|restaurant|reception|front|desk|showroom"
    r"|salon|studio|bakery|cafe|"
    r"premises|building|doors?|from|on|in|at|with|and|also|but|every|each|of|week|days?"
    r"|time|times|as|follows|please|"
    r"note|yes|no|all|always|through|stay|both|uhr|horas?|to|for|here|"
    r"offnungszeiten|geoffnet|wir|haben|sind|unsere?|von|und|am|an|der|die|das|im|auch|jeden"
    r"|sprechzeiten|burozeiten|geschaftszeiten|"
    r"horarios?|de|atencion|abiert[oa]s?|abrimos|abre|nuestr[oa]|estamos|los|las|el|la|en|y|del|cada|operation|est|edt|et|pst|pdt|cst|cdt|mst|mdt"
    r"|mes)"
)
_PATTERN = re.compile(
    rf"(?P<skip>[\s,:/.]+|-(?= ))|{_NTH}|{_RUN}|{DATE}|{_ALL_DAY}|{_RANGE}|{_VAGUE}|{HOLIDAY}\b"
    rf"|{_AFTER_IT}|{_ONE}|{_GROUP}"
    rf"|{_BREAK}|{_CLOSED}"
    r"|(?P<appointment>by (?:prior )?appointment(?: only)?|nach vereinbarung|con cita"
    r"(?: previa)?)\b"
    r"|(?P<meal>lunch|dinner|supper|almuerzo|cena|mittagessen|abendessen)\b"
    r"|(?P<except>except(?: for| on)?|excluding|but not|ausser|excepto|salvo)\b"
    r"|(?P<word>[^\s,;:|/]+|.)",
)


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a sentence.

    Args:
        kind: what it says; "word" is one that is not understood.
        text: as folded.
        days: of "days".
        span: of "hours".
    """

    kind: TokenKind
    text: str
    days: tuple[Days, ...] = ()
    span: Span | None = None


def fold(text: str) -> str:
    """The text in small letters without accents, each notation of a dash or of "a.m." as one."""
    text = _GERMAN_DAY.sub(lambda m: f" {_GERMAN_DAYS[m[1] or m[2]]} ", text)
    text = _LETTER_DAYS.sub(lambda m: f"mon-{'fri' if m[1] == 'F' else 'thu'}", text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"['’‘´`*_#]", "", text.casefold())
    text = re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", text)
    text = re.sub(r"(?<=\d)([ap]m)\.(?= [a-z])", r"\1", text)
    text = _DASHES.sub(" - ", text).replace("&", " and ").replace("+", " and ")
    text = _SHORT_DAY_DOT.sub(r"\1", text)
    text = re.sub(
        r"\b(\d{1,2})\.(?= ?(?:-|bis|und|jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|dez))",
        r"\1",
        text,
    )
    text = _CELLS.sub(r"\1 - ", re.sub(r"[ \t\xa0]+", " ", text))
    return re.sub(r"[ \t]*\|[ \t]*", " ", text)


def tokens(sentence: str, known: frozenset[str] = frozenset()) -> tuple[Token, ...]:
    """The tokens of one folded sentence, without words that add nothing.

    Args:
        sentence: folded.
        known: further words that add nothing, such as the firm's name.
    """
    found: list[Token] = []
    for match in _PATTERN.finditer(sentence):
        word = match["word"]
        if match["skip"] or (word and (_FILLER.fullmatch(word) or word in known)):
            continue
        if match["after_it"] and found and found[-1].days:
            found.append(_day_after(found[-1], match.group()))
        else:
            found.append(_token(match))
    if not any(token.kind == "closed" for token in found):  # "open for lunch" is no break
        found = [_meal(token) if token.text == "for lunch" else token for token in found]
    return tuple(found)


def minutes(clock: str) -> int | None:
    """Minutes after midnight of a folded time that leaves no doubt of its half of the day."""
    hour, minute, half = _parts(clock)
    if half or hour > 12 or hour == 0 or clock.startswith("0") or "uhr" in clock:
        return _at(hour, minute, half)
    return None


def _meal(token: Token) -> Token:
    return Token("meal", token.text)


def _token(match: re.Match[str]) -> Token:
    text = match.group()
    if days := _days(match):
        return Token("days", text, days)
    if match["all_day"]:
        return Token("hours", text, span=Span(0, DAY_MINUTES))
    start, end = match["a"] or match["a2"], match["b"] or match["b2"]
    if start and end:
        span = _span(start, end)
        return Token("hours", text, span=span) if span else Token("word", text)
    kinds: tuple[TokenKind, ...] = ("closed", "appointment", "break", "meal", "except")
    return Token(next((kind for kind in kinds if match[kind]), "word"), text)


def _days(match: re.Match[str]) -> tuple[Days, ...]:
    if match["nth_day"]:
        nths = tuple(dict.fromkeys(ORDINALS[o] for o in re.findall(_ORD, match["nths"])))
        return (Weekday(read_weekday(match["nth_day"]), nths),)
    if match["from"]:
        first, last = read_weekday(match["from"]), read_weekday(match["to"])
        return tuple(Weekday((first + i) % 7) for i in range((last - first) % 7 + 1))
    if match["one"]:
        return (Weekday(read_weekday(match["one"])),)
    if match["month1"] or match["month2"]:
        return read_dates(match)
    if match["holiday"]:
        return (read_holiday(match),)
    if match["public"]:
        return (_public(match),)
    return tuple(_group(match))


def _group(match: re.Match[str]) -> Iterator[Weekday]:
    for number in range(7):
        weekend = number > 4
        if match["daily"] or match["weekend" if weekend else "weekdays"]:
            yield Weekday(number)


def _public(match: re.Match[str]) -> PublicHolidays:
    sort = match["sort"] or ""
    if "feiertag" in match.group():
        return PublicHolidays((("DE", None),))
    if sort in {"federal", "us"}:
        return PublicHolidays((("US", None),))
    return PublicHolidays((("GB", "ENG"),)) if sort == "bank" else PublicHolidays(near=True)


def _day_after(before: Token, text: str) -> Token:
    try:
        return Token("days", text, (shift_day(before.days[-1], 1),))
    except ValueError:
        return Token("word", text)


def _span(start: str, end: str) -> Span | None:
    """Both ends, where there is one reading: "9-5" and "8 to 10 am", but not "7-9" or "8-10 pm"."""
    a_hour, a_minute, a_half = _parts(start)
    b_hour, b_minute, b_half = _parts(end)
    exact = (
        max(a_hour, b_hour) > 12 or "uhr" in start + end or start[0] == "0" or 0 in (a_hour, b_hour)
    )
    if not (a_half or b_half or exact):
        a_half, b_half = _working_halves(60 * a_hour + a_minute, 60 * b_hour + b_minute)
        if not a_half:
            return None
    elif b_half and not a_half and not exact:
        a_half = _first_half(a_hour % 12 * 60 + a_minute, _at(b_hour, b_minute, b_half))
        if not a_half:
            return None
    first, last = _at(a_hour, a_minute, a_half), _at(b_hour, b_minute, b_half)
    if a_half and not b_half and b_hour <= 12:
        later = [m for m in (last % 720, last % 720 + 720, last % 720 + 1440) if m > first]
        last = later[0]
    if last <= first:
        last += DAY_MINUTES
    first %= DAY_MINUTES
    return Span(first, last) if first < last <= first + DAY_MINUTES and last < 36 * 60 else None


def _working_halves(start: int, end: int) -> tuple[str, str]:
    """The halves of the day of two bare times on a dial; empty where two readings are likely."""
    if 360 <= start < 720 and (end <= start or end >= 720):
        return "am", "pm"
    if (start < 360 and start < end) or (start >= 720 and end < 720):
        return "pm", "pm"
    return "", ""


def _first_half(start: int, end: int) -> str:
    """The half of a range's bare start, with a known end; empty where two are likely.

    A day at work starts at 6 or later: "1-5 pm" starts after noon and "9-5 pm" before it, and
    "8-10 pm" may start in either half.
    """
    if end <= 720 or end == DAY_MINUTES:
        return "am" if start < end <= 720 else ""
    if start + 720 >= end:
        return "am"
    return "pm" if start < 360 else ""


def _parts(clock: str) -> tuple[int, int, str]:
    if clock in {"noon", "midday", "mediodia"}:
        return 12, 0, "pm"
    if clock in {"midnight", "medianoche", "mitternacht"}:
        return 12, 0, "am"
    match = re.match(r"(\d{1,2})(?:[:.h](\d\d))?", clock)
    if match is None:
        raise ValueError(f"{clock!r} is not a time of day.")
    half = re.search(r"[ap]m", clock)
    return int(match[1]), int(match[2] or 0), half.group() if half else ""


def _at(hour: int, minute: int, half: str) -> int:
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute
