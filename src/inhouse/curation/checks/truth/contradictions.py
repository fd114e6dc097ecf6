"""Questions that are asked twice and answered with different facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.comparing.age import date_of
from inhouse.curation.comparing.asking import LIKE, asked_alike
from inhouse.curation.comparing.disagreement import Disagreement, disagreements
from inhouse.curation.likeness import normal_words
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["Contradictions"]


@dataclass(frozen=True, slots=True)
class _Pair:
    newer: Example
    older: Example
    facts: tuple[Disagreement, ...]


class Contradictions:
    """Asks which of two facts is right: a number, a date, a sum, a name, a yes or no.

    The same question with other words in the answer says too little: two sources may both be
    right. Only what the same sentence, or the same short answer, states differently counts.
    Compares single-turn examples only.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("contradictions", "1", {"jaccard": LIKE})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for what cannot all be true."""
        single = [e for e in examples if len([m for m in e.messages if m.role != "system"]) == 2]
        alike = ((single[a], single[b]) for a, b in asked_alike(single))
        pairs = [pair for a, b in alike if (pair := _compare(a, b)) is not None]
        return Checked(tuple(examples), (_finding(pairs),) if pairs else ())


def _compare(a: Example, b: Example) -> _Pair | None:
    if normal_words(a.answer) == normal_words(b.answer):
        return None
    newer, older = sorted((a, b), key=lambda e: date_of(e) or "", reverse=True)
    facts = disagreements(newer.answer, older.answer, newer.question)
    return _Pair(newer, older, tuple(facts)) if facts else None


def _finding(pairs: Sequence[_Pair]) -> Finding:
    cases = tuple(_case(pair) for pair in pairs)
    return Finding(
        check="contradictions",
        severity="error",
        examples=tuple(dict.fromkeys(i for case in cases for i in case.examples)),
        evidence=counted(
            len(pairs),
            "pair of answers to one question states",
            "pairs of answers to one question state",
        )
        + f" different facts"
        f" ({listed(case.evidence for case in cases)})",
        fix="Choose which one is right today; the other one is left out.",
        source=pairs[0].newer.source,
        cases=cases,
    )


def _case(pair: _Pair) -> Case:
    newer, older = pair.newer, pair.older
    differ = "; ".join(f"{f.type} {f.left!r} against {f.right!r}" for f in pair.facts)
    return Case(
        examples=(newer.id, older.id),
        evidence=f"{newer.question[:60]!r}: {differ}, in {_where(newer)} and {_where(older)}",
        marks={
            newer.id: tuple(f.left for f in pair.facts),
            older.id: tuple(f.right for f in pair.facts),
        },
    )


def _where(example: Example) -> str:
    date = date_of(example)
    return f"{example.source} ({date})" if date else str(example.source)
