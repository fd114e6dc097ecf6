"""Facts: are the firm's figures, dates, times, names and yes or no in the answer?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inhouse.records import Spec
from inhouse.scoring.facts import Fact, Statement, read_statement
from inhouse.scoring.grading import FactsReport, Graded, Tools

__all__ = ["Facts", "explain"]


class Facts:
    """F1 of the reference's facts and the answer's, from 0 to 1.

    A fact that the question already gives counts for neither side: repeating it proves nothing,
    and leaving it out loses nothing. None when neither side states a fact.
    """

    def __init__(self, tools: Tools) -> None:
        del tools
        self.spec = Spec("facts", "1", {})

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """The facts F1 of each answer; 0 for an empty answer."""
        return [_f1(item) for item in items]

    def explain(self, item: Graded) -> FactsReport:
        """Which facts the answer has right, which it misses, which it invents."""
        return explain(item)


def explain(item: Graded) -> FactsReport:
    """Which facts the answer has right, which it misses, which it invents; for the report."""
    asked = read_statement(item.question)
    reference = read_statement(item.reference, item.question)
    answer = read_statement(item.answer or "", item.question)
    wanted = _not_given(reference.facts, asked)
    stated = _not_given(answer.facts, asked)
    return FactsReport(
        right=_texts(fact for fact in wanted if answer.says(fact)),
        missed=_texts(fact for fact in wanted if not answer.says(fact)),
        invented=_texts(fact for fact in stated if not reference.says(fact)),
    )


def _f1(item: Graded) -> float | None:
    if item.answer is None:
        return None
    if not item.answer.strip():
        return 0.0
    report = explain(item)
    right, wrong = len(report.right), len(report.missed) + len(report.invented)
    return right / (right + wrong / 2) if right + wrong else None


def _not_given(facts: Iterable[Fact], asked: Statement) -> list[Fact]:
    return [fact for fact in facts if fact.kind == "polarity" or not asked.says(fact)]


def _texts(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(fact.text for fact in facts)
