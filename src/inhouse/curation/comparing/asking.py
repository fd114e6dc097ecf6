"""Which examples ask the same question."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.comparing.sameness import (
    asking_words,
    content_words,
    is_same_content,
    numbers_of,
)
from inhouse.curation.likeness import near_pairs, normal_words
from inhouse.records import Example, content_id

__all__ = ["LIKE", "asked_alike"]

LIKE = 0.6
# One question with hundreds of answers is a template; the first of them stand for the rest.
_MOST = 30


def asked_alike(examples: Sequence[Example]) -> list[tuple[int, int]]:
    """Pairs of places in `examples`, the lower first, that ask the same.

    In the same words, of the same things in other small words, or with another spelling.
    """

    def words_of(i: int) -> list[str]:
        asked = (m.content for m in examples[i].prompt if m.role == "user")
        return normal_words("\n".join(asked)).split()

    same: dict[str, list[int]] = {}
    for i in range(len(examples)):
        if asked := words_of(i):
            same.setdefault(_key(asked), []).append(i)
    found = {
        (rows[i], rows[j])
        for rows in same.values()
        for i in range(min(len(rows), _MOST))
        for j in range(i + 1, min(len(rows), _MOST))
    }
    near = near_pairs(len(examples), words_of, LIKE)
    found |= {(a, b) for a, b in near if is_same_content(words_of(a), words_of(b))}
    return sorted(found)


def _key(asked: list[str]) -> str:
    """Equal for questions of the same things; a hash, because a million sets of words are many."""
    content = content_words(asked)
    if not content:
        return content_id("words", *asked)
    parts = (sorted(content), sorted(numbers_of(asked)), sorted(asking_words(asked)))
    return content_id(*("\n".join(part) for part in parts))
