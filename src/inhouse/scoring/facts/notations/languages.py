"""German, Spanish and French words for facts, written in English.

A text is rewritten only in its own language: "once" is eleven in Spanish, "cent" 100 in French.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, TypeAlias

from inhouse.scoring.facts.notations.french import FRENCH
from inhouse.scoring.facts.notations.german import GERMAN
from inhouse.scoring.facts.notations.lexicon import CLOCK, Lexicon
from inhouse.scoring.facts.notations.spanish import SPANISH

__all__ = ["Language", "in_english", "language_of"]

Language: TypeAlias = Literal["en", "de", "es", "fr"]

_LEXICONS: Mapping[Language, Lexicon] = {"de": GERMAN, "es": SPANISH, "fr": FRENCH}
_ENGLISH_WORDS = """
    the and is are we you of to in for on it our your not with at from a an do can will be yes no
    that this by or if have has i my me they he she there what how
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+'?")
_CLOCK = re.compile(rf"{CLOCK}(\d{{1,2}}):(\d\d)?(?:-(\d{{1,2}}):(\d\d)?)?")


@lru_cache(maxsize=8192)
def language_of(text: str) -> Language:
    """The language whose function words `text` uses most; English in doubt."""
    found = [word.rstrip("'") for word in _WORD.findall(text.casefold())]
    best: Language = "en"
    most = sum(word in _ENGLISH for word in found)
    for language, lexicon in _LEXICONS.items():
        n = sum(word in lexicon.function_words for word in found)
        n += sum(word in lexicon.words and word not in lexicon.ambiguous for word in found)
        if n > most:
            best, most = language, n
    return best


def in_english(text: str) -> str:
    """`text` with the number words, units, days, months and clocks of its language in English."""
    language = language_of(text)
    if language == "en":
        return text
    for phrase, english in _phrases(language):
        text = phrase.sub(english, text)
    words = _LEXICONS[language].words
    text = _pattern(language).sub(lambda m: words[m.group().casefold()], text)
    return _CLOCK.sub(_clock, text)


def _clock(match: re.Match[str]) -> str:
    first = f"{match[1]}:{match[2] or '00'}"
    return f"{first} to {match[3]}:{match[4] or '00'}" if match[3] else first


@lru_cache(maxsize=4)
def _phrases(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    phrases = _LEXICONS[language].phrases
    return tuple((re.compile(pattern, re.IGNORECASE), english) for pattern, english in phrases)


@lru_cache(maxsize=4)
def _pattern(language: Language) -> re.Pattern[str]:
    words = sorted(_LEXICONS[language].words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
