"""Examples that judge, and are learned from as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.checks.repeats.near_duplicates import near_copies
from inhouse.curation.comparing.asking import LIKE, asked_alike
from inhouse.curation.given_splits import STRENGTH
from inhouse.records import Case, Edit, Example, Finding, Spec, SplitName

__all__ = ["Leaks"]


class Leaks:
    """Calls it an error when an example of one split is in another, copied or nearly.

    Needs `background.parts`. Proposes to leave out the one that is learned from: the judges stay.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("leaks", "1", {"jaccard": LIKE})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the leaks."""
        parts = background.parts
        told = [e for e in examples if e.id in parts]
        if len({parts[e.id] for e in told}) < 2:
            return Checked(tuple(examples), ())
        pairs: dict[tuple[str, str], tuple[Example, Example]] = {}
        for a, b in _same(told):
            if parts[a.id] != parts[b.id]:
                weak, strong = sorted((a, b), key=lambda e: STRENGTH[parts[e.id]])
                pairs.setdefault((weak.id, strong.id), (weak, strong))
        cases = _cases(list(pairs.values()), parts)
        return Checked(tuple(examples), (_finding(cases, len(told)),) if cases else ())


def _same(rows: Sequence[Example]) -> Iterator[tuple[Example, Example]]:
    yield from near_copies(rows)
    for a, b in asked_alike(rows):
        yield rows[a], rows[b]


def _cases(
    pairs: Sequence[tuple[Example, Example]], parts: Mapping[str, SplitName]
) -> tuple[Case, ...]:
    by_weak: dict[str, list[Example]] = {}
    weak_of = {}
    for weak, strong in pairs:
        by_weak.setdefault(weak.id, []).append(strong)
        weak_of[weak.id] = weak
    return tuple(
        Case(
            examples=(*(s.id for s in strong), i),
            evidence=f"{weak_of[i].question[:60]!r} is in {parts[i]} ({weak_of[i].source}) and in"
            f" {parts[strong[0].id]} ({listed((s.source for s in strong), ', ')})",
            edits=(Edit(i),),
        )
        for i, strong in by_weak.items()
    )


def _finding(cases: Sequence[Case], n: int) -> Finding:
    named = dict.fromkeys(i for case in cases for i in case.examples)
    return Finding(
        check="leaks",
        severity="error",
        examples=tuple(named),
        evidence=f"{counted(len(cases), f'of {n} examples is', f'of {n} examples are')}"
        f" on two sides of the split, so the score would"
        f" be too good ({listed(case.evidence for case in cases)})",
        fix="Leave them out of what is learned from.",
        fix_kind="proposed",
        cases=tuple(cases),
    )
