"""The words of an answer about time, in English and in Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from inhouse.contenders.clock.days import Days, Weekday
from inhouse.contenders.clock.opening_times import Interval, name_of
from inhouse.contenders.clock.questions import Language

__all__ = ["Wording"]

_DAYS: Mapping[Language, Sequence[str]] = MappingProxyType(
    {
        "en": (
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        ),
        "es": (
            "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
        ),
    }
)  # fmt: skip
_MONTHS: Mapping[Language, Sequence[str]] = MappingProxyType(
    {
        "en": (
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ),
        "es": (
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
            "septiembre", "octubre", "noviembre", "diciembre",
        ),
    }
)  # fmt: skip
_NTHS: Mapping[Language, Mapping[int, str]] = MappingProxyType(
    {
        "en": {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"},
        "es": {1: "primer", 2: "segundo", 3: "tercer", 4: "cuarto", 5: "quinto", -1: "último"},
    }
)
_SPANISH_HOLIDAYS = MappingProxyType(
    {
        "New Year's Day": "Año Nuevo",
        "New Year's Eve": "Nochevieja",
        "Christmas Eve": "Nochebuena",
        "Christmas Day": "Navidad",
        "Thanksgiving": "el Día de Acción de Gracias",
        "Independence Day": "el Día de la Independencia",
        "Good Friday": "Viernes Santo",
    }
)
_PHRASES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "yes": "Yes, {}", "no": "No, {}", "and": " and ", "from_to": "from {} to {}",
            "open_until": "we are open {day} until {time}.",
            "open_now": "we are open now, until {time}.",
            "always": "we are open around the clock.",
            "open_from_to": "we are open {day} {hours}.",
            "only": "we are open {day} only {hours}.",
            "not_before": "we are closed until {time} {day}, and then open {until}.",
            "until": "until {}",
            "closed_at": "we closed at {time}.",
            "closed": "we are closed {day}.",
            "closed_for": "we are closed {day}, for {holiday}.",
            "only_some": "{day} is the {nth} {weekday} of the month, and on {plural} we open only "
                         "on the {nths}.",
            "again": "We open again {day} at {time}.",
            "later": "After that we open {day} at {time}.",
            "closes": "we close {day} at {time}.",
            "opens": "we open {day} at {time}.",
            "remaining": "we are open for {duration} more, until {time}.",
            "desk": "The desk is at lunch until {time}.",
            "today": "today, {weekday},", "tomorrow": "tomorrow, {weekday},",
            "other": "on {holiday}{weekday}, {month} {number}{year},",
            "minute": "minute", "minutes": "minutes", "hour": "hour", "hours": "hours",
            "date": ", {month} {number}", "year": ", {}", "around_the_clock": "around the clock",
            "noon": "noon", "midnight": "midnight",
        },
        "es": {
            "yes": "Sí, {}", "no": "No, {}", "and": " y ", "from_to": "de {} a {}",
            "open_until": "estamos abiertos {day} hasta {time}.",
            "open_now": "estamos abiertos ahora, hasta {time}.",
            "always": "estamos abiertos las 24 horas.",
            "open_from_to": "estamos abiertos {day} {hours}.",
            "only": "estamos abiertos {day} solo {hours}.",
            "not_before": "estamos cerrados hasta {time} {day}, y después abiertos {until}.",
            "until": "hasta {}",
            "closed_at": "cerramos a {time}.",
            "closed": "estamos cerrados {day}.",
            "closed_for": "estamos cerrados {day}, por {holiday}.",
            "only_some": "{day} es el {nth} {weekday} del mes, y los {plural} abrimos"
            " solo el {nths}.",
            "again": "Volvemos a abrir {day} a {time}.",
            "later": "Después abrimos {day} a {time}.",
            "closes": "cerramos {day} a {time}.",
            "opens": "abrimos {day} a {time}.",
            "remaining": "estamos abiertos {duration} más, hasta {time}.",
            "desk": "La recepción está en su pausa de almuerzo hasta {time}.",
            "today": "hoy, {weekday},", "tomorrow": "mañana, {weekday},",
            "other": "el {weekday} {number} de {month}{year}",
            "minute": "minuto", "minutes": "minutos", "hour": "hora", "hours": "horas",
            "date": " {number} de {month}", "year": " de {}", "around_the_clock": "las 24 horas",
            "noon": "el mediodía", "midnight": "la medianoche",
        },
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """Says days and times as the firm and the customer do.

    Args:
        language: of the question.
        clock: hours on the firm's dial.
        now: the time on the firm's clock.
    """

    language: Language
    clock: Literal[12, 24]
    now: datetime

    def say(self, phrase: str, **parts: str) -> str:
        """A sentence, its first letter small where "Yes" or "No" may come before it."""
        text = _PHRASES[self.language][phrase].format(**parts)
        return text.replace(",.", ".").replace(",,", ",")

    def yes_or_no(self, yes: bool, sentence: str) -> str:
        """The sentence behind its yes or no."""
        return _PHRASES[self.language]["yes" if yes else "no"].format(sentence)

    def time(self, moment: datetime) -> str:
        """A time of day: "7:00 pm", "19:00", "noon"; in Spanish with its article."""
        words = _PHRASES[self.language]
        if moment.minute == 0 and moment.hour in (0, 12):
            return words["noon" if moment.hour else "midnight"]
        hour = moment.hour if self.clock == 24 else moment.hour % 12 or 12
        shown = f"{hour}:{moment.minute:02}"
        if self.clock == 12:
            shown += " am" if moment.hour < 12 else " pm"
        if self.language == "en":
            return shown
        return f"la {shown}" if hour == 1 else f"las {shown}"

    def day(self, day: date, holiday: Days | None = None, *, with_date: bool = False) -> str:
        """A date as a part of a sentence: "today, Wednesday," or "on Friday, December 4,".

        Args:
            day: the date.
            holiday: by which the customer named it, or None.
            with_date: whether today and tomorrow are shown with their dates.
        """
        words = _PHRASES[self.language]
        weekday = _DAYS[self.language][day.weekday()]
        ahead = (day - self.now.date()).days
        name = name_of_holiday(holiday, self.language)
        month = _MONTHS[self.language][day.month - 1]
        if ahead in (0, 1) and not name:
            date_of = words["date"].format(month=month, number=day.day) if with_date else ""
            return words["tomorrow" if ahead else "today"].format(weekday=weekday + date_of)
        year = "" if day.year == self.now.year else words["year"].format(day.year)
        shown = f"{name}, " if name else ""
        return words["other"].format(
            holiday=shown, weekday=weekday, month=month, number=day.day, year=year
        )

    def intervals(self, intervals: Sequence[Interval]) -> str:
        """Hours: "from 8:00 am to noon and from 1:00 pm to 5:00 pm"."""
        words = _PHRASES[self.language]
        if [i.end - i.start for i in intervals] == [timedelta(days=1)]:
            return words["around_the_clock"]
        shown = [words["from_to"].format(self.time(i.start), self.time(i.end)) for i in intervals]
        text = words["and"].join(shown)
        return text.replace(" a el ", " al ").replace("de el ", "del ")

    def until(self, intervals: Sequence[Interval]) -> str:
        """Until the end of the first; the others whole."""
        words = _PHRASES[self.language]
        first = words["until"].format(self.time(intervals[0].end))
        rest = self.intervals(intervals[1:])
        return first + words["and"] + rest if rest else first

    def duration(self, length: timedelta) -> str:
        """A length of time in hours and minutes, a begun minute as a whole one."""
        words, minutes = _PHRASES[self.language], -(-int(length.total_seconds()) // 60)
        amounts = ((minutes // 60, "hour"), (minutes % 60, "minute"))
        return words["and"].join(
            f"{n} {words[unit if n == 1 else unit + 's']}" for n, unit in amounts if n
        )

    def only_some(self, day: date, rule: Weekday) -> str:
        """Why a day of the week is closed when only some of the month are open."""
        nths = _NTHS[self.language]
        weekday = _DAYS[self.language][day.weekday()]
        own = nths[(day.day + 6) // 7]
        some = _PHRASES[self.language]["and"].join(nths[n] for n in rule.nths)
        ahead = (day - self.now.date()).days
        near = {"en": ("today", "tomorrow"), "es": ("hoy", "mañana")}[self.language]
        named = near[ahead] if ahead < 2 else self.day(day).removeprefix("on ")
        plural = weekday.removesuffix("s") if self.language == "es" else weekday
        return self.say(
            "only_some", day=named, nth=own, weekday=weekday, plural=plural + "s", nths=some
        )


def name_of_holiday(days: Days | None, language: Language) -> str:
    """The name of a holiday in a language; empty where it has none there."""
    name = name_of(days) if days else ""
    return name if language == "en" else _SPANISH_HOLIDAYS.get(name, "")
