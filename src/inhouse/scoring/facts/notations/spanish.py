"""Spanish: number words, units, days, months and clocks."""

from __future__ import annotations

from inhouse.scoring.facts.notations.lexicon import CLOCK, Lexicon

__all__ = ["SPANISH"]

_UNITS = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_FUNCTION_WORDS = """
    el la los las y es un una para con de del al por que se sí sus su en nosotros está están
    cuesta abierto cerrado también o son hay lo puede tarda nuestro aceptamos cada a solo
"""
_WORDS = {
    "cien": "100", "ciento": "100", "mil": "1000", "segundos": "seconds",
    "minuto": "minute", "minutos": "minutes", "hora": "hour", "horas": "hours",
    "día": "day", "días": "days", "dias": "days", "semana": "week",
    "semanas": "weeks", "mes": "month", "meses": "months", "año": "year", "años": "years",
    "lunes": "Monday", "martes": "Tuesday", "miércoles": "Wednesday",
    "miercoles": "Wednesday", "jueves": "Thursday", "viernes": "Friday",
    "sábado": "Saturday", "sábados": "Saturdays", "sabado": "Saturday",
    "domingo": "Sunday", "domingos": "Sundays", "enero": "January", "febrero": "February",
    "marzo": "March", "abril": "April", "mayo": "May", "junio": "June", "julio": "July",
    "agosto": "August", "septiembre": "September", "octubre": "October",
    "noviembre": "November", "diciembre": "December", "mitad": "half",
    "mediodía": "noon", "medianoche": "midnight", "dólares": "dollars", "dólar": "dollar",
    "dolares": "dollars", "diario": "daily", "diariamente": "daily", "docena": "dozen",
}  # fmt: skip
_DAY = r"(lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
_MONTH = (
    r"(enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_HOUR = r"(\d{1,2})(?::(\d\d))?"
_CLOCK_WORDS = tuple(
    (rf"\blas (?:{hour}|{_UNITS[hour]}) {end}\b", f"{CLOCK}{(hour + shift - 1) % 12 + 1}:{minute}")
    for hour in range(2, 13)
    for end, shift, minute in (
        ("y media", 0, "30"), ("y cuarto", 0, "15"), ("menos cuarto", -1, "45"),
    )
)  # fmt: skip
_PHRASES = (
    *_CLOCK_WORDS,
    (r"\bcada ((?:\w+ )?)(días|semanas|meses|años|horas)\b", r"every \1\2"),
    (rf"\bde {_HOUR}(?: ?h)? a {_HOUR} ?h(?:oras)?\b", rf"{CLOCK}\1:\2-\3:\4"),
    (rf"\b(?:a )?las {_HOUR} (?:de la )?(?:mañana|a\. ?m\.)", rf"{CLOCK}\1:\2 am"),
    (rf"\b(?:a )?las {_HOUR} (?:de la )?(?:tarde|noche|p\. ?m\.)", rf"{CLOCK}\1:\2 pm"),
    (rf"\b(?:a|de) las {_HOUR}\b(?: horas)?", rf"{CLOCK}\1:\2"),
    (r"\bpor ciento\b", "percent"),
    (r"\bmedia hora\b", "half an hour"),
    (r"\b(?:un )?cuarto de hora\b", "a quarter of an hour"),
    (r"\b(?:una )?hora y media\b", "an hour and a half"),
    (r"\buna? (hora|día|semana|mes|año)\b", r"1 \1"),
    (r"\btodos los días\b|\bcada día\b", "every day"),
    (r"\bpor (hora|día|semana|mes|año|persona|noche)\b", r"per \1"),
    (r"\bal (día|mes|año)\b", r"a \1"),
    (r"\ba la semana\b", "a week"),
    (r"\buna vez\b", "once"),
    (r"\bdos veces\b", "twice"),
    (r"\btres veces\b", "three times"),
    (rf"\b(?:de )?{_DAY} a ", r"\1 to "),
    (rf"\b(\d{{1,2}}) de {_MONTH}(?: del? (\d{{4}}))?", r"\1 \2 \3"),
    (r"(\d) a (\d)", r"\1 to \2"),
)


def _numbers() -> dict[str, str]:
    found = {word: str(i) for i, word in enumerate(_UNITS) if i > 1}
    for tens, word in enumerate(_TENS, start=3):
        found[word] = str(10 * tens)
        for unit in range(1, 10):
            found[f"{word} y {_UNITS[unit]}"] = str(10 * tens + unit)
    return found


SPANISH = Lexicon(
    frozenset(_FUNCTION_WORDS.split()),
    _numbers() | _WORDS,
    _PHRASES,
    frozenset({"once", "mil", "dos", "mes", "mayo"}),
)
