"""What one language adds to the notations that the readers know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CLOCK", "Lexicon"]

CLOCK = "\x01"
"""Stands before figures that a phrase found to be a time: hour, colon, and minutes if any."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's words for facts.

    Args:
        function_words: by which the language is recognised.
        words: a word, in small letters, to its English; number words to figures.
        phrases: (pattern, replacement) pairs, in order, before the words.
        ambiguous: words that say nothing about the language, because English has them too.
    """

    function_words: frozenset[str]
    words: Mapping[str, str]
    phrases: tuple[tuple[str, str], ...]
    ambiguous: frozenset[str]
