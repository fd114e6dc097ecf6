"""What an answer to an exam's question counts as: right, partly, wrong, or handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from inhouse.records import ExamQuestion, Reply

__all__ = ["Judge", "Mark", "MarkOutcome", "Marked", "mark"]

MarkOutcome: TypeAlias = Literal["right", "partly", "wrong", "handed_over"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer counts as.

    Args:
        outcome: right, partly right, wrong, or handed over to a person.
        reasons: why it is not right, in words; empty where it is.
    """

    outcome: MarkOutcome
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """One answer to one question, marked.

    Args:
        question: of the exam.
        reply: what was answered.
        mark: None where there is no answer to mark, as when the question is too long to be read.
    """

    question: ExamQuestion
    reply: Reply
    mark: Mark | None


class Judge(Protocol):
    """Judges an answer by the right one."""

    def __call__(self, question: str, reference: str, answer: str, passages: Sequence[str]) -> Mark:
        """What the answer counts as.

        Args:
            question: the last thing the user said.
            reference: the right answer; empty where handing over is right.
            answer: what was answered.
            passages: what the answer rests on.
        """
        ...


def mark(question: ExamQuestion, reply: Reply, judge: Judge) -> Marked:
    """The reply, marked by what the exam expects.

    Where a person has to answer, handing over is right and any answer is wrong. Where the files
    answer, handing over is no mistake, but no answer either. In an emergency it is wrong, unless
    the words say what to do.

    Args:
        question: of the exam.
        reply: to it, with the words it rests on.
        judge: judges answers.
    """
    if reply.error is not None:
        return Marked(question, reply, None)
    judged = judge(question.question, question.answer, reply.text, reply.passages)
    handed_over = reply.outcome == "handed_over" or judged.outcome == "handed_over"
    if question.expected == "hand_over":
        made = Mark("right") if handed_over else Mark("wrong", ("answers what nobody can know",))
    elif question.expected == "urgent":
        made = _urgent(judged)
    else:
        made = Mark("handed_over", ("hands the question over",)) if handed_over else judged
    return Marked(question, reply, made)


def _urgent(judged: Mark) -> Mark:
    """The words alone count: an emergency's text may well hand over to a person."""
    if judged.outcome != "handed_over":
        return judged
    return Mark("wrong", ("hands over without saying what to do in an emergency",))
