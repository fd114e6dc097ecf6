"""Words that exclude each other: what is made of gold is not made of porcelain."""

from __future__ import annotations

from functools import lru_cache

from inhouse.scoring.judging.lexicon.lists import lines
from inhouse.scoring.judging.lexicon.vocabulary import stem

__all__ = ["exclude"]


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(lines("categories")):
        for word in line.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def exclude(a: str, b: str) -> bool:
    """Whether two different words, in small letters, are of one kind: gold and silver."""
    one, other = stem(a), stem(b)
    table = _table()
    return one != other and bool(table.get(one, frozenset()) & table.get(other, frozenset()))
