"""Near misses: a wrong time is worse than none."""

import pytest
from clock_firms import BAR, DENTIST, ask

WEDNESDAY = "2026-12-02T16:00"


@pytest.mark.parametrize(
    "question",
    [
        "do you take walk-ins today?",
        "can I come today for a cleaning?",
        "is Dr. Vesely in today?",
        "is Noor in today",
        "is the doctor still there",
        "will a dentist be there today",
        "is the on-call line open now",
        "is the pool open today",
        "is the kitchen still open",
        "are you open for a filling today",
        "are you open today and how much is a cleaning",
        "are you open today? My tooth hurts",
        "how much is a cleaning",
        "are there any openings today",
        "is there an opening tomorrow",
        "do you have any openings this saturday",
        "do you have time tomorrow?",
        "can i pay today",
        "do you deliver tonight",
        "how long is the wait today",
        "how late can i cancel for tomorrow",
        "when is my appointment tomorrow",
        "are you hiring now",
        "are you closing down",
        "are you open to suggestions",
        "are you free tomorrow",
        "is there parking there now",
        "what day is today",
        "why are you closed today",
    ],
)
def test_a_question_about_something_else_is_left_alone(question):
    assert ask(question, WEDNESDAY) is None


@pytest.mark.parametrize(
    "question",
    [
        "what are your opening hours?",
        "when do you close?",
        "what time do you open",
        "how late are you open",
        "are you open on saturdays?",
        "do you open on sundays",
        "are you open on weekends",
        "are you open every day",
        "are you closed on holidays",
        "do you close for lunch",
        "¿abren los sábados?",
        "¿abren por la mañana?",
        "¿cuál es su horario?",
    ],
)
def test_a_question_about_every_day_is_for_the_lookup(question):
    assert ask(question, WEDNESDAY) is None


@pytest.mark.parametrize(
    "question",
    [
        "are you open wednesday?",
        "are you open next friday?",
        "are you open today or tomorrow?",
        "are you open this weekend",
        "are you open dec 24 and 27",
        "are you open between christmas and new year",
        "are you open on friday, december 5",
        "are you open on february 30",
        "is it open",
        "are you there",
    ],
)
def test_a_question_that_may_mean_two_days_or_things_is_left_alone(question):
    assert ask(question, WEDNESDAY) is None


def test_a_time_of_today_that_is_over_is_left_alone():
    assert ask("were you open yesterday", WEDNESDAY) is None
    assert ask("are you open this morning", WEDNESDAY) is None
    assert ask("are you open at 9 am today", WEDNESDAY) is None


def test_a_date_of_last_week_is_not_taken_for_next_years():
    assert ask("are you open on november 26", WEDNESDAY) is None


@pytest.mark.parametrize("question", ["are you open at midnight", "are you open at 12 tonight"])
def test_midnight_gets_no_yes_or_no(question):
    answer = ask(question, "2026-12-02T20:00", BAR)
    assert answer is None or not answer.startswith(("Yes", "No"))


@pytest.mark.parametrize("question", ["", "?", "today", "open sesame", "😀", "x" * 5000])
def test_what_is_no_question_is_left_alone(question):
    assert ask(question, WEDNESDAY, DENTIST) is None
