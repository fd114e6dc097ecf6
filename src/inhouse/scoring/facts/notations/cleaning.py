"""One notation for many: digits of every script, decimal commas, fractions, spoken addresses.

The readers know one English notation. This rewrites the others into it, so that no reader needs
to know them all: "1.234,50 €" becomes "1234.50 €", "2½" becomes "2 1/2", "a at b dot com" becomes
"a@b.com".
"""

from __future__ import annotations

import re
import unicodedata

from inhouse.scoring.facts.notations.languages import in_english

__all__ = ["clean"]

_LIST_NUMBER = re.compile(r"^[ \t]*\d{1,2}[.)](?=\s)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)|`")
_VULGAR = re.compile(r"(\d?)([¼½¾⅓⅔⅛⅜⅝⅞])")
_SIGNS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("[‘’ʼ]", "'"),
        ("[“”„«»]", '"'),
        ("[‐-―−]", "-"),
        (r"[^\S\n]+", " "),
    )
)
_CURRENCY = r"(?:€|EUR\b|Euros?\b|CHF\b|\$|£)"
_MEASURE = (
    rf"(?:{_CURRENCY}|%|°|(?:kg|g|mg|km|m|cm|mm|l|ml|Stunden?|heures?|horas?|hours?|Prozent|Jahren?"
    r"|ans|millions?)\b)"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_NOTATIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"(?<![\d.,])(\d{1,3})[.'](\d{3})[.'](\d{3}),(\d\d)(?!\d)", r"\1\2\3.\4"),
        (r"(?<![\d.,])(\d{1,3})[.'](\d{3}),(\d\d)(?!\d)", r"\1\2.\3"),
        (r"(?<![\d.,])(\d{1,3})'(\d{3})(?=\.\d\d(?!\d))", r"\1\2"),
        (rf"(?<![\d.,])(\d{{1,3}})[. ](\d{{3}})(?=(?:,\d\d)?\s?{_CURRENCY}(?!\s?\d))", r"\1\2"),
        (r"(€\s?)(\d{1,3})\.(\d{3})(?![\d.,])", r"\1\2\3"),
        (r"(?<![\d.,])(\d{1,3})\.(\d{3})\.(\d{3})(?!\d|[.,]\d)", r"\1\2\3"),
        (
            r"(?<![\d:])(\d{1,2}):([0-5]\d) (?:hours?|hrs?|Stunden?|horas?|heures?)\b",
            r"\1 hours \2 minutes",
        ),
        (
            r"\b(takes?|lasts?|for|in|about|of|dure|dauert|tarda|dura"
            r"|needs?) (\d{1,2}) ?h ?([0-5]\d)\b(?! ?h)",
            r"\1 \2 hours \3 minutes",
        ),
        (r"(\d) s\b", r"\1 seconds"),
        (r"\b(\d{1,2})\.([0-5]\d)(?= ?(?:[ap]\.?m\b|Uhr\b))", r"\1:\2"),
        (
            r"(?<![\d.,])(\d{1,3}) (\d{3})(?= ?(?:km|kg|m|kilomet\w+|met\w+|euros?|miles?)\b)",
            r"\1\2",
        ),
        (
            rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: ?- ?| to | until | through )(\d{{1,2}})"
            rf"(?:st|nd|rd|th)?(?: of)? ({_MONTH})",
            r"\1 \3 to \2 \3",
        ),
        (rf"\b({_MONTH}) (\d{{1,2}}) ?(?:-| to ) ?(\d{{1,2}})\b(?!:)", r"\1 \2 to \1 \3"),
        (r"(\d)' ?(\d{1,2})\"", r"\1 ft \2 inches"),
        (r"(\d) ?(?:ft|feet)\.? (\d{1,2}) in\b", r"\1 ft \2 inches"),
        (r"(\d),-(?=\s|$)", r"\1"),
        (rf"(?<![\d.,])(\d{{1,6}}),(\d{{1,2}})(?=\s?{_MEASURE})", r"\1.\2"),
        (r"(€\s?\d{1,6}),(\d{1,2})(?!\d)", r"\1.\2"),
        (
            r"\b([\w.+-]{1,64})(?: at | \(at\) | ?\[at\] ?| arroba )([\w-]{1,63})"
            r"(?: dot | \(dot\) | ?\[dot\] ?| punto | point )([a-z]{2,10})\b",
            r"\1@\2.\3",
        ),
        (
            r"\b([a-z][\w-]{1,63}) (?:dot|punto|point) (com|org|net|de|es|fr|info)\b"
            r"(?:,? slash ([\w-]{1,63}))?",
            r"\1.\2/\3",
        ),
        (r"(?<=\w\.com)/(?=\s|$|[.,;])", ""),
    )
)


_DAYS = {
    "mo": "Monday", "di": "Tuesday", "mi": "Wednesday", "do": "Thursday", "fr": "Friday",
    "sa": "Saturday", "so": "Sunday",
}  # fmt: skip
_GERMAN_DAYS = re.compile(r"\b(Mo|Di|Mi|Do|Fr|Sa|So)\.? ?(?:-|bis) ?(Mo|Di|Mi|Do|Fr|Sa|So)\b\.?")
_ROMAN = re.compile(
    r"\b((?i:chapter|section|part|phase|type|class|level|stage|article|volume|grade|title"
    r"|schedule|annex)) "
    r"(I{1,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XV)\b(?!')",
)
_ROMAN_VALUES = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10,
    "XI": 11, "XII": 12, "XIII": 13, "XIV": 14, "XV": 15,
}  # fmt: skip


def clean(text: str) -> str:
    """`text` in one form a character and one notation a fact, without list numbers and emphasis.

    Source: Unicode Standard Annex 15 (NFKC); digits by their decimal value.
    """
    spelled = _VULGAR.sub(_fraction, text)
    folded = unicodedata.normalize("NFKC", spelled).replace("\0", " ").replace("\r", "\n")
    for sign, plain in _SIGNS:
        folded = sign.sub(plain, folded)
    if not folded.isascii():
        folded = "".join(_digit(c) for c in folded)
    for notation, plain in _NOTATIONS:
        folded = notation.sub(plain, folded)
    folded = _GERMAN_DAYS.sub(
        lambda m: f"{_DAYS[m[1].casefold()]} to {_DAYS[m[2].casefold()]}", folded
    )
    folded = _ROMAN.sub(lambda m: f"{m[1]} {_ROMAN_VALUES[m[2]]}", folded)
    return in_english(_EMPHASIS.sub("", _LIST_NUMBER.sub(lambda m: " " * len(m.group()), folded)))


def _fraction(match: re.Match[str]) -> str:
    value = unicodedata.normalize("NFKC", match[2]).replace("⁄", "/")
    return f"{match[1]} {value}" if match[1] else value


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
