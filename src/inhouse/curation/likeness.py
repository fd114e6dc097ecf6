"""How alike two texts are: in the same words, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["near_duplicates", "normal_words"]

_PERMUTATIONS = 128
# The index only proposes; it is asked for less than what is wanted, so that few are missed.
_SLACK = 0.2


def normal_words(text: str) -> str:
    """`text` as lower-case words and numbers only: equal for texts that say the same.

    Signs that carry meaning between digits (9.50, 8:30, -5, 10%) are kept.
    """
    found = re.findall(r"[^\W_]+(?:[.,:/'’-][^\W_]+)*%?|[$€£]", text.casefold())
    return " ".join(found)


def near_duplicates(texts: Mapping[str, str], threshold: float) -> list[tuple[str, str]]:
    """Pairs of keys whose texts share at least `threshold` of their shingles (Jaccard).

    MinHash proposes, the true Jaccard decides.
    Source: Broder 1997, "On the resemblance and containment of documents".

    Args:
        texts: key to text.
        threshold: 0-1.
    """
    from datasketch import MinHash, MinHashLSH

    shingles = {key: _shingles(text) for key, text in texts.items()}
    index = MinHashLSH(threshold=max(0.1, threshold - _SLACK), num_perm=_PERMUTATIONS)
    hashes: dict[str, MinHash] = {}
    for key, parts in shingles.items():
        if parts:
            hashes[key] = MinHash(num_perm=_PERMUTATIONS, seed=1)
            hashes[key].update_batch([part.encode("utf-8", "surrogatepass") for part in parts])
            index.insert(key, hashes[key])
    pairs: list[tuple[str, str]] = []
    for key, signature in hashes.items():
        pairs += [
            (key, other)
            for other in sorted(index.query(signature))
            if key < other and _jaccard(shingles[key], shingles[other]) >= threshold
        ]
    return pairs


def _shingles(text: str) -> frozenset[str]:
    """Words, and pairs of neighbours with the ends marked, so that order counts too."""
    words = ["", *normal_words(text).split(), ""]
    if len(words) == 2:
        return frozenset()
    pairs: Iterable[str] = (" ".join(words[i : i + 2]) for i in range(len(words) - 1))
    return frozenset(pairs) | frozenset(w for w in words if w)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b)
