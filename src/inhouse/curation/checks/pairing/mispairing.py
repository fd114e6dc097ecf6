"""Answers that belong to another question: rows that slipped, columns sorted apart."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import NOTHING, Background, Checked, Need, counted, listed
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["Mispairing"]

_MIN_EXAMPLES = 30
_MIN_PROBABILITY = 0.5
# Every example is compared with every other: so many at once fit into memory.
_BLOCK = 3000


class Mispairing:
    """Asks about answers that do not belong to their question, by an ensemble of signals.

    Likeness of question and answer, the rank of the own answer among all, agreement with the
    answers to like questions, length, and, where the base model was asked, what the question does
    for the answer's likelihood. Looks at single-turn examples only.
    """

    needs: frozenset[Need] = frozenset({"meaning", "likelihood"})

    def __init__(self) -> None:
        self.spec = Spec("mispairing", "2", {"min_probability": _MIN_PROBABILITY})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for those whose answer is another's."""
        known = background.measured
        rows = [
            e
            for e in examples
            if e.id in known.questions and len([m for m in e.messages if m.role != "system"]) == 2
        ]
        if len(rows) < _MIN_EXAMPLES:
            return Checked(tuple(examples), ())
        doubts = [d for part in _blocks(rows) for d in _doubts(part, background)]
        likely = sorted((d for d in doubts if d[0] >= _MIN_PROBABILITY), key=lambda d: -d[0])
        return Checked(tuple(examples), (_finding(likely),) if likely else ())


def _blocks(rows: Sequence[Example]) -> list[Sequence[Example]]:
    """Every k-th row together, so that each block looks like the whole."""
    k = -(-len(rows) // _BLOCK)
    return [rows[i::k] for i in range(k)]


def _doubts(
    rows: Sequence[Example], background: Background
) -> list[tuple[float, Example, Example]]:
    """Probability, example, and the one whose question the answer fits best."""
    import numpy as np

    from inhouse.curation.comparing.pairing_signals import Evidence, mispaired, strangers

    known = background.measured
    q = np.stack([known.questions[e.id] for e in rows])
    a = np.stack([known.answers[e.id] for e in rows])
    place = {e.id: i for i, e in enumerate(rows)}
    partner = strangers(len(rows))
    for i, other in known.strangers.items():
        if i in place and other in place:
            partner[place[i]] = place[other]
    told = all(e.id in known.answer_nats and e.id in known.answer_nats_alone for e in rows)
    evidence = Evidence(
        q,
        a,
        np.array([len(e.answer.split()) for e in rows], dtype=np.float64),
        [known.answer_nats[e.id] for e in rows] if told else None,
        [known.answer_nats_alone[e.id] for e in rows] if told else None,
        {
            place[i]: nats
            for i, nats in known.answer_nats_strange.items()
            if i in place and known.strangers.get(i) in place
        },
    )
    doubt = mispaired(evidence, partner)
    fits = a @ q.T
    np.fill_diagonal(fits, -1)
    best = fits.argmax(1)
    return [(float(doubt[i]), e, rows[int(best[i])]) for i, e in enumerate(rows)]


def _finding(likely: Sequence[tuple[float, Example, Example]]) -> Finding:
    cases = tuple(
        Case(
            (e.id,),
            f"{e.answer[:50]!r} in {e.source} fits {other.question[:50]!r} ({other.source}) better"
            f" than {e.question[:50]!r}",
            (Edit(e.id),),
            score=round(probability, 3),
        )
        for probability, e, other in likely
    )
    return Finding(
        check="mispairing",
        severity="warning",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'answer does', 'answers do')}"
        f" not seem to belong to their question"
        f" ({listed(case.evidence for case in cases)})",
        fix="Look at the first few: where rows slipped, mend the file; else leave them out.",
        source=likely[0][1].source,
        fix_kind="proposed",
        cases=cases,
    )
