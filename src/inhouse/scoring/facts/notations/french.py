"""French: number words, units, days, months and clocks."""

from __future__ import annotations

from inhouse.scoring.facts.notations.lexicon import CLOCK, Lexicon

__all__ = ["FRENCH"]

_UNITS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_TENS = ["vingt", "trente", "quarante", "cinquante", "soixante"]
_FUNCTION_WORDS = """
    le la les et est pas un une pour avec de du des au aux par que nous vous votre nos en ne sont
    il elle oui non ouvert fermé aussi ou ce à coûte dans sur l' d' chaque acceptons
"""
_WORDS = {
    "cent": "100", "mille": "1000", "secondes": "seconds", "heure": "hour",
    "heures": "hours", "jour": "day", "jours": "days", "semaine": "week",
    "semaines": "weeks", "mois": "months", "an": "year", "ans": "years", "année": "year",
    "années": "years", "lundi": "Monday", "lundis": "Mondays", "mardi": "Tuesday",
    "mardis": "Tuesdays", "mercredi": "Wednesday", "jeudi": "Thursday",
    "vendredi": "Friday", "samedi": "Saturday", "samedis": "Saturdays",
    "dimanche": "Sunday", "dimanches": "Sundays", "janvier": "January",
    "février": "February", "mars": "March", "avril": "April", "mai": "May", "juin": "June",
    "juillet": "July", "août": "August", "septembre": "September", "octobre": "October",
    "novembre": "November", "décembre": "December", "moitié": "half", "midi": "noon",
    "minuit": "midnight", "quotidien": "daily", "douzaine": "dozen",
}  # fmt: skip
_DAY = r"(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_MONTH = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|sept|oct|nov|déc)"
_HOUR = r"(\d{1,2}) ?h(?:eures?)? ?(\d\d)?"
_CLOCK_WORDS = tuple(
    (
        rf"\b(à|dès|vers|de) (?:{hour}|{_UNITS[hour]}) heures? {end}\b",
        rf"\1 {CLOCK}{(hour + shift - 1) % 24 + 1}:{minute}",
    )
    for hour in range(1, 20)
    for end, shift, minute in (
        ("et demie", 0, "30"), ("et quart", 0, "15"), ("moins le quart", -1, "45"),
    )
)  # fmt: skip
_PHRASES = (
    *_CLOCK_WORDS,
    (r"\btou(?:te)?s les (\w+) (jours|semaines|mois|ans|heures)\b", r"every \1 \2"),
    (rf"\b(?:de )?{_HOUR} ?(?:-|à) ?{_HOUR}\b", rf"{CLOCK}\1:\2-\3:\4"),
    (rf"\bà {_HOUR}\b", rf"at {CLOCK}\1:\2"),
    (r"\b(\d{1,2})h(\d\d)?\b", rf"{CLOCK}\1:\2"),
    (r"\bpour ?cent\b", "percent"),
    (r"\bune demie?[- ]?heure\b", "half hour"),
    (r"\b(?:un )?quart d'heure\b", "quarter hour"),
    (r"\btrois quarts d'heure\b", "0.75 hours"),
    (r"\bune heure et demie\b", "1.5 hours"),
    (r"\bune? (heure|jour|semaine|mois|an|année)\b", r"1 \1"),
    (r"\btous les jours\b|\bchaque jour\b", "every day"),
    (r"\bpar (heure|jour|semaine|mois|an|personne|nuit)\b", r"per \1"),
    (r"\bune fois\b", "once"),
    (r"\bdeux fois\b", "twice"),
    (r"\btrois fois\b", "three times"),
    (rf"\b(?:d[ue] )?{_DAY} (?:au|à) ", r"\1 to "),
    (rf"\b1er (?={_MONTH})", "1 "),
    (r"(\d) à (\d)", r"\1 to \2"),
)


def _numbers() -> dict[str, str]:
    found = {word: str(i) for i, word in enumerate(_UNITS) if i > 1}
    for tens, word in enumerate(_TENS, start=2):
        found[word] = str(10 * tens)
        found[f"{word} et un"] = str(10 * tens + 1)
        for unit in range(2, 10):
            found[f"{word}-{_UNITS[unit]}"] = str(10 * tens + unit)
    for unit, word in enumerate(_UNITS[10:], start=10):
        found[f"soixante-{word}"] = str(60 + unit)
        found[f"quatre-vingt-{word}"] = str(80 + unit)
    found |= {"soixante et onze": "71", "quatre-vingts": "80", "quatre-vingt": "80"}
    return found | {f"quatre-vingt-{_UNITS[i]}": str(80 + i) for i in range(1, 10)}


FRENCH = Lexicon(
    frozenset(_FUNCTION_WORDS.split()),
    _numbers() | _WORDS,
    _PHRASES,
    frozenset({"six", "sept", "cent", "an", "mars", "mai"}),
)
