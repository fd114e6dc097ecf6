"""The judge of an exam's answers: claims held against the right answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inhouse.scoring.exams.marking import Judge, Mark
from inhouse.scoring.grading import Graded
from inhouse.scoring.judging import judge, shared_lines
from inhouse.scoring.judging.handing_over import hands_over, without_hand_over
from inhouse.scoring.judging.shared_lines import without_lines

__all__ = ["judge_by_claims"]

# Beside "I do not know, please call us" a greeting may stand, and no answer.
_SPARE_WORDS = 8


def judge_by_claims(answers: Iterable[str]) -> Judge:
    """The judge that also scores a comparison; without a model, as it was held to readers' marks.

    Args:
        answers: the firm's own; lines that many of them share count for nothing.
    """
    background = shared_lines(answers)

    def judged(question: str, reference: str, answer: str, passages: Sequence[str]) -> Mark:
        if not reference:
            return _without_reference(without_lines(answer, background))
        item = Graded("", question, reference, answer, tuple(passages), background)
        found = judge(item)
        return Mark(found.outcome, tuple(str(reason) for reason in found.reasons))

    return judged


def _without_reference(answer: str) -> Mark:
    """Nobody can know: what says so, and nothing else, hands over."""
    if hands_over(answer) and len(without_hand_over(answer).split()) <= _SPARE_WORDS:
        return Mark("handed_over")
    return Mark("wrong")
