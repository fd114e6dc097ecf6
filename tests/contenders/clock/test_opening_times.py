"""Hours of one date, the next opening, the closing: the calendar behind the answers."""

from datetime import date, datetime, timedelta

from clock_firms import BAR, DENTIST, HOTEL, RESTAURANT, times_of
from hypothesis import given
from hypothesis import strategies as st

from inhouse.contenders.clock import OpeningTimes, Rule, Span, Weekday

moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31))
spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)
weeks = st.lists(st.one_of(st.none(), spans), min_size=7, max_size=7).filter(any)


def week(days):
    rules = [Rule(Weekday(n), (span,) if span else ()) for n, span in enumerate(days)]
    return OpeningTimes(tuple(rules))


@given(weeks, moments)
def test_closing_comes_after_now_and_after_it_the_firm_is_closed(days, now):
    times = week(days)
    closing = times.closing(now)
    if closing is not None:
        assert closing > now
        assert times.is_open(now) is True
        assert times.is_open(closing) is False


@given(weeks, moments)
def test_the_next_opening_is_in_the_future_and_open(days, now):
    times = week(days)
    opening = times.next_opening(now)
    if opening is not None:
        assert opening > now
        assert times.is_open(opening) is True
        assert times.is_open(opening - timedelta(minutes=1)) is False


@given(weeks, moments)
def test_a_closed_firm_does_not_open_before_its_next_opening(days, now):
    times = week(days)
    opening = times.next_opening(now)
    if times.is_open(now) is False and opening is not None:
        between = now + (opening - now) / 2
        assert times.is_open(between) is False


@given(weeks, moments)
def test_being_open_agrees_with_the_intervals(days, now):
    times = week(days)
    around = [times.on(now.date() - timedelta(days=ago)) or () for ago in (0, 1)]
    assert times.is_open(now) == any(i.start <= now < i.end for day in around for i in day)


@given(st.integers(2020, 2040), st.sampled_from([(1, 1), (7, 4), (12, 24), (12, 25), (12, 26)]))
def test_a_listed_date_is_closed_every_year(year, place):
    assert times_of(*DENTIST).on(date(year, *place)) == ()


@given(st.integers(2020, 2040))
def test_thanksgiving_and_the_day_after_it_are_closed_every_year(year):
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    assert times_of(*DENTIST).on(thursday) == ()
    assert times_of(*DENTIST).on(thursday + timedelta(days=1)) == ()


def test_a_bar_is_open_after_midnight():
    assert times_of(*BAR).is_open(datetime(2026, 12, 6, 1, 30)) is True
    assert times_of(*BAR).is_open(datetime(2026, 12, 6, 2, 0)) is False


def test_a_bar_closes_on_the_next_day():
    assert times_of(*BAR).closing(datetime(2026, 12, 5, 20)) == datetime(2026, 12, 6, 2)


def test_a_hotel_never_closes():
    times = times_of(*HOTEL)
    assert times.never_closes
    assert times.closing(datetime(2026, 12, 5, 20)) is None
    assert times.next_opening(datetime(2026, 12, 5, 20)) is None


def test_a_restaurant_opens_again_in_the_evening():
    assert times_of(*RESTAURANT).next_opening(datetime(2026, 12, 2, 16)) == datetime(
        2026, 12, 2, 18, 30
    )


def test_the_next_opening_passes_over_a_holiday():
    now = datetime(2026, 11, 25, 20)
    assert times_of(*DENTIST).next_opening(now) == datetime(2026, 11, 30, 8)


def test_the_next_opening_is_unknown_behind_an_unknown_day():
    times = times_of("Mon-Fri 9-5")
    assert times.next_opening(datetime(2026, 12, 24, 4)) is None


def test_a_lunch_that_reaches_the_closing_hour_leaves_the_day_open():
    times = times_of("Mon-Fri 9-5, Sat 9-1. Closed for lunch 12:30-1:30.")
    assert times.on(date(2026, 12, 5)) is None
    assert len(times.on(date(2026, 12, 4)) or ()) == 2


def test_the_desk_is_away_at_lunch_only():
    times = times_of(*DENTIST)
    assert times.desk_break(datetime(2026, 12, 2, 12, 50)) is not None
    assert times.desk_break(datetime(2026, 12, 2, 13, 15)) is None
    assert times.desk_break(datetime(2026, 12, 6, 12, 50)) is None
