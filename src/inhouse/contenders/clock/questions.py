"""Recognises questions whose answer depends on the clock, and leaves every other one alone.

A question is recognised when nothing is left of it that is not understood: courtesies and the day
are taken out, and the rest must be a whole question about being open. "Do you take walk-ins today?"
and "is Dr. Vesely in today?" leave words over, and so do "are you open on Saturdays?", whose answer
no clock changes, and "are you open today or tomorrow?".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from inhouse.contenders.clock.days import (
    DATE,
    HOLIDAY,
    WEEKDAY,
    Days,
    read_dates,
    read_holiday,
    read_weekday,
)
from inhouse.contenders.clock.notation import CLOCK, fold, minutes

__all__ = ["Language", "Part", "QuestionKind", "Relation", "TimeQuestion", "read_question"]

Language = Literal["en", "es"]
QuestionKind = Literal["open", "closed", "closes", "remains", "opens", "reopens", "hours"]
Part = Literal["now", "day", "morning", "afternoon", "evening"]
Relation = Literal["at", "after", "before"]

_FAR_DAYS = 300  # "December 5", asked on December 6, is more likely the past one
_SHORT = {
    "u": "you", "ya": "you", "yall": "you", "r": "are", "ur": "your", "2day": "today",
    "todya": "today", "toady": "today",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "2moro": "tomorrow",
    "2morrow": "tomorrow", "tonite": "tonight", "2nite": "tonight", "rn": "right now",
    "til": "until", "till": "until", "opn": "open", "oepn": "open", "opne": "open",
    "wat": "what", "wen": "when", "thx": "thanks", "pls": "please", "plz": "please",
    "anybody": "anyone", "somebody": "anyone", "someone": "anyone", "todays": "today",
    "youre": "you are", "ull": "you will", "youll": "you will", "tomorrows": "tomorrow",
    "tonights": "tonight", "2mrw": "tomorrow",
}  # fmt: skip
_CHECKED = frozenset(
    {
        "open", "today", "tonight", "tomorrow", "morning", "afternoon", "evening", "currently",
        "moment", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
        "sunday", "thanksgiving", "christmas", "closed", "close", "closing", "opening",
        "hours", "until", "still", "anyone", "there", "again", "january", "february", "april",
        "august", "september", "october", "november", "december", "abiertos", "abierto",
        "cerrados", "cerrado", "manana", "ahora", "cierran", "lunes", "martes", "miercoles",
        "jueves", "viernes", "sabado", "domingo", "office", "please", "thanks", "hello",
    }
)  # fmt: skip
_NOT_TYPOS = frozenset(
    {
        "opened", "opens", "closer", "closest", "closet", "clothes", "mornings", "evenings",
        "afternoons", "abiertas", "hour", "house", "hose", "stall", "stilts", "three",
        "theres", "therapy", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays",
        "saturdays", "sundays", "sabados", "domingos", "closes", "close", "closed", "moments",
        "officer", "offices", "hourly", "cerradas", "manan",
    }
)  # fmt: skip
_COURTESY = re.compile(
    r"^(?:hi there|hi|hello|hey there|hey|good (?:morning|afternoon|evening|day)|excuse me|sorry"
    r"|um+|ok|okay|so|please|quick question"
    r"|(?:i was |i am |im )?just wondering|i was wondering|just checking|(?:can|could) (?:you|i) "
    r"(?:please )?(?:tell me|ask|know)|do you know"
    r"|(?:i )?(?:want|wanted|would like|need) to (?:know|ask)|may i ask|(?:i )?just (?:got off"
    r"|finished|left) work"
    r"|hola|buenos dias|buenas tardes|buenas noches|buenas|disculpe|perdon|por favor"
    r"|una pregunta)\b(?: if\b| whether\b)? *"
)
_CLOSING = re.compile(
    r" *\b(?:please|thanks|thank you|cheers|by any chance|or not|or no|or (?:are you )?closed"
    r"|or did i miss you|you guys|guys|gracias|por favor)$"
)
_PART = (
    r"(?: (?:(?:in|por) (?:the|la) )?(?P<{}>morning|afternoon|evening|night|manana|tarde|noche))?"
)
_DAY = re.compile(
    r"\b(?:(?P<now>(?:at )?(?:right now|now|currently|this (?:very )?(?:moment|minute|second)"
    r"|at the moment|at present|ahora mismo|ahora"
    r"|en este momento))"
    r"|(?:this|esta) (?P<this_part>morning|afternoon|evening|manana|tarde|noche)|"
    r"(?P<tonight>tonight)"
    rf"|(?P<after>(?:the )?day after tomorrow|pasado manana)|(?P<today>today|hoy)|(?P<tomorrow>"
    rf"(?<!la )(?:tomorrow|manana)){_PART.format('part1')}"
    rf"|(?:(?:on|for|en|el) )?(?P<date>{DATE})"
    rf"|(?:(?:on|for|en|el) )?(?:el )?{HOLIDAY}"
    rf"|(?:(?:on|for|el) )?(?P<which>this coming|this|coming|next|este|proximo)? ?"
    rf"(?P<weekday>{WEEKDAY})(?P<later> que viene)?{_PART.format('part2')})"
    r"(?! \d)(?!\w)"
)
_TIME = re.compile(
    rf"\b(?P<relation>at|after|past|before|by|a las?|despues de las?|antes de las?) "
    rf"(?P<clock>{CLOCK})(?!\S)"
)
_WHO = r"(?:you guys|you all|you|(?:the|your) (?:office|practice|clinic|place|business)|ustedes)"
_STILL = r"(?:still|already|even|todavia|aun|ya)"
_KINDS: tuple[tuple[QuestionKind, str], ...] = (
    ("reopens", rf"(?:when|what time|what day) (?:do|will|are|is|does) {_WHO} (?:be )?(?:back"
                rf"(?: open| in)?(?: again)?|open (?:next|again)"
                r"|opening (?:next|again)|next open|reopen|reopening|(?:in|there) again)"
                r"|cuando (?:vuelven|vuelve) a abrir|(?:cuando|a que hora) abren? (?:de nuevo"
                r"|otra vez)"),
    ("remains", rf"how (?:much longer|long) (?:are|will) {_WHO} (?:be |still )*(?:open|there|here"
                rf"|in)(?: for)?"
                r"|cuanto (?:tiempo )?(?:mas )?(?:estan|van a estar) abiertos"),
    ("open", rf"(?:(?:are|is|will|do|does) )?(?:{_WHO} )?(?:{_STILL} )*(?:(?:going to "
             rf"|gonna )?be )?(?:{_STILL} )*(?:open|opening)(?: (?:yet|still))?"
             rf"|(?:(?:are|is|will) )?(?:there )?(?:anyone|you)(?: going to)?(?: be)?"
             rf"(?: {_STILL})? (?:there|in|here|around|(?:in|at) the (?:office|desk))(?: {_STILL})?"
             rf"|(?:{_STILL} )?(?:(?:estan|esta|siguen|sigue|estaran|van a estar) )?(?:ustedes )?"
             rf"(?:{_STILL} )?abiert[oa]s?(?: {_STILL})?|abren|abriran"
             r"|(?:todavia )?hay alguien(?: ahi| en la oficina)?"),
    ("closed", rf"(?:(?:are|is|will|have) )?(?:{_WHO} )?(?:be )?(?:{_STILL} )?(?:closed|shut)(?: "
               rf"(?:yet|{_STILL}))?|(?:do|does|will) {_WHO} close"
               r"|did i miss you|(?:(?:estan|esta|estaran) )?(?:ya )?cerrad[oa]s?"),
    ("closes", rf"until (?:what time|when)(?: (?:are|is|do|will) {_WHO})?(?: (?:be|stay))?"
               rf"(?: {_STILL})?(?: open| there| in)?"
               rf"|how late (?:are|is|do|will) {_WHO}(?: (?:be|stay))? ?(?:open|there|in)?"
               rf"|how late(?: open)?"
               rf"|(?:at )?(?:when|what time)(?: (?:do|does|will|are|is))? {_WHO} (?:be )?(?:clos"
               rf"(?:e|es|ing)|shut(?:ting)?)(?: up)?"
               rf"|(?:(?:when|what time) is )?closing time|(?:when|what time) is closing"
               rf"|(?:a )?que hora cierran?|hasta (?:que hora|cuando)(?: (?:estan?|abren?"
               rf"|atienden))?(?: abiert[oa]s?)?|cuando cierran?"),
    ("opens", rf"(?:at )?(?:when|what time|how early)(?: (?:do|does|will|are|is))? {_WHO} "
              rf"(?:be )?open(?:ing|s)?"
              r"|(?:(?:when|what time) is )?opening time|(?:a )?que hora abren?|cuando abren?"),
    ("hours", r"(?:(?:what|which) (?:are|is) |whats |what )?(?:(?:your|the|office|store|opening"
              r"|business|working) )*(?:hours|opening times)"
              rf"|what hours are {_WHO} open|(?:cual es |que )?(?:(?:el|su) )?horario(?: tienen)?"
              rf"(?: de atencion)?"),
)  # fmt: skip
_EVERY_DAY = re.compile(r"\bdo\b|\bopening\b|^abren|close$|abriran")
_ALIVE = {"are you there", "you there", "are you here", "you here", "are you in", "you in"}
_NEEDS_DAY = {"closes", "opens", "hours"}
_SPANISH = re.compile(
    r"\b(?:estan?|estaran|abiert\w+|abren?|cierran?|hoy|manana|hora|cerrad\w+|cuando|siguen?|hay"
    r"|horario|ahora|abriran|cuanto|vuelven?)\b"
)
_RELATIONS: dict[str, Relation] = {
    "at": "at", "a la": "at", "a las": "at", "after": "after", "past": "after",
    "despues de la": "after", "despues de las": "after", "before": "before",
    "antes de la": "before", "antes de las": "before",
}  # fmt: skip
_PARTS: dict[str, Part] = {
    "morning": "morning", "manana": "morning", "afternoon": "afternoon", "tarde": "afternoon",
    "evening": "evening", "night": "evening", "noche": "evening",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """What is asked.

    Args:
        kind: being open, or closed; closing; how much longer; opening; opening again; hours.
        day: the date it is about.
        part: of that day; "now" for this moment.
        language: of the question.
        minute: of the day, where the question names a time; None where it names none.
        relation: to that minute.
        holiday: by which the day was named, or None.
    """

    kind: QuestionKind
    day: date
    part: Part
    language: Language
    minute: int | None = None
    relation: Relation = "at"
    holiday: Days | None = None


@dataclass(frozen=True, slots=True)
class _When:
    day: date
    part: Part
    holiday: Days | None = None


def read_question(question: str, now: datetime) -> TimeQuestion | None:
    """What a question asks about the firm's hours; None where it asks anything else.

    Args:
        question: as a customer wrote it.
        now: the time on the firm's clock.
    """
    text = _plain(question)
    times = list(_TIME.finditer(text))
    rest = _TIME.sub(" ", text, count=1) if len(times) == 1 else text
    named = list(_DAY.finditer(rest))
    whens = [_when(match, now) for match in named]
    day = _one(whens, now)
    if day is None or len(times) > 1:
        return None
    rest = " ".join(_DAY.sub(" ", rest).split())
    kind = next((kind for kind, pattern in _KINDS if re.fullmatch(pattern, rest)), None)
    if kind is None or (not named and _is_general(kind, rest)):
        return None
    language: Language = "es" if _SPANISH.search(text) else "en"
    if not times:
        return TimeQuestion(kind, day.day, day.part, language, holiday=day.holiday)
    return _with_time(kind, day, language, times[0])


def _is_general(kind: QuestionKind, rest: str) -> bool:
    """Whether a question that names no day asks about every day, or whether the chat is alive."""
    if kind in _NEEDS_DAY or rest in _ALIVE:
        return True
    return kind in {"open", "closed"} and bool(_EVERY_DAY.search(rest))


def _with_time(
    kind: QuestionKind, when: _When, language: Language, match: re.Match[str]
) -> TimeQuestion | None:
    if kind not in {"open", "closed"} or when.part not in {"now", "day"}:
        return None
    relation = _RELATIONS.get(match["relation"])
    minute = minutes(match["clock"])
    plain = relation == "at" or (relation is not None and kind == "open")
    # "At 7" may be either half of the day, and "closed by 5" either end: the day's hours answer it.
    if relation is None or minute is None or "midnight" in match["clock"] or not plain:
        return TimeQuestion("hours", when.day, "day", language, holiday=when.holiday)
    return TimeQuestion(kind, when.day, "day", language, minute, relation, when.holiday)


def _plain(question: str) -> str:
    """Folded, without courtesies and signs, with abbreviations and slips of the pen put right."""
    text = re.sub(r"[^\w:/ -]+", " ", fold(question).replace("\n", " "))
    words = [_SHORT.get(word, word) for word in text.split()]
    text = " ".join(_corrected(word) for word in " ".join(words).split())
    while True:
        shorter = _CLOSING.sub("", _COURTESY.sub("", text)).strip(" -")
        if shorter == text:
            return text
        text = shorter


def _corrected(word: str) -> str:
    if len(word) < 5 or not word.isalpha() or word in _CHECKED or word in _NOT_TYPOS:
        return word
    close = [
        w for w in difflib.get_close_matches(word, _CHECKED, n=1, cutoff=0.84) if w[0] == word[0]
    ]
    return close[0] if close and word != close[0] + "s" else word


def _one(whens: list[_When | None], now: datetime) -> _When | None:
    """The one day that all of a question's words for days mean; now, where there are none."""
    if not whens:
        return _When(now.date(), "now")
    known = [when for when in whens if when is not None]
    if len(known) < len(whens) or len({when.day for when in known}) > 1:
        return None
    parts = list(dict.fromkeys(when.part for when in known if when.part != "day"))
    holiday = next((when.holiday for when in known if when.holiday), None)
    return _When(known[0].day, parts[0] if parts else "day", holiday) if len(parts) < 2 else None


def _when(match: re.Match[str], now: datetime) -> _When | None:
    today = now.date()
    part = _PARTS.get(match["part1"] or match["part2"] or match["this_part"] or "", "day")
    if match["now"]:
        return _When(today, "now")
    if match["tonight"]:
        return _When(today, "evening")
    if match["today"] or match["this_part"]:
        return _When(today, part)
    if match["after"] or match["tomorrow"]:
        return _When(today + timedelta(days=2 if match["after"] else 1), part)
    if match["weekday"]:
        coming = _coming(match, today)
        return _When(coming, part) if coming else None
    return _dated(list(_named_days(match)), today, bool(match["holiday"]))


def _named_days(match: re.Match[str]) -> Iterator[Days]:
    if match["holiday"]:
        yield read_holiday(match)
    else:
        yield from read_dates(match)


def _dated(days: list[Days], today: date, is_holiday: bool) -> _When | None:
    ahead = (today + timedelta(days=n) for n in range(_FAR_DAYS))
    found = [day for day in ahead if any(one.covers(day) for one in days)]
    return _When(found[0], "day", days[0] if is_holiday else None) if len(found) == 1 else None


def _coming(match: re.Match[str], today: date) -> date | None:
    """The date of a weekday; None where "Friday" or "next Friday" may be either of two."""
    name, which = match["weekday"], match["which"] or ""
    singular = ("tues", "weds", "thurs", "lunes", "martes", "miercoles", "jueves", "viernes")
    if name.endswith("s") and name not in singular:
        return None
    ahead = (read_weekday(name) - today.weekday()) % 7
    if which in {"next", "proximo"} or match["later"]:
        same_week = today.weekday() + ahead < 7 and ahead
        return None if same_week else today + timedelta(days=ahead or 7)
    if not ahead and which not in {"this", "este"}:
        return None
    return today + timedelta(days=ahead)
