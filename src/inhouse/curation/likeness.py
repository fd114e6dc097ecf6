"""How alike two texts are: in the same words, or nearly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from inhouse.curation.comparing.minhash import candidates, signatures

__all__ = ["near_duplicates", "near_pairs", "normal_words"]

_WORD = re.compile(r"[^\W_]+(?:[.,:/'’-][^\W_]+)*%?|[$€£]")


def normal_words(text: str) -> str:
    """`text` as lower-case words and numbers only: equal for texts that say the same.

    Signs that carry meaning between digits (9.50, 8:30, -5, 10%) are kept.
    """
    return " ".join(_WORD.findall(text.casefold()))


def near_duplicates(texts: Mapping[str, str], threshold: float) -> list[tuple[str, str]]:
    """Pairs of keys whose texts share at least `threshold` of their shingles (Jaccard).

    Args:
        texts: key to text.
        threshold: 0-1.
    """
    keys = sorted(texts)
    pairs = near_pairs(len(keys), lambda i: normal_words(texts[keys[i]]).split(), threshold)
    return [(keys[a], keys[b]) for a, b in pairs]


def near_pairs(
    n: int, words_of: Callable[[int], Sequence[str]], threshold: float
) -> list[tuple[int, int]]:
    """Pairs of places below `n`, the lower first, whose texts share `threshold` of their shingles.

    MinHash proposes, the true Jaccard decides. Words are asked for again where they are needed:
    held for all texts at once they took 14 kB an example.

    Args:
        n: how many texts.
        words_of: the words of the text at a place.
        threshold: Jaccard, 0-1.
    """
    if n < 2:
        return []
    proposed = candidates(signatures(list(words_of(i)) for i in range(n)), threshold)
    return [
        (a, b)
        for a, b in proposed.tolist()
        if _jaccard(_shingles(words_of(a)), _shingles(words_of(b))) >= threshold
    ]


def _shingles(words: Sequence[str]) -> frozenset[str]:
    """Words, and pairs of neighbours with the ends marked, so that order counts too."""
    padded = ["", *words, ""]
    pairs: Iterable[str] = (" ".join(padded[i : i + 2]) for i in range(len(padded) - 1))
    return frozenset(pairs) | frozenset(words)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b)
