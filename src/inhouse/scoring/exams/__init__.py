"""How answers to an exam are marked and counted."""

from inhouse.scoring.exams.by_claims import judge_by_claims
from inhouse.scoring.exams.marking import Judge, Mark, Marked, MarkOutcome, mark
from inhouse.scoring.exams.result import ContenderAnswers, ExamResult, mark_all, mark_same
from inhouse.scoring.exams.tally import Share, Tally, tally

__all__ = [
    "ContenderAnswers",
    "ExamResult",
    "Judge",
    "Mark",
    "MarkOutcome",
    "Marked",
    "Share",
    "Tally",
    "judge_by_claims",
    "mark",
    "mark_all",
    "mark_same",
    "tally",
]
