"""Reading a firm's hours: strict, so that what is not understood is not guessed."""

from datetime import date, datetime
from pathlib import Path

import pytest
from clock_firms import BAR, DENTIST, HEATING, HOTEL, LAWYERS, RESTAURANT, TIENDA, times_of
from hypothesis import given
from hypothesis import strategies as st

from inhouse.contenders.clock import (
    Weekday,
    answer_about_time,
    read_hours,
    read_opening_times,
)
from inhouse.records import Chunk

DEMO = Path("examples/dental-practice/pages")
WEDNESDAY, SATURDAY, SUNDAY = date(2026, 12, 2), date(2026, 12, 5), date(2026, 12, 6)


def shown(texts, day=WEDNESDAY):
    found = times_of(*([texts] if isinstance(texts, str) else texts)).on(day)
    return None if found is None else [f"{i.start:%H:%M}-{i.end:%H:%M}" for i in found]


def known(question, answer, chunk_id="k"):
    return Chunk(chunk_id, "d", answer, 0, 0, question)


@pytest.mark.parametrize(
    "text",
    [
        "Mon–Fri 9-5",
        "M-F 9-5",
        "Monday: 9am–5pm\nTuesday: 9am–5pm\nWednesday: 9am–5pm\nThursday: 9am-5pm",
        "Mon | 9:00 | 17:00\nTue | 9:00 | 17:00\nWed | 9:00 | 17:00\nThu | 9:00 | 17:00",
        "| Day | Hours |\n|---|---|\n| Wednesday | 9:00 am – 5:00 pm |",
        "We're open 9 to 5, Monday through Friday, closed weekends.",
        "Our hours are 9 a.m. to 5 p.m. on weekdays.",
        "We are open every day from 9:00 to 17:00.",
        "Open daily except Monday 9-5",
        "Mon-Sat 10-4, except Wednesday 9-5",
        "We are open Monday to\nFriday 9 to 5.",
        "Öffnungszeiten: Mo.–Fr. 9–17 Uhr",
        "Mittwochs von 9.00 bis 17.00 Uhr geöffnet",
        "Abrimos de lunes a viernes de 9:00 a 17:00.",
        "Horario: miércoles de 9:00 a 17:00 horas",
    ],
)
def test_one_day_is_read_from_every_notation(text):
    assert shown(text) == ["09:00-17:00"]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Wed 8–2", ["08:00-14:00"]),
        ("Wed 12-8", ["12:00-20:00"]),
        ("Wed 1-5", ["13:00-17:00"]),
        ("Wed 8:30–noon", ["08:30-12:00"]),
        ("Wed noon to midnight", ["12:00-00:00"]),
        ("Wed 5 pm - 2 am", ["17:00-02:00"]),
        ("Wed 18-02", ["18:00-02:00"]),
        ("Wed 9-12 and 1-5 pm", ["09:00-12:00", "13:00-17:00"]),
    ],
)
def test_a_range_of_hours_is_read(text, hours):
    assert shown(text) == hours


@pytest.mark.parametrize("text", ["Wed 8-10 pm", "Wed 7-9", "Wed 6-11", "Wed 9", "Wed 9-5 or so"])
def test_hours_with_two_readings_are_not_guessed(text):
    assert read_opening_times([text]) is None


def test_certain_saturdays_of_the_month_are_open_and_the_others_closed():
    assert shown(DENTIST, SATURDAY) == ["09:00-13:00"]
    assert shown(DENTIST, date(2026, 12, 12)) == []


def test_two_meals_are_one_day_of_a_restaurant():
    assert shown(RESTAURANT) == ["12:00-15:00", "18:30-23:00"]


def test_the_hours_of_one_meal_are_not_the_firms():
    assert read_opening_times(["Lunch: Tue–Sun 12:00–15:00"]) is None


def test_breakfast_is_not_the_reception():
    assert shown(HOTEL) == ["00:00-00:00"]


def test_hours_after_midnight_belong_to_the_day_before():
    assert shown(BAR, SATURDAY) == ["18:00-02:00"]


def test_closed_for_lunch_parts_the_day():
    text = "We are open Mon-Fri 9-5 and closed for lunch from 12 to 1."
    assert shown(text) == ["09:00-12:00", "13:00-17:00"]


def test_open_for_lunch_is_no_break():
    text = "Open for lunch Tue-Sat 11:30-2:30 and dinner Tue-Sat 5:30-10."
    assert shown(text) == ["11:30-14:30", "17:30-22:00"]


def test_a_desk_at_lunch_leaves_the_firm_open():
    assert shown(DENTIST) == ["10:00-19:00"]
    assert [b.closes for b in times_of(*DENTIST).breaks] == [False]


def test_a_lunch_that_is_not_understood_leaves_no_hours():
    reading = read_hours(["We are open Mon-Fri 9-5.", "We are closed for lunch for an hour or so."])
    assert reading.times is None
    assert [c.reason for c in reading.conflicts] == ["lunch"]


def test_an_emergency_line_is_not_the_office():
    assert shown(HEATING, SUNDAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "Emergencies? We're open 24/7!",
        "Our on-call line is answered daily from 8 am to 10 pm.",
        "Dr. Vesely is in Monday to Sunday 7-12.",
        "Pool\nOpen daily 7 am-9 pm",
        "Kitchen hours: Mon-Fri 11-3",
        "Are you open Mon-Sun 8-8?",
    ],
)
def test_hours_of_something_else_change_nothing(text):
    assert read_opening_times(["Mon-Fri 9-5", text]) == read_opening_times(["Mon-Fri 9-5"])


def test_hours_under_a_question_about_the_on_call_line_are_not_the_firms():
    line = known("When is the on-call line answered?", "Monday to Friday 5 pm to 10 pm.")
    assert read_opening_times([line]) is None


def test_hours_under_a_question_about_a_dentist_are_not_the_firms():
    assert read_opening_times([known("When does Dr. Vesely work?", "Mon-Fri 9-5.")]) is None


def test_hours_under_the_question_for_hours_are_the_firms():
    times = read_opening_times([known("What are your opening hours?", "Mon-Fri 9-5.")])
    assert times is not None
    assert len(times.weekly) == 5


def test_the_firms_name_may_begin_the_sentence():
    assert read_opening_times(["Quillwater Dental is open Mon-Fri 9-5."]) is None
    assert read_opening_times(["Quillwater is open Mon-Fri 9-5."], firm="Quillwater")


def test_two_sentences_that_disagree_leave_no_hours_and_are_shown_to_the_owner():
    reading = read_hours([Chunk("a", "", "Mon-Fri 9-5", 0, 0), Chunk("b", "", "Mon-Fri 9-6", 0, 0)])
    assert reading.times is None
    assert reading.conflicts[0].reason == "contradiction"
    assert reading.conflicts[0].sources == ("a", "b")


def test_a_sentence_that_is_half_understood_may_still_contradict():
    texts = ["Mon-Fri 9-5", "On Fridays we close at 3 pm, so that we can be home early."]
    assert read_opening_times(texts) is None


def test_the_same_hours_said_twice_rest_on_both_sentences():
    chunks = [Chunk("a", "", "Mon-Fri 9-5", 0, 0), Chunk("b", "", "Open Mon-Fri 9 to 5.", 0, 0)]
    times = read_opening_times(chunks)
    assert times is not None
    assert times.weekly[0].sources == ("a", "b")


@pytest.mark.parametrize(
    "text",
    [
        "In summer we close at 2 pm on Fridays.",
        "Summer hours: Mon-Fri 8-2",
        "Our hours may vary.",
        "From June to August we open at 10 am.",
    ],
)
def test_a_season_leaves_no_hours(text):
    reading = read_hours(["Mon-Fri 9-5.", text])
    assert reading.times is None
    assert {c.reason for c in reading.conflicts} == {"season"}


@pytest.mark.parametrize(
    "text", ["Every other Saturday we open 9-1.", "Sat by appointment", "We're open Saturdays too!"]
)
def test_a_day_that_is_spoken_of_and_not_understood_stays_open(text):
    assert shown(["We open Mon-Fri 9-5.", text], SATURDAY) is None


def test_a_day_left_out_of_a_stated_week_is_closed():
    assert shown("Mon-Fri 9-5", SATURDAY) == []


def test_a_day_left_out_where_only_one_is_stated_stays_open():
    assert shown("We are open on Wednesday from 10 am to 7 pm.", SATURDAY) is None


@pytest.mark.parametrize(
    "day", ["2026-01-01", "2026-05-25", "2026-07-04", "2026-11-26", "2026-11-27", "2026-12-25"]
)
def test_a_holiday_on_the_firms_list_is_closed(day):
    assert shown(DENTIST, date.fromisoformat(day)) == []


def test_a_holiday_that_a_whole_list_leaves_out_is_a_usual_day():
    assert shown(DENTIST, date(2026, 10, 12)) == ["08:00-17:00"]


def test_holidays_stay_open_where_the_files_name_none():
    assert shown("Mon-Fri 9-5", date(2026, 11, 26)) is None


def test_christmas_eve_stays_open_where_only_federal_holidays_are_named():
    assert shown(LAWYERS, date(2026, 12, 24)) is None
    assert shown(LAWYERS, date(2026, 10, 12)) == []


def test_a_holiday_with_a_closing_hour_that_is_not_read_stays_open():
    texts = [*DENTIST, "On December 31 we close at noon."]
    assert shown(texts, date(2026, 12, 31)) is None


def test_hours_of_one_date_beat_the_weekday():
    assert shown([*DENTIST, "December 31: 9 am - 1 pm"], date(2026, 12, 31)) == ["09:00-13:00"]


def test_a_closed_run_of_dates_may_cross_the_new_year():
    times = times_of("Mon-Fri 9-5", "We are closed from December 24 to January 2.")
    assert times.on(date(2026, 12, 30)) == ()
    assert times.on(date(2027, 1, 2)) == ()


def test_a_date_with_a_year_holds_in_that_year_only():
    texts = [*DENTIST, "We are closed March 10, 2026."]
    assert shown(texts, date(2026, 3, 10)) == []
    assert shown(texts, date(2027, 3, 10)) == ["10:00-19:00"]


def test_german_holidays_are_those_of_the_whole_country():
    texts = "Mo-Fr 9-17 Uhr. An Feiertagen geschlossen."
    assert shown(texts, date(2026, 5, 14)) == []
    assert shown(texts, date(2026, 6, 4)) is None  # Corpus Christi in some states only


def test_spanish_hours_have_a_pause():
    assert shown(TIENDA) == ["09:00-14:00", "16:00-20:00"]
    assert shown(TIENDA, SUNDAY) == []


def test_the_dial_is_the_firms_own():
    assert times_of(*DENTIST).clock == 12
    assert times_of(*RESTAURANT).clock == 24


def test_nothing_is_read_from_nothing():
    assert read_hours([]).times is None
    assert read_hours(["We love teeth."]).conflicts == ()


def test_the_demo_practice_is_read_from_its_pages():
    chunks = [Chunk(page.name, "", page.read_text("utf-8"), 0, 0) for page in DEMO.glob("*.md")]
    reading = read_hours(chunks, firm="Quillwater Dental")
    assert reading.conflicts == ()
    assert reading.times is not None
    assert Weekday(5, (1, 3)) in {rule.days for rule in reading.times.weekly}
    assert {rule.sources for rule in reading.times.weekly} == {("about-us.md",)}
    assert len(reading.times.dated) == 7


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("On Thursdays we are open late.", date(2026, 12, 3)),
        ("We close at 3 pm on the last Friday of each month.", date(2026, 11, 27)),
        ("We will be closed on December 23 for staff training.", date(2026, 12, 23)),
    ],
)
def test_an_exception_that_is_not_understood_makes_its_day_doubtful(text, day):
    texts = [*DENTIST[:2], "We close on Labor Day, Christmas Day and New Year's Day.", text]
    assert shown(texts, day) is None
    assert shown(texts, date(2026, 12, 7)) == ["08:00-17:00"]


@pytest.mark.parametrize(
    "text",
    [
        "Starting January 5 we will be open Saturdays 9-6.",
        "We are closed the first week of August.",
        "Open Fridays until 8 pm!",
    ],
)
def test_a_change_or_a_denial_leaves_no_hours(text):
    assert read_opening_times(["Mon-Fri 9-5", text]) is None


def test_a_day_on_a_line_of_its_own_belongs_to_the_next_line():
    text = "Monday\n9 AM–5 PM\nTuesday\nClosed\nWednesday\n10 AM–4 PM\nThursday\n9 AM–5 PM"
    assert shown(text) == ["10:00-16:00"]
    assert shown(text, date(2026, 12, 1)) == []


def test_two_branches_with_different_hours_leave_no_hours():
    text = "## Downtown\nWe are open Mon-Fri 9-5.\n\n## Northside\nWe are open Mon-Fri 10-6."
    assert read_opening_times([text]) is None


def test_the_end_of_a_sentence_that_was_cut_is_not_every_saturday():
    assert read_opening_times(["Saturday of the month we open from 9:00 am to 1:00 pm."]) is None


WORDS = (
    "open", "closed", "mon", "saturday", "first", "third", "of", "the", "month", "9", "9-5",
    "8:00", "24:00", "am", "pm", "-", "to", "and", "except", "lunch", "desk", "holidays",
    "july", "31", "february", "30", "24/7", "noon", "midnight", "daily", "thanksgiving",
    "day", "after", "it", "|", "\n", ".", ";", "?", "summer", "we", "are", "until", "today",
    "tomorrow", "you", "now", "at", "next",
)  # fmt: skip
soup = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@given(st.one_of(soup, st.text()))
def test_no_text_breaks_the_reading_and_no_question_the_answer(text):
    reading = read_hours([text, "Mon-Fri 9-5"])
    assert isinstance(reading.conflicts, tuple)
    now = datetime(2026, 12, 2, 16)
    answer = answer_about_time(text, now, reading.times or times_of(*DENTIST))
    assert answer is None or answer.text.endswith(".")


@given(soup)
def test_reading_twice_is_reading_once(text):
    assert read_hours([text]) == read_hours([text, text]) or read_hours([text]).times is None
