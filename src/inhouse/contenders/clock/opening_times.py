"""When a firm is open, as its own files say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from inhouse.contenders.clock.days import Dates, Days, Holiday, Weekday

__all__ = ["DAY_MINUTES", "Break", "DayHours", "Interval", "OpeningTimes", "Rule", "Span"]

DAY_MINUTES = 24 * 60
_DAYS_AHEAD = 30  # a firm closed for longer has something to say that rules do not
_NIGHT_ENDS = 6  # the hour until which a day before that is unknown may still be going on
_DAYS_TO_KNOW_A_WEEK = (
    4  # "Monday to Thursday 9-5" says that Friday is closed; "Wednesday 10-7" does not
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of a day to another.

    Args:
        start: minutes after midnight, below 1,440.
        end: the same, above `start`; above 1,440 where it ends on the next day.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds on some days.

    Args:
        days: when it holds.
        spans: hours of opening, in order; empty for closed.
        sources: ids of the chunks that say so.
    """

    days: Days
    spans: tuple[Span, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """A pause at lunch.

    Args:
        span: when.
        weekdays: on which days of the week, 0 is Monday.
        closes: whether the firm closes; False where only its front desk is away.
        sources: ids of the chunks that say so.
    """

    span: Span
    weekdays: tuple[int, ...]
    closes: bool
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start`, included, to `end`, not included; both on the firm's clock."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class DayHours:
    """What the files say of one date.

    Args:
        intervals: when the firm is open, in order; empty for closed.
        because: the rule's days: a weekday, or the date or holiday that beats it; None where it is
            closed because the week that the files state leaves the day out.
        sources: ids of the chunks that say so.
    """

    intervals: tuple[Interval, ...]
    because: Days | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpeningTimes:
    """A firm's hours. What its files leave open stays open: then the answer is None.

    Args:
        weekly: rules for days of the week.
        dated: rules for dates and holidays, which beat the weekly ones.
        breaks: pauses at lunch.
        doubtful: days of which the files say something that could not be read.
        unlisted: days on which firms may close and of which the files say nothing.
        clock: hours on the firm's dial: 12 ("5:00 pm") or 24 ("17:00").
    """

    weekly: tuple[Rule, ...]
    dated: tuple[Rule, ...] = ()
    breaks: tuple[Break, ...] = ()
    doubtful: tuple[Days, ...] = ()
    unlisted: tuple[Days, ...] = ()
    clock: Literal[12, 24] = 12

    @property
    def never_closes(self) -> bool:
        """Whether every day of the week is open around the clock."""
        whole = (Span(0, DAY_MINUTES),)
        always = {r.days for r in self.weekly if r.spans == whole}
        return always >= {Weekday(number) for number in range(7)}

    def hours(self, day: date) -> DayHours | None:
        """What the files say of `day`; None where they leave it open."""
        dated = [rule for rule in self.dated if rule.days.covers(day)]
        if dated:
            same = len({rule.spans for rule in dated}) == 1
            return self._of(day, dated[0].days, dated) if same else None
        if any(days.covers(day) for days in (*self.doubtful, *self.unlisted)):
            return None
        return self._of_week(day)

    def on(self, day: date) -> tuple[Interval, ...] | None:
        """When the firm is open on `day`, in order: intervals that start on it.

        Empty where it is closed; None where the files leave it open.
        """
        hours = self.hours(day)
        return None if hours is None else hours.intervals

    def is_open(self, moment: datetime) -> bool | None:
        """Whether the firm is open; None where the files leave it open.

        While only its front desk is at lunch, a firm is open.
        """
        around = (self.on(moment.date() - timedelta(days=1)), self.on(moment.date()))
        if any(i.start <= moment < i.end for found in around if found for i in found):
            return True
        unknown = around[1] is None or (around[0] is None and moment.hour < _NIGHT_ENDS)
        return None if unknown else False

    def closing(self, moment: datetime) -> datetime | None:
        """When the opening that holds at `moment` ends.

        None where the firm is closed, where the files leave that open, and where it never closes.
        """
        end, last = moment, moment + timedelta(days=8)
        while end < last and self.is_open(end):
            days = (end.date() - timedelta(days=1), end.date())
            held = [i for day in days for i in self.on(day) or () if i.start <= end < i.end]
            end = max(interval.end for interval in held)
        return end if moment < end < last and self.is_open(end) is False else None

    def next_opening(self, moment: datetime) -> datetime | None:
        """When the firm opens for the first time after `moment`.

        None where a day comes first that the files leave open, or no opening within 30 days.
        """
        for ahead in range(_DAYS_AHEAD + 1):
            found = self.on(moment.date() + timedelta(days=ahead))
            if found is None:
                return None
            later = [i.start for i in found if i.start > moment]
            starts = [s for s in later if self.is_open(s - timedelta(minutes=1)) is False]
            if starts:
                return starts[0]
        return None

    def desk_break(self, moment: datetime) -> Break | None:
        """The lunch of the front desk that holds at `moment`, while the firm is open."""
        minute = moment.hour * 60 + moment.minute
        for pause in self.breaks:
            here = pause.span.start <= minute < pause.span.end
            if here and not pause.closes and moment.weekday() in pause.weekdays:
                return pause if self.is_open(moment) else None
        return None

    def _of_week(self, day: date) -> DayHours | None:
        weekday = day.weekday()
        known = {r.days.number: r for r in self.weekly if isinstance(r.days, Weekday)}
        own = [r for r in self.weekly if isinstance(r.days, Weekday) and r.days.number == weekday]
        covering = [rule for rule in own if rule.days.covers(day)]
        # "The first Saturday 9-5" beats "Saturdays 9-1".
        covering.sort(key=lambda rule: isinstance(rule.days, Weekday) and not rule.days.nths)
        if covering:
            return self._of(day, covering[0].days, covering[:1])
        if own:
            return DayHours((), own[0].days, own[0].sources)
        if len(known) < _DAYS_TO_KNOW_A_WEEK:
            return None
        return DayHours((), None, _united(rule.sources for rule in self.weekly))

    def _of(self, day: date, because: Days, rules: list[Rule]) -> DayHours | None:
        spans, sources = list(rules[0].spans), _united(rule.sources for rule in rules)
        for pause in self.breaks:
            if not pause.closes or day.weekday() not in pause.weekdays:
                continue
            around = [s for s in spans if s.start < pause.span.end and pause.span.start < s.end]
            for span in around:
                if not span.start < pause.span.start < pause.span.end < span.end:
                    return None  # closed for lunch until closing? the files do not say
                spans.remove(span)
                spans += [Span(span.start, pause.span.start), Span(pause.span.end, span.end)]
                sources = _united((sources, pause.sources))
        return DayHours(tuple(_intervals(day, sorted(spans))), because, sources)


def name_of(days: Days) -> str:
    """The name of a holiday or a named date; empty for other days."""
    return days.name if isinstance(days, Holiday | Dates) else ""


def _intervals(day: date, spans: Iterable[Span]) -> Iterator[Interval]:
    midnight = datetime.combine(day, time())
    for span in spans:
        start, end = (midnight + timedelta(minutes=m) for m in (span.start, span.end))
        yield Interval(start, end)


def _united(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for group in groups for source in group))
