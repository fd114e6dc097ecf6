"""Reads a firm's hours from its own sentences: strictly, since a wrong hour is worse than none."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from inhouse.contenders.clock.days import Dates, Days, Holiday, PublicHolidays, Weekday
from inhouse.contenders.clock.notation import CLOCK, fold, minutes
from inhouse.contenders.clock.opening_times import Break, OpeningTimes, Rule, Span
from inhouse.contenders.clock.sentences import (
    CUE,
    SEASONAL,
    Gathered,
    Sentence,
    Stated,
    read_text,
)
from inhouse.records import Chunk

__all__ = ["Conflict", "HoursReading", "read_hours", "read_opening_times"]

_TOLD = re.compile(
    rf"\b(?:we|the office|the shop|the store)(?: stay| are)? (?:(?P<until>open until)|"
    rf"(?P<opens>opens?(?: at| from)?)"
    rf"|(?P<closes>closes?(?: at)?)) (?P<clock>{CLOCK})"
)
_OPEN_UNTIL = re.compile(rf"\bopen (?:\w+ ){{0,3}}until (?P<clock>{CLOCK})")
_LONGER = re.compile(r"\b(?:early|earlier|late|later|longer|shorter|extended|reduced)\b")
_DIAL_12 = re.compile(r"\d ?[ap]m\b")
_DIAL_24 = re.compile(r"\b(?:1[3-9]|2[0-4])(?:[:.h]\d\d|h|\b)|\buhr\b|\b0\d:\d\d")
_LANDS = (
    "BB",
    "BE",
    "BW",
    "BY",
    "HB",
    "HE",
    "HH",
    "MV",
    "NI",
    "NW",
    "RP",
    "SH",
    "SL",
    "SN",
    "ST",
    "TH",
)
_WHOLE_LIST = 3  # a firm that names three holidays has named them all


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why the hours were not read.

    Args:
        reason: two sentences disagree, or one speaks of a season or of a pause at lunch in words
            that were not understood.
        sentences: as folded, one or two.
        sources: ids of their chunks, in the same order.
    """

    reason: Literal["contradiction", "season", "lunch"]
    sentences: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoursReading:
    """What was read.

    Args:
        times: the firm's hours; None where nothing says them, or where there are conflicts.
        conflicts: for the owner to correct.
    """

    times: OpeningTimes | None
    conflicts: tuple[Conflict, ...] = ()


def read_opening_times(texts: Iterable[str | Chunk], *, firm: str = "") -> OpeningTimes | None:
    """A firm's hours, or None where its texts do not say them or contradict each other.

    Args:
        texts: passages and known questions with their answers; a chunk's id is a rule's source.
        firm: the firm's name, which may begin a sentence about its hours.
    """
    return read_hours(texts, firm=firm).times


def read_hours(texts: Iterable[str | Chunk], *, firm: str = "") -> HoursReading:
    """A firm's hours, and what kept them from being read.

    A sentence counts only when every word of it is understood. Of one that is not, the days for
    which no other sentence gives hours become doubtful, so that they are not taken for closed.

    Args:
        texts: passages and known questions with their answers; a chunk's id is a rule's source.
        firm: the firm's name, which may begin a sentence about its hours.
    """
    known = frozenset(fold(firm).split())
    gathered = Gathered()
    for text in texts:
        read_text(text if isinstance(text, Chunk) else Chunk("", "", text, 0, 0), known, gathered)
    _drop_single_meals(gathered)
    found = (*_contradictions(gathered), *_denials(gathered), *_exceptions(gathered))
    conflicts = tuple(dict.fromkeys(found))
    if conflicts or not any(stated.spans for stated in gathered.of(Weekday)):
        return HoursReading(None, conflicts)
    return HoursReading(_times(gathered))


def _drop_single_meals(gathered: Gathered) -> None:
    """Hours of one meal are the firm's only together with those of the others."""
    meals = {stated.meal for stated in gathered.stated}
    if len(meals - {""}) < 2 or any(not s.meal for s in gathered.of(Weekday) if s.spans):
        gathered.stated = [stated for stated in gathered.stated if not stated.meal]


def _contradictions(gathered: Gathered) -> Iterator[Conflict]:
    for one, other in itertools.combinations(gathered.stated, 2):
        if one.spans is None or other.spans is None or one.meal != other.meal:
            continue
        if (one.days == other.days and one.spans != other.spans) or _is_every_or_some(one, other):
            yield _conflict("contradiction", one.sentence, other.sentence)


def _is_every_or_some(one: Stated, other: Stated) -> bool:
    """Whether one opens every Saturday and the other, elsewhere, the first of the month."""
    a, b = one.days, other.days
    if not (isinstance(a, Weekday) and isinstance(b, Weekday) and a.number == b.number):
        return False
    apart = one.sentence.source != other.sentence.source or one.spans == other.spans
    return bool(a.nths) != bool(b.nths) and bool(one.spans and other.spans) and apart


def _denials(gathered: Gathered) -> Iterator[Conflict]:
    """Sentences that were not read as a whole and still name another hour than the rules."""
    rules = {s.days: s for s in gathered.of(Weekday)}
    for sentence in gathered.unread:
        said = _TOLD.search(sentence.text)
        if said is None and not sentence.is_foreign:
            said = _OPEN_UNTIL.search(sentence.text)
        named = [day for token in sentence.tokens if token.kind == "days" for day in token.days]
        minute = minutes(said["clock"]) if said else None
        if said is None or minute is None or SEASONAL.search(sentence.text):
            continue
        for rule in (rules[day] for day in named if day in rules and len(set(named)) == 1):
            spans = rule.spans or ()
            opens = "opens" in said.groupdict() and said["opens"]
            hours = {s.start if opens else s.end % 1440 for s in spans}
            if minute % 1440 not in hours:
                yield _conflict("contradiction", rule.sentence, sentence)


def _exceptions(gathered: Gathered) -> Iterator[Conflict]:
    for sentence in gathered.unread:
        context = f"{sentence.lead} / {sentence.text}"
        timed = any(token.kind in {"days", "hours", "closed"} for token in sentence.tokens)
        timed = timed or bool(
            _TOLD.search(sentence.text) or re.search(r"\bvar(?:y|ies)\b", sentence.text)
        )
        if any(token.kind == "break" for token in sentence.tokens) and not sentence.is_foreign:
            yield _conflict("lunch", sentence)
        if timed and SEASONAL.search(context) and CUE.search(context) and not sentence.is_foreign:
            yield _conflict("season", sentence)


def _conflict(
    reason: Literal["contradiction", "season", "lunch"], *sentences: Sentence
) -> Conflict:
    return Conflict(reason, tuple(s.text for s in sentences), tuple(s.source for s in sentences))


def _times(gathered: Gathered) -> OpeningTimes:
    dated = _rules(gathered.of(Dates, Holiday, PublicHolidays))
    vague = [
        rule.days for rule in dated if isinstance(rule.days, PublicHolidays) and rule.days.near
    ]
    dated = [rule for rule in dated if rule.days not in vague]
    folded = " / ".join(sentence.text for sentence in gathered.read)
    whole = len(dated) >= _WHOLE_LIST or "365 days" in folded
    return OpeningTimes(
        weekly=tuple(_rules(gathered.of(Weekday))),
        dated=tuple(dated),
        breaks=_breaks(gathered.breaks),
        doubtful=tuple(dict.fromkeys(_doubts(gathered))),
        unlisted=() if whole and not vague else (_holidays_of(folded),),
        clock=24 if not _DIAL_12.search(folded) and _DIAL_24.search(folded) else 12,
    )


def _rules(stated: Iterable[Stated]) -> list[Rule]:
    """One rule for the same days, with the hours of all meals and every source."""
    spans: dict[Days, set[Span]] = {}
    sources: dict[Days, dict[str, None]] = {}
    for one in stated:
        spans.setdefault(one.days, set()).update(one.spans or ())
        if one.sentence.source:
            sources.setdefault(one.days, {})[one.sentence.source] = None
    return [
        Rule(days, tuple(sorted(of)), tuple(sources.get(days, ()))) for days, of in spans.items()
    ]


def _breaks(breaks: Iterable[Break]) -> tuple[Break, ...]:
    merged: dict[tuple[Span, tuple[int, ...], bool], dict[str, None]] = {}
    for one in breaks:
        sources = merged.setdefault((one.span, one.weekdays, one.closes), {})
        sources.update(dict.fromkeys(source for source in one.sources if source))
    return tuple(Break(*key, tuple(sources)) for key, sources in merged.items())


def _doubts(gathered: Gathered) -> Iterator[Days]:
    """Days of which a sentence says something that was not read, where no other one was.

    "We are open late on Thursdays" makes Thursday doubtful whatever else is said of it.
    """
    stated = {s.days for s in gathered.of(Weekday)}
    known = {days.number for days in stated if isinstance(days, Weekday)}
    yield from (one.days for one in gathered.stated if one.spans is None)
    for sentence in gathered.unread:
        cue = bool(CUE.search(sentence.text))
        timed = any(token.kind in {"hours", "appointment"} for token in sentence.tokens)
        longer = _LONGER.search(sentence.text) and not timed and not _TOLD.search(sentence.text)
        if sentence.is_foreign or not (cue or timed):
            continue
        for day in (day for token in sentence.tokens for day in token.days):
            if isinstance(day, Weekday):
                understood = day in stated if day.nths else day.number in known and not longer
                if not understood:
                    yield day
            elif cue:
                yield day


def _holidays_of(folded: str) -> PublicHolidays:
    """Public holidays of the countries in which a firm that writes like this may be."""
    if re.search(r"\b(?:montag|freitag|uhr|geschlossen)\b", folded):
        return PublicHolidays(tuple(("DE", land) for land in _LANDS), near=True)
    if re.search(r"\b(?:lunes|viernes|horario|abierto|cerrado)\b", folded):
        return PublicHolidays((("ES", None), ("MX", None), ("US", None)), near=True)
    return PublicHolidays(near=True)
