"""Clauses: what a sentence says first, and what it adds behind a semicolon, or a total's colon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inhouse.scoring.judging.segments import sentences

__all__ = ["Clause", "clauses"]

_CUT = re.compile(r"\s*;\s+|:\s+")
_ASIDE = re.compile(r"\s*\(([^()]{4,})\)")  # a telephone number's "(844)" is none
_FIGURE = re.compile(r"\d")
_BARE = re.compile(
    r"\W*(?:yes|no|nope|yeah|sure|certainly|of course|sorry|unfortunately|(?:better|probably|rather"
    r"|maybe|perhaps) not|not (?:really|yet)|probably|ja|nein|leider|sí|oui|non)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause.

    Args:
        text: as it was written.
        has_parts: whether a colon follows behind a figure: "$311: $249 for ... and $62 for ...".
    """

    text: str
    has_parts: bool


@lru_cache(maxsize=8192)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of `text`, in order; a bare "No." belongs to what follows it."""
    found: list[Clause] = []
    before = ""
    for clause in _cut(text):
        whole = f"{before} {clause.text}".strip()
        if _BARE.fullmatch(whole):
            before = whole
            continue
        found.append(Clause(whole, clause.has_parts))
        before = ""
    return (*found, Clause(before, has_parts=False)) if before else tuple(found)


def _cut(text: str) -> Iterator[Clause]:
    for sentence in sentences(text):
        start, asides = 0, _ASIDE.findall(sentence)
        said = _ASIDE.sub("", sentence)
        for cut in _CUT.finditer(said):
            own = said[start : cut.start()].strip()
            has_parts = cut.group().strip() == ":"
            if has_parts and not _FIGURE.search(own):
                continue
            yield Clause(own, has_parts)
            start = cut.end()
        if own := said[start:].strip():
            yield Clause(own, has_parts=False)
        yield from (Clause(aside, has_parts=False) for aside in asides)
