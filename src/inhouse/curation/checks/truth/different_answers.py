"""Questions that are asked twice in the same words and answered differently."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.likeness import normal_words
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["DifferentAnswers"]


class DifferentAnswers:
    """Asks which of two answers to one question is right. Compares single-turn examples only."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("different_answers", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the questions with several answers."""
        asked: dict[str, dict[str, Example]] = {}
        for example in examples:
            if len([m for m in example.messages if m.role != "system"]) == 2:
                answer = normal_words(example.answer) or example.answer
                answers = asked.setdefault(normal_words(example.question), {})
                answers.setdefault(answer, example)
        twice = [tuple(rows.values()) for words, rows in asked.items() if words and len(rows) > 1]
        return Checked(tuple(examples), (_finding(twice),) if twice else ())


def _finding(twice: Sequence[Sequence[Example]]) -> Finding:
    shown = [
        f"{rows[0].question[:60]!r} in {' and '.join(str(r.source) for r in rows[:3])}"
        for rows in twice
    ]
    return Finding(
        check="different_answers",
        severity="info",
        examples=tuple(row.id for rows in twice for row in rows),
        evidence=f"{counted(len(twice), 'question has', 'questions have')}"
        f" more than one answer ({listed(shown)})",
        fix="Nothing, if they say the same or add to each other; where facts differ, see"
        " contradictions.",
        source=twice[0][0].source,
        cases=tuple(_case(rows) for rows in twice),
    )


def _case(rows: Sequence[Example]) -> Case:
    where = listed((row.source for row in rows), " and ")
    return Case(tuple(row.id for row in rows), f"{rows[0].question[:60]!r} is answered in {where}")
