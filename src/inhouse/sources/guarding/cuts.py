"""Changes to a text that was read, and what becomes of the places that point into it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Cut", "Edited", "edited"]


@dataclass(frozen=True, slots=True)
class Cut:
    """Characters that were taken out or replaced.

    Args:
        check: name of the finding this is told under.
        start: first of the characters.
        end: one past the last.
        why: what they were, for people.
        instead: what stands there now.
    """

    check: str
    start: int
    end: int
    why: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after its cuts.

    Args:
        text: as it is now.
        cuts: those that were made, in order, none over another.
    """

    text: str
    cuts: tuple[Cut, ...]

    def moved(self, places: Sequence[int]) -> list[int]:
        """Where these offsets into the text before are in the text now."""
        ends = [cut.end for cut in self.cuts]
        shifts = [0]
        for cut in self.cuts:
            shifts.append(shifts[-1] + len(cut.instead) - (cut.end - cut.start))
        return [self._moved(place, bisect_right(ends, place), shifts) for place in places]

    def _moved(self, place: int, n_before: int, shifts: Sequence[int]) -> int:
        if n_before < len(self.cuts) and self.cuts[n_before].start < place:
            return self.cuts[n_before].start + shifts[n_before]
        return place + shifts[n_before]


def edited(text: str, cuts: Iterable[Cut]) -> Edited:
    """`text` with the cuts made; of two that overlap, the one that begins first, then the longer.

    A cut that takes a part of another's characters loses only what the two share.
    """
    made: list[Cut] = []
    parts: list[str] = []
    at = 0
    for cut in sorted(cuts, key=lambda c: (c.start, -c.end)):
        if cut.end <= at and made:
            continue
        start = max(cut.start, at)
        made.append(Cut(cut.check, start, cut.end, cut.why, cut.instead))
        parts += [text[at:start], cut.instead]
        at = cut.end
    parts.append(text[at:])
    return Edited("".join(parts), tuple(made))
