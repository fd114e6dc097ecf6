"""Conversations that say the same in other words."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import NOTHING, Background, Checked, Need, counted, listed
from inhouse.curation.comparing.disagreement import disagreements
from inhouse.curation.comparing.joining import Joined
from inhouse.curation.comparing.sameness import numbers_of, one_is_not
from inhouse.curation.likeness import normal_words
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["SemanticDuplicates"]

_QUESTIONS, _ANSWERS = 0.7, 0.85
_BLOCK = 2048


class SemanticDuplicates:
    """Asks about pairs whose questions and answers both mean the same, and state the same facts.

    Two wordings of one question can be worth having, so nothing is left out unasked.
    """

    needs: frozenset[Need] = frozenset({"meaning"})

    def __init__(self) -> None:
        params = {"questions": _QUESTIONS, "answers": _ANSWERS}
        self.spec = Spec("semantic_duplicates", "1", params)

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the sets that mean the same."""
        rows = [e for e in examples if e.id in background.measured.questions]
        joined = Joined(e.id for e in rows)
        for a, b in _pairs(rows, background):
            joined.join(rows[a].id, rows[b].id)
        by_id = {e.id: e for e in rows}
        sets = [[by_id[i] for i in ids] for ids in joined.together()]
        return Checked(tuple(examples), (_finding(sets),) if sets else ())


def _pairs(rows: Sequence[Example], background: Background) -> list[tuple[int, int]]:
    import numpy as np

    if len(rows) < 2:
        return []
    q = np.stack([background.measured.questions[e.id] for e in rows])
    a = np.stack([background.measured.answers[e.id] for e in rows])
    found: list[tuple[int, int]] = []
    for start in range(0, len(rows), _BLOCK):
        alike = q[start : start + _BLOCK] @ q.T
        left, right = np.nonzero(alike >= _QUESTIONS)
        left += start
        upper = left < right
        left, right = left[upper], right[upper]
        near = (a[left] * a[right]).sum(1) >= _ANSWERS
        found += zip(left[near].tolist(), right[near].tolist(), strict=True)
    return [(i, j) for i, j in found if _say_the_same(rows[i], rows[j])]


def _say_the_same(a: Example, b: Example) -> bool:
    asked = [normal_words(e.question).split() for e in (a, b)]
    said = [normal_words(e.answer).split() for e in (a, b)]
    return (
        numbers_of(asked[0]) == numbers_of(asked[1])
        and numbers_of(said[0]) == numbers_of(said[1])
        and not one_is_not(*said)
        and not disagreements(a.answer, b.answer, a.question)
    )


def _finding(sets: Sequence[Sequence[Example]]) -> Finding:
    cases = tuple(
        Case(
            tuple(e.id for e in rows),
            " and ".join(f"{e.question[:60]!r} ({e.source})" for e in rows[:3]) + " mean the same",
            tuple(Edit(e.id) for e in rows[1:]),
        )
        for rows in sets
    )
    return Finding(
        check="semantic_duplicates",
        severity="info",
        examples=tuple(i for case in cases for i in case.examples),
        evidence=f"{counted(len(cases), 'set of examples means', 'sets of examples mean')}"
        f" the same in other words"
        f" ({listed(case.evidence for case in cases)})",
        fix="Keep both wordings if people ask both ways; else keep the better answer.",
        source=sets[0][0].source,
        fix_kind="proposed",
        cases=cases,
    )
