"""Conversations that are there twice in nearly the same words."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.checks.repeats.copies import copies
from inhouse.curation.comparing.asking import asked_alike
from inhouse.curation.comparing.disagreement import disagreements
from inhouse.curation.comparing.joining import Joined
from inhouse.curation.comparing.sameness import (
    differ_in_spelling_alone,
    is_same_content,
    numbers_of,
    one_is_not,
)
from inhouse.curation.likeness import near_pairs, normal_words
from inhouse.records import Example, Finding, Spec

__all__ = ["NearDuplicates", "near_copies"]

_THRESHOLD = 0.6
_SAME_SIGNS = 80


class NearDuplicates:
    """Proposes to keep one of each set of conversations that differ in spelling or politeness.

    Where a fact differs they are no copies: either two things, or a contradiction.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("near_duplicates", "1", {"jaccard": _THRESHOLD})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the copies."""
        joined = Joined(e.id for e in examples)
        for a, b in near_copies(examples):
            joined.join(a.id, b.id)
        by_id = {e.id: e for e in examples}
        sets = [[by_id[i] for i in ids] for ids in joined.together()]
        return Checked(tuple(examples), (_finding(sets),) if sets else ())


def near_copies(examples: Sequence[Example]) -> list[tuple[Example, Example]]:
    """Pairs of conversations in nearly the same words that say the same, exact copies too.

    Few words make few shingles, and one typing error spoils a third of them: where the questions
    ask the same, the signs of the answers are compared as well.
    """

    def asked(i: int) -> list[str]:
        return normal_words("\n".join(m.content for m in examples[i].prompt)).split()

    def answered(i: int) -> list[str]:
        return normal_words(examples[i].answer).split()

    whole = near_pairs(len(examples), lambda i: [*asked(i), *answered(i)], _THRESHOLD)
    near = {(a, b) for a, b in whole if is_same_content(asked(a), asked(b))}
    near |= {
        (a, b)
        for a, b in asked_alike(examples)
        if fuzz.ratio(examples[a].answer, examples[b].answer) >= _SAME_SIGNS
    }
    return [
        (examples[a], examples[b])
        for a, b in sorted(near)
        if numbers_of(answered(a)) == numbers_of(answered(b))
        and not one_is_not(answered(a), answered(b))
        and (
            differ_in_spelling_alone(answered(a), answered(b))
            or not disagreements(examples[a].answer, examples[b].answer, examples[a].question)
        )
    ]


def _finding(sets: Sequence[Sequence[Example]]) -> Finding:
    repeats = [row for rows in sets for row in rows[1:]]
    pairs = [f"{rows[1].source} is nearly {rows[0].source}" for rows in sets]
    return Finding(
        check="near_duplicates",
        severity="warning",
        examples=tuple(row.id for row in repeats),
        evidence=f"{counted(len(repeats), 'example says', 'examples say')}"
        f" what another says in nearly the same words"
        f" ({listed(pairs)})",
        fix="Leave the copies out: what is there twice is learned twice as hard.",
        source=repeats[0].source,
        fix_kind="proposed",
        cases=tuple(copies(rows, "nearly the same") for rows in sets),
    )
