"""Whether two texts ask, or say, the same thing in nearly the same words.

Words in common are not enough: "Is the front left sensor covered?" and "Is the front right sensor
covered?" share nearly all of theirs and ask of two things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import OSA

__all__ = [
    "FUNCTION_WORDS",
    "asking_words",
    "content_words",
    "differ_in_spelling_alone",
    "is_same_content",
    "numbers_of",
    "one_is_not",
]

_FUNCTION_WORDS_TEXT = (
    "a about actually all also am an and any are aren't as at be been being but by can can't "
    "could dear did didn't do does doesn't doing don't during else ever exactly for from good "
    "had has have having he hello her hi him his how i i'd i'll i'm i've if in into is isn't "
    "it it's its just kindly know let like may me might more most must my no not now of ok on "
    "one or our out over please possible quick really regards say shall she should so some "
    "sorry tell than thank thanks that that's the their them then there these they this those "
    "to too under up us was we we're were what what's when where whether which while who whom "
    "whose why will with within won't would wondering you you're your yours question hey "
    "there again today kind explain want wanted need help asking ask sure"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
_LONG_FUNCTION_WORDS = tuple(sorted(w for w in FUNCTION_WORDS if len(w) >= 6))
_NEGATIONS_TEXT = (
    "no not never none cannot can't don't doesn't didn't isn't aren't won't wasn't weren't "
    "nothing without neither nor unable unavailable"
)
_NEGATIONS = frozenset(_NEGATIONS_TEXT.split())
_ASKING = frozenset(("who", "what", "when", "where", "why", "how", "which", "whose"))
_SHORT_WORD = 3


def content_words(words: Sequence[str]) -> frozenset[str]:
    """The words that carry what is asked: no numbers, and none of `FUNCTION_WORDS`."""
    plain = (w.replace("’", "'") for w in words)
    return frozenset(w for w in plain if w not in FUNCTION_WORDS and not _has_digit(w))


def asking_words(words: Sequence[str]) -> frozenset[str]:
    """Who, what, when and the like among the words."""
    return _ASKING & {w.replace("’", "'").removesuffix("'s") for w in words}


def numbers_of(words: Sequence[str]) -> frozenset[str]:
    """The words with a digit in them."""
    return frozenset(w for w in words if _has_digit(w))


def is_same_content(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether both ask the same of the same: equal numbers, equal content words, spelling aside.

    A word more narrows the question: "Breast cancer?" does not ask what "Male breast cancer?" asks,
    and "When is it?" does not ask what "Where is it?" asks. A misspelt word of a long text often
    stands in it rightly spelt as well.
    """
    if numbers_of(a) != numbers_of(b) or asking_words(a) != asking_words(b):
        return False
    own, other = content_words(a), content_words(b)
    if own == other:
        return True
    shared = own & other
    only_a, only_b = (
        frozenset(w for w in words - shared if not any(_is_spelling(w, s) for s in shared))
        for words in (own, other)
    )
    return not any(_unpaired(only_a, only_b))


def one_is_not(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether just one of the two says no to something."""
    return bool(_negations(a)) != bool(_negations(b))


def differ_in_spelling_alone(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two texts say the same but for small words and spelling.

    Each number and each "not" stands in one as often as in the other.
    """
    return is_same_content(a, b) and Counter(_telling(a)) == Counter(_telling(b))


def _telling(words: Sequence[str]) -> list[str]:
    plain = (w.replace("’", "'") for w in words)
    return [w for w in plain if w in _NEGATIONS or _has_digit(w)]


def _negations(words: Sequence[str]) -> frozenset[str]:
    return frozenset(w.replace("’", "'") for w in words) & _NEGATIONS


def _unpaired(left: frozenset[str], right: frozenset[str]) -> tuple[set[str], set[str]]:
    """What is left when spellings of the same word, and of small words, are taken out of both."""
    rest_left, rest_right = (
        {w for w in words if not any(_is_spelling(w, small) for small in _LONG_FUNCTION_WORDS)}
        for words in (left, right)
    )
    for word in sorted(rest_left):
        twin = next((w for w in sorted(rest_right) if _is_spelling(word, w)), None)
        if twin is not None:
            rest_left.discard(word)
            rest_right.discard(twin)
    return rest_left, rest_right


def _is_spelling(a: str, b: str) -> bool:
    """One edit in words of five letters and more, and endings: fee, fees.

    Two edits make another word too often: hyperthyroidism, hypothyroidism.
    """
    shorter, longer = sorted((a, b), key=len)
    if re.fullmatch(re.escape(shorter) + r"(?:'s|s|es|d|ed|ing|ly)", longer):
        return len(shorter) >= _SHORT_WORD
    return len(longer) > _SHORT_WORD + 1 and bool(OSA.distance(a, b, score_cutoff=1) <= 1)


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(c.isdigit() for c in word)
