"""Near-duplicate texts among many: MinHash proposes pairs, in arrays, so that a million fit.

Source: Broder 1997, "On the resemblance and containment of documents"; banding as in Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3. Deviation: one signature of 128
numbers is 512 bytes here, where an index of Python objects takes some 4 kB, and a million of them
took more memory than the machine had.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

__all__ = ["PERMUTATIONS", "candidates", "shingle_hashes", "signatures"]

PERMUTATIONS = 128
_BATCH = 2048
_EMPTY = np.uint32(0xFFFFFFFF)
# The signature only proposes: what it puts this far below the threshold may still be above it.
# Three standard deviations of an estimate from 128 numbers, sqrt(0.25 / 128), are 0.13.
_SLACK = 0.13
# Share of the pairs just at the threshold that may go without a proposal.
_MISSED = 0.02
# Members of one bucket are compared with this many before them; a bucket this full holds one
# template, whose members are chained all the same.
_NEIGHBOURS = 100


def shingle_hashes(words: list[str], known: dict[str, int]) -> NDArray[np.uint64]:
    """(n,) uint64: the words of a text, and each two neighbours with the ends marked.

    Args:
        words: of the text, in order.
        known: word to hash; filled here, so that each word is hashed once.
    """
    if not words:
        return np.empty(0, dtype=np.uint64)
    ids = np.array([known.get(word) or _hash(word, known) for word in words], dtype=np.uint64)
    padded = np.concatenate(([np.uint64(1)], ids, [np.uint64(1)]))
    pairs = padded[:-1] * np.uint64(0x9E3779B97F4A7C15) + (
        padded[1:] ^ np.uint64(0xD1B54A32D192ED03)
    )
    return np.concatenate((ids, pairs))


def signatures(texts: Iterable[list[str]]) -> NDArray[np.uint32]:
    """(n, 128) uint32: the MinHash of each text given as words; texts without words get none."""
    known: dict[str, int] = {}
    rows = [_sign(batch) for batch in _batches(texts, known)]
    return np.concatenate(rows) if rows else np.empty((0, PERMUTATIONS), dtype=np.uint32)


def candidates(signed: NDArray[np.uint32], threshold: float) -> NDArray[np.int64]:
    """(m, 2) int64: pairs of rows, the lower first, that may share `threshold` of their shingles.

    Args:
        signed: as `signatures` gives them.
        threshold: Jaccard, 0-1.
    """
    rows = _rows_a_band(threshold)
    pairs = np.empty(0, dtype=np.int64)
    # Band by band: the pairs that one number in common proposes are many, and few of them hold.
    for start in range(0, PERMUTATIONS - rows + 1, rows):
        proposed = np.setdiff1d(_in_one_bucket(signed[:, start : start + rows]), pairs)
        pairs = np.concatenate((pairs, _likely(signed, proposed, threshold - _SLACK)))
    pairs.sort()
    return np.stack((pairs // len(signed), pairs % len(signed)), axis=1)


def _hash(word: str, known: dict[str, int]) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    found = known[word] = int.from_bytes(digest, "little")
    return found


def _batches(
    texts: Iterable[list[str]], known: dict[str, int]
) -> Iterator[list[NDArray[np.uint64]]]:
    hashed = (shingle_hashes(words, known) for words in texts)
    while batch := list(islice(hashed, _BATCH)):
        yield batch


def _sign(batch: list[NDArray[np.uint64]]) -> NDArray[np.uint32]:
    """Multiply-shift hashing of every shingle, the least of each text kept, one function a time."""
    signed = np.full((len(batch), PERMUTATIONS), _EMPTY, dtype=np.uint32)
    rows = np.array([i for i, shingles in enumerate(batch) if len(shingles)], dtype=np.int64)
    if not len(rows):
        return signed
    full = [batch[i] for i in rows]
    starts = np.cumsum([0, *(len(shingles) for shingles in full[:-1])])
    joined = np.concatenate(full)
    drawn = np.random.Generator(np.random.PCG64(1))
    factors = drawn.integers(0, 2**63, PERMUTATIONS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shift = np.uint64(32)
    for column, factor in enumerate(factors):
        mixed = ((joined * factor) >> shift).astype(np.uint32)
        signed[rows, column] = np.minimum.reduceat(mixed, starts)
    return signed


def _rows_a_band(threshold: float) -> int:
    """The most numbers a band may hold so that at most this share of the pairs is missed.

    That is of pairs just at the threshold; the more two texts share, the fewer. Longer bands
    propose fewer pairs that share nothing but frequent words, the dear part of a million texts.
    """
    for rows in (8, 7, 6, 5, 4, 3, 2):
        if (1 - threshold**rows) ** (PERMUTATIONS // rows) <= _MISSED:
            return rows
    return 1


def _in_one_bucket(band: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Pairs that agree in every number of a band, as low * n + high."""
    n = len(band)
    keys = np.zeros(n, dtype=np.uint64)
    for column in band.T:
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    usable = np.flatnonzero(~(band == _EMPTY).all(axis=1))
    order = usable[np.argsort(keys[usable], kind="stable")]
    sorted_keys = keys[order]
    found: list[NDArray[np.int64]] = []
    for distance in range(1, min(_NEIGHBOURS, len(order) - 1) + 1):
        same = np.flatnonzero(sorted_keys[distance:] == sorted_keys[:-distance])
        if not len(same):
            break  # a bucket lies together: no pair this far apart, none further
        found.append(order[same] * n + order[same + distance])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _likely(
    signed: NDArray[np.uint32], pairs: NDArray[np.int64], least: float
) -> NDArray[np.int64]:
    """Those of the pairs, as low * n + high, whose signatures agree in this share."""
    left, right = pairs // len(signed), pairs % len(signed)
    kept = [
        _alike(signed, left[i : i + _BATCH * 8], right[i : i + _BATCH * 8]) >= least
        for i in range(0, len(pairs), _BATCH * 8)
    ]
    return pairs[np.concatenate(kept)] if kept else pairs


def _alike(
    signed: NDArray[np.uint32], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    agree: NDArray[np.float64] = (signed[left] == signed[right]).mean(axis=1)
    return agree
