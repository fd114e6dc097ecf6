"""A judge that reads figures, names and yes or no; where there are none, words in common."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.scoring.exams.marking import Mark
from inhouse.scoring.facts import read_statement
from inhouse.scoring.grading import Graded, Tools
from inhouse.scoring.scorers.facts import explain
from inhouse.scoring.scorers.token_f1 import TokenF1

__all__ = ["judge_by_facts"]

# Token F1 from which an answer without facts counts as right, and as partly right.
_RIGHT, _PARTLY = 0.5, 0.25


def judge_by_facts(question: str, reference: str, answer: str, passages: Sequence[str]) -> Mark:
    """Right: every fact of the right answer and none that neither it nor the passages state.

    It cannot see that an answer hands over; the contender has to say so.
    """
    item = Graded("", question, reference, answer)
    if not answer.strip():
        return Mark("wrong", ("says nothing",))
    report = explain(item)
    shown = read_statement("\n".join(passages))
    own = {fact.text: fact for fact in read_statement(answer, question).facts}
    invented = [text for text in report.invented if text not in own or not shown.says(own[text])]
    reasons = (
        *(f"says '{text}', which the firm does not" for text in invented),
        *(f"leaves out '{text}'" for text in report.missed),
    )
    if invented or (report.missed and not report.right):
        return Mark("wrong", reasons)
    if report.missed:
        return Mark("partly", reasons)
    if report.right:
        return Mark("right")
    likeness = TokenF1(Tools()).score([item])[0] or 0.0
    if likeness >= _RIGHT:
        return Mark("right")
    share = f"shares {likeness:.2f} of its words with the right answer (F1)"
    return Mark("partly" if likeness >= _PARTLY else "wrong", (share,))
