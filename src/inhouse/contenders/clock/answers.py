"""Answers questions about a firm's hours with one exact sentence or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from inhouse.contenders.clock.days import Dates, Weekday
from inhouse.contenders.clock.opening_times import DayHours, Interval, OpeningTimes
from inhouse.contenders.clock.questions import TimeQuestion, read_question
from inhouse.contenders.clock.wording import Wording, name_of_holiday

__all__ = ["TimeAnswer", "answer_about_time"]

_PART_HOURS = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 30)}
_HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class TimeAnswer:
    """An answer, and what it rests on.

    Args:
        text: one sentence or two, in the question's language.
        sources: ids of the chunks that say so, the rule of the day first.
    """

    text: str
    sources: tuple[str, ...] = ()


def answer_about_time(question: str, now: datetime, times: OpeningTimes) -> TimeAnswer | None:
    """The answer to a question about the firm's hours at or after `now`.

    Args:
        question: as a customer wrote it.
        now: the time on the firm's clock, without a time zone.
        times: the firm's hours.

    Returns:
        None where the question is about anything else, and where the files leave its answer open.
    """
    asked = read_question(question, now)
    if asked is None:
        return None
    hours = times.hours(asked.day)
    if hours is None or (asked.day == now.date() and times.is_open(now) is None):
        return None
    return _Answerer(asked, now, times, hours, Wording(asked.language, times.clock, now)).answer()


@dataclass(frozen=True, slots=True)
class _Said:
    """Being open or not as asked, None where a yes or no would mislead; and the sentences."""

    is_open: bool | None
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answerer:
    asked: TimeQuestion
    now: datetime
    times: OpeningTimes
    hours: DayHours
    words: Wording

    def answer(self) -> TimeAnswer | None:
        said = self._said()
        if said is None:
            return None
        text = said.text
        if self.asked.kind in {"open", "closed"} and said.is_open is not None:
            text = self.words.yes_or_no(said.is_open == (self.asked.kind == "open"), text)
        return TimeAnswer(
            text[0].upper() + text[1:], tuple(dict.fromkeys(s for s in said.sources if s))
        )

    def _said(self) -> _Said | None:
        kind, today = self.asked.kind, self.asked.day == self.now.date()
        if kind == "reopens":
            return self._reopening() if today else None
        if kind == "remains":
            return self._remaining() if today else None
        if kind == "hours":
            return self._whole_day() if self.hours.intervals else self._closed_day()
        if self.asked.minute is not None:
            return self._at_a_time()
        if self.asked.part not in {"now", "day"} and kind in {"open", "closed"}:
            return self._in_a_part()
        if today:
            return self._today()
        return self._other_day()

    def _today(self) -> _Said | None:
        """Open, not yet open, between two openings, closed already, or closed all day."""
        now = self.now
        if self.times.is_open(now) and (self.asked.part == "now" or self._ongoing()):
            return self._open_now()
        later = [i for i in self.hours.intervals if i.start > now]
        if later and self.asked.kind == "closes":
            return self._of_day(None, "open_from_to", hours=self.words.intervals(later))
        if later and self.asked.kind == "opens":
            return self._of_day(None, "opens", time=self.words.time(later[0].start))
        if later:
            return self._not_before(later)
        if self.hours.intervals:
            closed = self.words.say("closed_at", time=self.words.time(self.hours.intervals[-1].end))
            return self._and_again(closed, now)
        return self._closed_day()

    def _ongoing(self) -> list[Interval]:
        return [i for i in self.hours.intervals if i.start <= self.now < i.end]

    def _open_now(self) -> _Said | None:
        end, ongoing = self.times.closing(self.now), self._ongoing()
        if end is None:
            always = self.times.never_closes
            return _Said(True, self.words.say("always"), self._sources()) if always else None
        later = [i for i in self.hours.intervals if i.start >= end]
        if not ongoing:  # since yesterday
            yesterday = self.times.hours(self.now.date() - timedelta(days=1))
            text = self.words.say("open_now", time=self.words.time(end))
            return _Said(True, text, yesterday.sources if yesterday else ())
        text = self.words.say("open_until", day=self._day(), time=self._ends(end, later))
        pause = self.times.desk_break(self.now)
        if pause is None:
            return _Said(True, text, self._sources())
        back = datetime.combine(self.now.date(), time()) + timedelta(minutes=pause.span.end)
        if back >= end:
            return None
        desk = self.words.say("desk", time=self.words.time(back))
        if self.asked.part != "now" or self.asked.kind not in {"open", "closed"}:
            return _Said(True, f"{text} {desk}", (*self._sources(), *pause.sources))
        # "Is anyone there?" is no plain yes while the desk is at lunch.
        text = f"{desk} {text[0].upper()}{text[1:]}"
        return _Said(None, text, (*pause.sources, *self._sources()))

    def _ends(self, end: datetime, later: Sequence[Interval]) -> str:
        return (
            self.words.until([Interval(self.now, end), *later])
            .removeprefix("until ")
            .removeprefix("hasta ")
        )

    def _not_before(self, later: Sequence[Interval]) -> _Said:
        if self.asked.part == "day" and len(later) == len(self.hours.intervals):
            return self._whole_day()
        start, until = self.words.time(later[0].start), self.words.until(later)
        return self._of_day(False, "not_before", time=start, until=until)

    def _whole_day(self, is_open: bool | None = True) -> _Said:
        hours = self.words.intervals(self.hours.intervals)
        return self._of_day(is_open, "only" if is_open is False else "open_from_to", hours=hours)

    def _other_day(self) -> _Said:
        if not self.hours.intervals:
            return self._closed_day()
        first, last = self.hours.intervals[0], self.hours.intervals[-1]
        if (
            self.asked.kind == "closes"
            and first is last
            and self.times.closing(last.start) == last.end
        ):
            return self._of_day(None, "closes", time=self.words.time(last.end))
        if self.asked.kind == "opens" and first.start.time() != time():
            return self._of_day(None, "opens", time=self.words.time(first.start))
        return self._whole_day()

    def _closed_day(self) -> _Said:
        rule, words = self.hours.because, self.words
        holiday = name_of_holiday(rule, words.language)
        if isinstance(rule, Weekday) and rule.nths and not rule.covers(self.asked.day):
            text = words.only_some(self.asked.day, rule)
        elif holiday and not self.asked.holiday:
            text = words.say("closed_for", day=self._day().rstrip(","), holiday=holiday)
        else:
            dated = isinstance(rule, Dates) and not holiday
            text = words.say("closed", day=self._day(with_date=dated))
        end_of_day = datetime.combine(self.asked.day, time(23, 59))
        phrase = "again" if self.asked.day == self.now.date() else "later"
        return self._and_again(text, end_of_day, phrase)

    def _at_a_time(self) -> _Said | None:
        moment = datetime.combine(self.asked.day, time()) + timedelta(
            minutes=self.asked.minute or 0
        )
        if moment < self.now:
            return None
        if not self.hours.intervals:
            return self._closed_day()
        if self.asked.relation == "after":
            is_open: bool | None = any(i.end > moment for i in self.hours.intervals)
        elif self.asked.relation == "before":
            is_open = any(i.start < moment for i in self.hours.intervals)
        else:
            is_open = self.times.is_open(moment)
        return None if is_open is None else self._whole_day(is_open)

    def _in_a_part(self) -> _Said | None:
        """Open in the morning, the afternoon or the evening: yes for half an hour at least."""
        midnight = datetime.combine(self.asked.day, time())
        first, last = (midnight + timedelta(hours=h) for h in _PART_HOURS[self.asked.part])
        if last <= self.now:
            return None
        if not self.hours.intervals:
            return self._closed_day()
        if self.hours.intervals[-1].end <= self.now:
            return self._today()
        begin = max(first, self.now)
        shared = [min(last, i.end) - max(begin, i.start) for i in self.hours.intervals]
        longest = max(shared)
        is_open = True if longest >= 2 * _HALF_AN_HOUR else None if longest > timedelta() else False
        return self._whole_day(is_open)

    def _reopening(self) -> _Said | None:
        if self.times.is_open(self.now):
            said, end = self._open_now(), self.times.closing(self.now)
            return self._and_again(said.text, end, "later") if said and end else said
        opening = self.times.next_opening(self.now)
        return None if opening is None else self._opening(opening, "again")

    def _opening(self, opening: datetime, phrase: str) -> _Said:
        following = self.times.hours(opening.date())
        day, clock = self.words.day(opening.date()), self.words.time(opening)
        text = self.words.say(phrase, day=day, time=clock)
        return _Said(None, text, following.sources if following else ())

    def _remaining(self) -> _Said | None:
        end = self.times.closing(self.now)
        if end is None or self.times.desk_break(self.now):
            return self._today()
        length, until = self.words.duration(end - self.now), self.words.time(end)
        return _Said(
            None, self.words.say("remaining", duration=length, time=until), self._sources()
        )

    def _and_again(self, text: str, after: datetime, phrase: str = "again") -> _Said:
        """A sentence that says closed, and when the firm opens next."""
        opening = self.times.next_opening(after)
        if opening is None:
            return _Said(False, text, self._sources())
        again = self._opening(opening, phrase)
        return _Said(False, f"{text} {again.text}", (*self._sources(), *again.sources))

    def _of_day(self, is_open: bool | None, phrase: str, **parts: str) -> _Said:
        return _Said(is_open, self.words.say(phrase, day=self._day(), **parts), self._sources())

    def _day(self, *, with_date: bool = False) -> str:
        return self.words.day(self.asked.day, self.asked.holiday, with_date=with_date)

    def _sources(self) -> tuple[str, ...]:
        return self.hours.sources
