"""Questions about now, and the sentences that answer them."""

from datetime import datetime

import pytest
from clock_firms import BAR, HEATING, HOTEL, LAWYERS, RESTAURANT, TIENDA, ask

from inhouse.contenders.clock import answer_about_time, read_opening_times
from inhouse.records import Chunk

WEDNESDAY = "2026-12-02T16:00"
OPEN = "Yes, we are open today, Wednesday, until 7:00 pm."
OVER = "No, we closed at 5:00 pm. We open again tomorrow, Friday, at 8:00 am."


@pytest.mark.parametrize(
    "question",
    [
        "Are you open today?",
        "are you open now",
        "u guys open today?",
        "r u open rn",
        "Hi! Are you still open? Thanks",
        "is anyone in at the moment",
        "are you still there",
        "just got off work, is anybody still there or did i miss you",
        "r u opn todya",
        "Good morning, are you open right now please",
        "is your office open today",
    ],
)
def test_being_open_now_is_recognised(question):
    assert ask(question, WEDNESDAY) == OPEN


@pytest.mark.parametrize("question", ["open today?", "anyone still there?", "are you open tonight"])
def test_after_closing_the_answer_says_since_when_and_until_when(question):
    assert ask(question, "2026-12-03T17:40") == OVER


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("are you open tomorow", "Yes, we are open tomorrow, Thursday, from 8:00 am to 5:00 pm."),
        (
            "are you open this saturday",
            "Yes, we are open on Saturday, December 5, from 9:00 am to 1:00 pm.",
        ),
        ("open at 6 pm today?", "Yes, we are open today, Wednesday, from 10:00 am to 7:00 pm."),
        ("r u open at 7", "We are open today, Wednesday, from 10:00 am to 7:00 pm."),
        ("are you open friday afternoon after 2", None),
        (
            "are you open friday evening",
            "No, we are open on Friday, December 4, only from 8:00 am to 2:00 pm.",
        ),
        (
            "are you open next monday",
            "Yes, we are open on Monday, December 7, from 8:00 am to 5:00 pm.",
        ),
        (
            "are you open sunday?",
            "No, we are closed on Sunday, December 6. After that we open on Monday, December 7,"
            " at 8:00 am.",
        ),
        ("until when tonight", "We are open today, Wednesday, until 7:00 pm."),
        ("how late today", "We are open today, Wednesday, until 7:00 pm."),
        ("how much longer are you open", "We are open for 3 hours more, until 7:00 pm."),
        ("what time do you close on friday", "We close on Friday, December 4, at 2:00 pm."),
        ("when do you open tomorrow", "We open tomorrow, Thursday, at 8:00 am."),
        ("hours today?", "We are open today, Wednesday, from 10:00 am to 7:00 pm."),
        (
            "when do you open next",
            "We are open today, Wednesday, until 7:00 pm. After that we open tomorrow, Thursday,"
            " at 8:00 am.",
        ),
        (
            "open dec 24?",
            "No, we are closed on Thursday, December 24. After that we open on Monday,"
            " December 28, at 8:00 am.",
        ),
        (
            "closed on xmas?",
            "Yes, we are closed on Christmas Day, Friday, December 25. After that we open on"
            " Monday, December 28, at 8:00 am.",
        ),
        (
            "are you open on new years eve",
            "Yes, we are open on New Year's Eve, Thursday, December 31, from 8:00 am to 5:00 pm.",
        ),
    ],
)
def test_the_dentist_answers_on_a_wednesday_at_four(question, answer):
    assert ask(question, WEDNESDAY) == answer


def test_before_opening_now_and_today_differ():
    assert ask("are you open now", "2026-12-02T08:00") == (
        "No, we are closed until 10:00 am today, Wednesday, and then open until 7:00 pm."
    )
    assert ask("are you open today", "2026-12-02T08:00") == (
        "Yes, we are open today, Wednesday, from 10:00 am to 7:00 pm."
    )


def test_a_holiday_is_named():
    assert ask("are you open today", "2026-11-26T09:30") == (
        "No, we are closed today, Thursday, for Thanksgiving. We open again on Monday,"
        " November 30, at 8:00 am."
    )


def test_a_holiday_that_is_a_date_shows_the_date():
    answer = ask("are you open today", "2028-07-04T09:30")
    assert answer == (
        "No, we are closed today, Tuesday, July 4. We open again tomorrow, Wednesday, at 10:00 am."
    )


def test_closed_for_thanksgiving_is_confirmed():
    answer = ask("closed for thanksgivng?", "2026-11-20T09:30")
    assert answer is not None
    assert answer.startswith("Yes, we are closed on Thanksgiving, Thursday, November 26.")


def test_a_saturday_between_explains_itself():
    answer = ask("u guys open today?", "2026-08-08T09:45")
    assert answer == (
        "No, today is the second Saturday of the month, and on Saturdays we open only on the"
        " first and third. We open again on Monday, August 10, at 8:00 am."
    )


def test_a_desk_at_lunch_is_said_first_to_who_asks_about_now():
    answer = ask("is anyone in at the moment", "2026-12-02T12:50")
    assert answer == (
        "The desk is at lunch until 1:15 pm. We are open today, Wednesday, until 7:00 pm."
    )


def test_a_desk_at_lunch_up_to_the_closing_hour_is_left_to_a_person():
    assert ask("are you open now", "2026-12-05T12:45") is None


def test_a_restaurant_between_its_meals_names_the_next():
    assert ask("are you open now", WEDNESDAY, RESTAURANT) == (
        "No, we are closed until 18:30 today, Wednesday, and then open until 23:00."
    )


def test_a_restaurant_is_closed_on_monday():
    answer = ask("open tonight?", "2026-12-07T10:00", RESTAURANT)
    assert answer == "No, we are closed today, Monday. We open again tomorrow, Tuesday, at noon."


def test_the_office_is_closed_although_the_emergency_line_is_not():
    answer = ask("are you open now", "2026-12-05T16:00", HEATING)
    assert answer is not None
    assert answer.startswith("No, we are closed today, Saturday.")


def test_a_bar_after_midnight_is_open_until_two():
    assert ask("are you still open", "2026-12-06T01:30", BAR) == (
        "Yes, we are open now, until 2:00 am."
    )


def test_a_bar_closes_at_midnight():
    assert ask("how late today", "2026-12-02T20:00", BAR) == (
        "We are open today, Wednesday, until midnight."
    )


def test_a_hotel_is_open_around_the_clock():
    assert ask("are you open now", "2026-12-25T03:00", HOTEL) == (
        "Yes, we are open around the clock."
    )


def test_a_firm_that_names_no_holidays_does_not_answer_about_christmas():
    assert ask("are you open on christmas", WEDNESDAY, HEATING) is None


def test_a_law_office_keeps_federal_holidays():
    answer = ask("are you open on christmas day", WEDNESDAY, LAWYERS)
    assert answer is not None
    assert answer.startswith("No, we are closed on Christmas Day, Friday, December 25.")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("¿Están abiertos hoy?", "Sí, estamos abiertos hoy, miércoles, hasta las 20:00."),
        ("¿a qué hora cierran mañana?", None),
        ("¿A qué hora abren mañana?", "Abrimos mañana, jueves, a las 9:00."),
        (
            "abren el domingo?",
            "No, estamos cerrados el domingo 6 de diciembre. Después abrimos el lunes 7 de"
            " diciembre a las 9:00.",
        ),
        (
            "¿Están abiertos mañana por la tarde?",
            "Sí, estamos abiertos mañana, jueves, de las 9:00 a las 14:00 y de las 16:00 a las"
            " 20:00.",
        ),
        (
            "¿Abren en Navidad?",
            "No, estamos cerrados el viernes 25 de diciembre. Después abrimos el sábado 26 de"
            " diciembre a las 10:00.",
        ),
    ],
)
def test_a_spanish_question_has_a_spanish_answer(question, answer):
    if answer is None:
        assert "de las 9:00 a las 14:00" in (ask(question, WEDNESDAY, TIENDA) or "")
    else:
        assert ask(question, WEDNESDAY, TIENDA) == answer


def test_an_answer_names_the_passages_of_both_days_it_speaks_of():
    chunks = [
        Chunk("week", "", "Mon-Fri 9-5, Sat 9-1", 0, 0),
        Chunk("sunday", "", "We are closed on Sundays.", 0, 0),
        Chunk("line", "", "Our on-call line is answered on Sundays.", 0, 0),
    ]
    times = read_opening_times(chunks)
    assert times is not None
    answer = answer_about_time("are you open today", datetime(2026, 12, 6, 11), times)
    assert answer is not None
    assert answer.sources == ("sunday", "week")
