"""Invented firms, each as its own sentences."""

from datetime import datetime

from inhouse.contenders.clock import OpeningTimes, answer_about_time, read_opening_times

DENTIST = (
    "We open Monday, Tuesday and Thursday 8:00 am to 5:00 pm, Wednesday 10:00 am to 7:00 pm,"
    " Friday 8–2, and the first and third Saturday of the month 9:00 am to 1:00 pm.",
    "We are closed every Sunday. The desk takes lunch from 12:30 pm to 1:15 pm.",
    "We close on New Year's Day, Memorial Day, July 4, Labor Day, Thanksgiving and the day after"
    " it, and December 24 to 26.",
)
RESTAURANT = (
    "Lunch: Tue–Sun 12:00–15:00\nDinner: Tue–Sun 18:30–23:00\nClosed on Mondays.",
    "We close on Christmas Eve, Christmas Day and New Year's Day.",
)
HEATING = (
    "Office hours: Monday - Friday 8:00 AM - 5:00 PM.",
    "No heat at night? Our emergency line is staffed 24/7.",
)
LAWYERS = ("Our office is open 9–5:30, Monday through Friday. Closed on all federal holidays.",)
BAR = ("We're open Thu-Sat 6 pm to 2 am and Sun-Wed 6 pm to midnight.",)
HOTEL = ("Reception is open 24 hours a day, 365 days a year. Breakfast is served 7:00–10:00.",)
TIENDA = (
    "Horario: lunes a viernes 9:00-14:00 y 16:00-20:00; sábados 10:00-13:00. Domingos cerrado."
    " Cerrado en Navidad, Año Nuevo y Viernes Santo.",
)


def times_of(*texts: str) -> OpeningTimes:
    times = read_opening_times(texts)
    assert times is not None
    return times


def ask(question: str, now: str, texts: tuple[str, ...] = DENTIST) -> str | None:
    """The answer's text at an ISO time."""
    answer = answer_about_time(question, datetime.fromisoformat(now), times_of(*texts))
    return None if answer is None else answer.text
