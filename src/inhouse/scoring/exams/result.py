"""What an exam gave: everybody's answers, marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inhouse.records import Asking, Exam, ExamQuestion, Reply
from inhouse.scoring.exams.marking import Judge, Marked, mark

__all__ = ["ContenderAnswers", "ExamResult", "mark_all", "mark_same"]


@dataclass(frozen=True, slots=True)
class ContenderAnswers:
    """What one contender answered.

    Args:
        name: the contender's.
        answers: one a question, in the exam's order.
        recipe: id of everything that made it; "" for a floor that needs nothing.
        is_floor: whether it is only there to be beaten.
        sources: the words of a passage to their place in the files.
        n_known: questions it has among its known ones word for word, as where the exam is newer
            than what is served.
    """

    name: str
    answers: tuple[Marked, ...]
    recipe: str = ""
    is_floor: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    n_known: int = 0


@dataclass(frozen=True, slots=True)
class ExamResult:
    """An exam that was asked, those who were asked first and the floors behind them."""

    exam: Exam
    asking: Asking
    contenders: tuple[ContenderAnswers, ...]


def mark_all(
    questions: Sequence[ExamQuestion], replies: Mapping[str, Reply], judge: Judge
) -> tuple[Marked, ...]:
    """The replies to these questions, by question id, marked; in the exam's order."""
    return tuple(mark(question, replies[question.id], judge) for question in questions)


def mark_same(
    name: str, texts: Sequence[str], questions: Sequence[ExamQuestion], judge: Judge
) -> ContenderAnswers:
    """A floor that says these texts, one a question."""
    said = zip(questions, texts, strict=True)
    replies = {q.id: Reply(q.id, name, text, 0, 0, None, finished=True) for q, text in said}
    return ContenderAnswers(name, mark_all(questions, replies, judge), is_floor=True)
