"""Answers that are none: the question again, or a mark for "nothing here"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.likeness import normal_words
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["NoAnswers"]

_NOTHING = re.compile(
    r"(?:n\.?/?a\.?|null|nan|unknown|no answer|no output|tbd|tba|to be (?:determined|added)"
    r"|todo|see (?:above|below|attached)|as above|same|ditto|test|testing|asdf\w*|x{2,}|hi|hello"
    r"|answer|coming soon|under construction|[-–—.?*_…\s]+)[.!]*",
    re.IGNORECASE,
)
# "How many days of notice?" and "Discount on maps?" may be answered so; "None" is a word for it.
_NOTHING_TO_TELL = re.compile(r"(?:n\.?/?a\.?|[-–—])\.?", re.IGNORECASE)
_MAY_HAVE_NONE = re.compile(
    r"(?:is|are|do|does|has|have|any|how (?:many|much|long))\b", re.IGNORECASE
)
_MAX_WORDS_OF_A_LABEL = 4
_MIN_WORDS = 3


class NoAnswers:
    """Proposes to leave out answers that repeat their question or hold a filler."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("no_answers", "2", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for what is no answer."""
        cases = [case for e in examples if (case := _case(e)) is not None]
        return Checked(tuple(examples), (_finding(cases),) if cases else ())


def _case(example: Example) -> Case | None:
    answer = normal_words(example.answer)
    asked = normal_words(example.question)
    if len(answer.split()) >= _MIN_WORDS and answer == asked:
        why = f"the question again in {example.source}"
    elif _NOTHING_TO_TELL.fullmatch(example.answer.strip()) and _may_have_none(example.question):
        return None
    elif _NOTHING.fullmatch(example.answer.strip()):
        why = f"{example.answer[:30]!r} in {example.source}"
    else:
        return None
    return Case((example.id,), why, (Edit(example.id),))


def _may_have_none(question: str) -> bool:
    """Whether the question asks for a number or for something there may be none of."""
    is_label = len(question.split()) <= _MAX_WORDS_OF_A_LABEL
    return is_label or _MAY_HAVE_NONE.match(question.strip()) is not None


def _finding(cases: Sequence[Case]) -> Finding:
    return Finding(
        check="no_answers",
        severity="warning",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'answer answers', 'answers answer')}"
        f" nothing ({listed(c.evidence for c in cases)})",
        fix="Write the answer, or leave the examples out.",
        fix_kind="proposed",
        cases=tuple(cases),
    )
