"""Which examples ask the same question."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.likeness import near_pairs, normal_words
from inhouse.curation.sameness import asking_words, content_words, is_same_content, numbers_of
from inhouse.records import Example

__all__ = ["LIKE", "asked_alike"]

LIKE = 0.6
# One question with hundreds of answers is a template; the first of them stand for the rest.
_MOST = 30


def asked_alike(examples: Sequence[Example]) -> list[tuple[int, int]]:
    """Pairs of places in `examples`, the lower first, that ask the same.

    In the same words, of the same things in other small words, or with another spelling.
    """
    words = [
        normal_words("\n".join(m.content for m in e.prompt if m.role == "user")).split()
        for e in examples
    ]
    same: dict[object, list[int]] = {}
    for i, asked in enumerate(words):
        content = content_words(asked)
        key = (content, numbers_of(asked), asking_words(asked)) if content else tuple(asked)
        if asked:
            same.setdefault(key, []).append(i)
    found = {
        (rows[i], rows[j])
        for rows in same.values()
        for i in range(min(len(rows), _MOST))
        for j in range(i + 1, min(len(rows), _MOST))
    }
    found |= {(a, b) for a, b in near_pairs(words, LIKE) if is_same_content(words[a], words[b])}
    return sorted(found)
