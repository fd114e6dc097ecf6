"""One place in a text that names a person or gives away a secret."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Detector", "Mention", "without_overlaps"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where something private stands.

    Args:
        kind: what it is, such as "ssn" or "person".
        start: first character.
        end: one past the last.
        certainty: 0-1; of two that overlap the surer one counts.
        detector: who found it.
        sure: whether it cannot be anything else, so that nobody need be asked.
    """

    kind: str
    start: int
    end: int
    certainty: float
    detector: str
    sure: bool = False


class Detector(Protocol):
    """Finds some kinds of private words."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it can find."""
        ...

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text, in any order; they may overlap."""
        ...


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """The surest of each group that overlaps, the longer of two equally sure; by place."""
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda m: (-m.certainty, m.start - m.end, m.start, m.kind)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda m: m.start)
