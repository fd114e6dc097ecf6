"""Words that mean the same, words that mean the opposite, and words that say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from inhouse.scoring.judging.lexicon.lists import lines

__all__ = ["Concept", "concept", "is_function_word", "is_negation", "stem"]


@dataclass(frozen=True, slots=True)
class Concept:
    """What a word stands for.

    Args:
        name: the same for words that mean the same or the opposite.
        sign: 1, or -1 for the opposite; 0 where the word has no opposite here.
    """

    name: str
    sign: int = 0


_NEGATIONS = frozenset(word for line in lines("negations") for word in line.split())
_IRREGULARS: Mapping[str, str] = {
    form: plain
    for line in lines("irregular_forms")
    for form, plain in (pair.split() for pair in line.split("|"))
}
_FUNCTION_WORDS = frozenset(word for line in lines("function_words") for word in line.split())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word, in small letters, without its commonest English endings.

    Source: Porter 1980, steps 1a-1c. Deviation: the rest is left to the comparison of prefixes, so
    that words of other languages stay as they are.
    """
    if word in _IRREGULARS:
        return _IRREGULARS[word]
    word = word.removesuffix("'s")
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif re.search(r"(?:s|x|z|ch|sh)es$", word):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and re.search("[aeiouy]", base):
            word = base[:-1] if re.search(r"([bdfgmnprt])\1$", base) else base
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=65536)
def concept(word: str) -> Concept:
    """What `word`, in small letters, stands for: the first concept that lists it, or its stem."""
    table = _table()
    return table.get(word) or table.get(stem(word)) or Concept(stem(word))


def is_function_word(word: str) -> bool:
    """Whether `word`, in small letters, says nothing by itself."""
    return word in _FUNCTION_WORDS or len(word) < 2


def is_negation(word: str) -> bool:
    """Whether `word`, in small letters, turns what is said into its opposite."""
    return word in _NEGATIONS or word.endswith("n't")


@lru_cache(maxsize=1)
def _table() -> dict[str, Concept]:
    table: dict[str, Concept] = {}
    for line in lines("concepts"):
        name, _, listed = line.partition(":")
        for sign, side in zip((1, -1), listed.split("|"), strict=False):
            two_sided = "|" in listed
            for word in side.split():
                table.setdefault(word, Concept(name, sign if two_sided else 0))
    for line in lines("synonyms"):
        known = [table[word] for word in line.split() if word in table and not table[word].sign]
        shared = known[0] if known else Concept(stem(line.split()[0]))
        for word in line.split():
            table.setdefault(word, shared)
    stems: dict[str, Concept] = {}
    for word, found in table.items():
        stems.setdefault(stem(word), found)
    return stems | table
