"""Answers what depends on the clock: "are you open today?", from the firm's own sentences."""

from inhouse.contenders.clock.answers import TimeAnswer, answer_about_time
from inhouse.contenders.clock.days import Dates, Days, Holiday, PublicHolidays, Weekday
from inhouse.contenders.clock.opening_times import (
    Break,
    DayHours,
    Interval,
    OpeningTimes,
    Rule,
    Span,
)
from inhouse.contenders.clock.reading import (
    Conflict,
    HoursReading,
    read_hours,
    read_opening_times,
)

__all__ = [
    "Break",
    "Conflict",
    "Dates",
    "DayHours",
    "Days",
    "Holiday",
    "HoursReading",
    "Interval",
    "OpeningTimes",
    "PublicHolidays",
    "Rule",
    "Span",
    "TimeAnswer",
    "Weekday",
    "answer_about_time",
    "read_hours",
    "read_opening_times",
]
