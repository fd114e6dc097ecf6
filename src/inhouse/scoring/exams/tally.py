"""An exam's outcomes counted, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inhouse.records import Interval
from inhouse.scoring.bootstrap import wilson
from inhouse.scoring.exams.marking import Marked, MarkOutcome

__all__ = ["Share", "Tally", "tally"]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `n`, and the 95 % interval of the share (0-1); None without any."""

    count: int
    n: int

    @property
    def ci(self) -> Interval | None:
        """The Wilson score interval."""
        return wilson(self.count / self.n, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How the answers to some questions were marked.

    Args:
        counts: outcome to how many.
        unscored: questions without an answer to mark; not part of `n`.
    """

    counts: Mapping[MarkOutcome, int]
    unscored: int

    @property
    def n(self) -> int:
        """The answers that were marked."""
        return sum(self.counts.values())

    def share(self, outcome: MarkOutcome) -> Share:
        """How many of the marked answers have this outcome."""
        return Share(self.counts[outcome], self.n)


def tally(answers: Sequence[Marked]) -> dict[str, Tally]:
    """The tally of each kind of question, in the order the kinds come, and of all under ""."""
    kinds = dict.fromkeys(marked.question.kind for marked in answers)
    found = {"": _counted(answers)}
    for kind in kinds:
        found[kind] = _counted(m for m in answers if m.question.kind == kind)
    return found


def _counted(answers: Iterable[Marked]) -> Tally:
    counts: dict[MarkOutcome, int] = {"right": 0, "partly": 0, "wrong": 0, "handed_over": 0}
    unscored = 0
    for marked in answers:
        if marked.mark is None:
            unscored += 1
        else:
            counts[marked.mark.outcome] += 1
    return Tally(counts, unscored)
