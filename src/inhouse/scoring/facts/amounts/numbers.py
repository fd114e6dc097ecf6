"""Numbers without a unit, multiples, ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.scoring.facts.amounts.numerals import (
    NUMERAL,
    ORDINAL_WORDS,
    ORDINALS,
    START,
    plain,
    to_decimal,
)
from inhouse.scoring.facts.fact import Found, at

__all__ = ["read_multiples", "read_numbers", "read_ordinals"]

_NUMBER = re.compile(
    rf"{START}(?P<fraction>\d+/\d+)(?![\w/])"
    rf"|{START}(?P<a>{NUMERAL})(?:(?:\s?-\s?|\sto\s)(?P<b>{NUMERAL}))?(?!\w)(?!-[a-z]*\d)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"(?<!\w)(?P<a>{ORDINALS})(?!\w)", re.IGNORECASE)
_MULTIPLES = {"double": 2, "twice": 2, "triple": 3, "treble": 3, "thrice": 3, "quadruple": 4}
_MULTIPLE = re.compile(
    r"\b(?:(?P<word>double|triple|treble|quadruple)[sd]?(?=\s(?:the|what|that|time|pay|rate|fee|"
    r"price|for|on|if|in|as|cost|charge)\b|\s?[.,;!?]|\s*$)"
    rf"|(?P<times>twice|thrice|(?:{NUMERAL}) times)(?=\s(?:as|the|that|what|more)\b))",
    re.IGNORECASE,
)


def read_numbers(text: str) -> Iterator[Found]:
    """Numbers without a unit. The word "one" alone is no number: "one of us", "this one"."""
    for match in _NUMBER.finditer(text):
        if match["fraction"]:
            yield at(match, "number", match["fraction"])
            continue
        numerals = [n for n in (match["a"], match["b"]) if n]
        if [n.casefold() for n in numerals] != ["one"]:
            yield at(match, "number", *(plain(to_decimal(n)) for n in numerals))


def read_multiples(text: str) -> Iterator[Found]:
    """How many times as much: "the fee is double", "three times the price"."""
    for match in _MULTIPLE.finditer(text):
        word = (match["word"] or match["times"]).casefold()
        times = _MULTIPLES.get(word) or to_decimal(word.removesuffix(" times"))
        yield at(match, "multiple", f"x{times}")


def read_ordinals(text: str) -> Iterator[Found]:
    """Ordinals, but not the "First," that opens a sentence."""
    for match in _ORDINAL.finditer(text):
        word = match["a"].casefold()
        opens = not re.search(r"\w\s*$", text[: match.start()].replace("\0", "x"))
        if word in ORDINAL_WORDS and (opens or re.match(r"\s*,", text[match.end() :])):
            continue
        digits = re.sub(r"\D", "", word)
        if (
            word in ORDINAL_WORDS or digits
        ):  # neither: a letter that only looks like one, as in fırst
            yield at(match, "ordinal", str(ORDINAL_WORDS.get(word) or int(digits)))
