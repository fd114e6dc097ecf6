"""Examples that say the same: exactly, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inhouse.records import Example, Finding

__all__ = [
    "Deduplicated",
    "contradictions",
    "drop_duplicates",
    "near_duplicates",
    "normal_words",
]

_PERMUTATIONS = 128
# The index only proposes; it is asked for less than what is wanted, so that few are missed.
_SLACK = 0.2


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """The first of each set of equal examples, and what was dropped."""

    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]


def normal_words(text: str) -> str:
    """`text` as lower-case words and numbers only: equal for texts that say the same.

    Signs that carry meaning between digits (9.50, 8:30, -5, 10%) are kept.
    """
    found = re.findall(r"[^\W_]+(?:[.,:/'’-][^\W_]+)*%?|[$€£]", text.casefold())
    return " ".join(found)


def drop_duplicates(examples: Sequence[Example]) -> Deduplicated:
    """Each conversation once, white space, case and punctuation aside."""
    seen: dict[tuple[str, ...], list[Example]] = {}
    for example in examples:
        key = tuple(f"{m.role}:{normal_words(m.content) or m.content}" for m in example.messages)
        seen.setdefault(key, []).append(example)
    repeated = [rows for rows in seen.values() if len(rows) > 1]
    kept = tuple(rows[0] for rows in seen.values())
    if not repeated:
        return Deduplicated(kept, ())
    dropped = [row for rows in repeated for row in rows[1:]]
    pairs = [f"{rows[1].source} repeats {rows[0].source}" for rows in repeated]
    finding = Finding(
        check="exact_duplicates",
        severity="info",
        examples=tuple(row.id for row in dropped),
        evidence=f"{len(dropped)} examples repeat another and were left out"
        f" ({'; '.join(pairs[:5])}{'; …' if len(pairs) > 5 else ''})",
        fix="Nothing to do: the first of each was kept.",
        source=dropped[0].source,
    )
    return Deduplicated(kept, (finding,))


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


def contradictions(examples: Sequence[Example]) -> tuple[Finding, ...]:
    """One finding for questions that are asked twice with different answers."""
    asked: dict[str, list[Example]] = {}
    for example in examples:
        if len([m for m in example.messages if m.role != "system"]) == 2:
            asked.setdefault(normal_words(example.question), []).append(example)
    twice = [rows for words, rows in asked.items() if words and len(rows) > 1]
    if not twice:
        return ()
    shown = [
        f"{rows[0].question[:60]!r} in {' and '.join(str(r.source) for r in rows[:3])}"
        for rows in twice[:5]
    ]
    more = "; …" if len(twice) > 5 else ""
    return (
        Finding(
            check="different_answers",
            severity="warning",
            examples=tuple(row.id for rows in twice for row in rows),
            evidence=f"{len(twice)} questions have more than one answer ({'; '.join(shown)}{more})",
            fix="Check which answer is right today, and delete or correct the others.",
            source=twice[0][0].source,
        ),
    )


def _shingles(text: str) -> frozenset[str]:
    """Words, and pairs of neighbours with the ends marked, so that order counts too."""
    words = ["", *normal_words(text).split(), ""]
    if len(words) == 2:
        return frozenset()
    pairs: Iterable[str] = (" ".join(words[i : i + 2]) for i in range(len(words) - 1))
    return frozenset(pairs) | frozenset(w for w in words if w)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b)
