"""German: number words, units, days, months and clocks."""

from __future__ import annotations

from inhouse.scoring.facts.notations.lexicon import CLOCK, Lexicon

__all__ = ["GERMAN"]

_UNITS = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_FUNCTION_WORDS = """
    der die das und ist nicht wir sie ihr ein eine einen einem für mit von bis uhr haben auf zum
    zur bei nach ja nein kein keine auch oder sind wird kostet dauert bitte am im um wie den dem
    des jeden ab
"""
_WORDS = {
    "hundert": "100", "tausend": "1000", "anderthalb": "1.5", "eineinhalb": "1.5",
    "sekunden": "seconds", "minuten": "minutes", "stunde": "hour", "stunden": "hours",
    "tag": "day", "tage": "days", "tagen": "days", "woche": "week", "wochen": "weeks",
    "monat": "month", "monate": "months", "monaten": "months", "jahr": "year",
    "jahre": "years", "jahren": "years", "prozent": "percent", "hälfte": "half",
    "montag": "Monday", "montags": "Mondays", "dienstag": "Tuesday", "dienstags": "Tuesdays",
    "mittwoch": "Wednesday", "mittwochs": "Wednesdays", "donnerstag": "Thursday",
    "donnerstags": "Thursdays", "freitag": "Friday", "freitags": "Fridays",
    "samstag": "Saturday", "samstags": "Saturdays", "sonnabend": "Saturday",
    "sonntag": "Sunday", "sonntags": "Sundays", "werktags": "weekdays", "täglich": "daily",
    "januar": "January", "februar": "February", "märz": "March", "mai": "May",
    "juni": "June", "juli": "July", "oktober": "October", "dezember": "December",
    "mittags": "noon", "mitternacht": "midnight", "einmal": "once", "zweimal": "twice",
    "dreimal": "three times", "wöchentlich": "weekly", "monatlich": "monthly",
    "jährlich": "yearly", "halbe": "half", "halben": "half", "dutzend": "dozen",
}  # fmt: skip
_DAY = r"(Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)"
_MONTH = r"(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
_MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
_HOUR = r"(\d{1,2})(?:[:.](\d\d))?"
_HOURS = tuple((f"(?:{hour}|{_UNITS[hour]})", hour) for hour in range(1, 13))
_CLOCK_WORDS = tuple(
    (rf"\b{lead} {hours}\b(?: Uhr)?", f"{CLOCK}{(hour + shift - 1) % 12 + 1}:{minute}")
    for hours, hour in _HOURS
    for lead, shift, minute in (
        ("halb", -1, "30"), ("Viertel nach", 0, "15"), ("Viertel vor", -1, "45"),
    )
)  # fmt: skip
_PHRASES = (
    *_CLOCK_WORDS,
    *(
        (rf"\b(\d{{1,2}})\.0?{number}\.(?!\d)", rf"\1 {month}")
        for number, month in enumerate(_MONTHS, start=1)
    ),
    (rf"\b(\d{{1,2}})\. bis (?:zum )?(\d{{1,2}})\. ({_MONTH}\w*)", r"\1 \3 bis \2 \3"),
    (r"\balle ((?:\w+ )?)(Tage|Wochen|Monate|Jahre|Stunden)\b", r"every \1\2"),
    (rf"\b(?:von )?{_HOUR}(?: Uhr)? ?(?:bis|-) ?{_HOUR} Uhr\b", rf"{CLOCK}\1:\2-\3:\4"),
    (r"\b(\d{1,2})[:.](\d\d) Uhr\b", rf"{CLOCK}\1:\2"),
    (r"\b(\d{1,2}) Uhr (\d\d)\b", rf"{CLOCK}\1:\2"),
    (r"\b(\d{1,2}) Uhr\b", rf"{CLOCK}\1:"),
    (r"\beine[rn]? halben? Stunde\b|\beine halbe Stunde\b", "half an hour"),
    (r"\beine[rn]? Viertelstunde\b", "a quarter of an hour"),
    (r"\beine[rn]? Dreiviertelstunde\b", "three quarters of an hour"),
    (r"\bein(?:e[mnr]?)? (Stunde|Tag|Woche|Monat|Jahr)\b", r"1 \1"),
    (r"\b(?:jeden Tag|jeder Tag)\b", "every day"),
    (r"\b(?:pro|je) (Stunde|Tag|Woche|Monat|Jahr|Person)\b", r"per \1"),
    (r"\b(?:im|in der) (Jahr|Woche|Monat)\b", r"a \1"),
    (rf"\b{_DAY}s? bis ", r"\1 to "),
    (rf"\b(\d{{1,2}})\. (?={_MONTH})", r"\1 "),
    (r"(\d) bis (\d)", r"\1 to \2"),
)


def _numbers() -> dict[str, str]:
    found = {word: str(i) for i, word in enumerate(_UNITS) if i > 1}
    for tens, word in enumerate(_TENS, start=2):
        found[word] = str(10 * tens)
        for unit in range(1, 10):
            part = "ein" if unit == 1 else _UNITS[unit]
            found[f"{part}und{word}"] = str(10 * tens + unit)
    return found


GERMAN = Lexicon(
    frozenset(_FUNCTION_WORDS.split()), _numbers() | _WORDS, _PHRASES, frozenset({"elf", "tag"})
)
