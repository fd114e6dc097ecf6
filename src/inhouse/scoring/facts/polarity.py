"""Does the text open with a yes or with a no?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.scoring.facts.fact import Fact

__all__ = ["read_polarity"]

_YES = re.compile(
    r"(?:yes|yeah|yep|yup|certainly|absolutely|definitely|of course|sure|correct|we sure do)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:nope\b|unfortunately,? (?:no|not|we|it|they|the|that|this)\b(?!.{0,40}\bbut\b)"
    r"|no(?=\s*[,.;:!-]|\s*$|\s+(?:we|you|it|they|i|there|this|that|he|she|sorry)\b)"
    r"|not (?:at this time|currently|yet|necessarily|really|at the moment|always)\b)",
    re.IGNORECASE,
)
_SUBJECT = r"(?:we|you|it|they|i|he|she|there|this|that|these|those|(?:our|the|your|most|all) \w+)"
_NEGATED = re.compile(
    rf"{_SUBJECT} (?:\w+ly |also |still )?(?:(?:do|does|did|is|are|was|were|can|could|will|would|"
    r"may|must|should|has|have|had)(?: not\b(?! only)|n't\b)|cannot\b|can't\b|won't\b|never\b)",
    re.IGNORECASE,
)
_ASKS_YES_OR_NO = re.compile(
    r"(?:do|does|did|is|are|was|were|can|could|will|would|may|must|should|has|have|am)(?:n't)?\s",
    re.IGNORECASE,
)
_AFFIRMED = re.compile(rf"{_SUBJECT}\s+\w", re.IGNORECASE)


def read_polarity(text: str, question: str = "") -> Iterator[Fact]:
    """The yes or the no that `text` opens with, if any.

    "We accept Delta Dental" says yes only to a question that wanted a yes or a no.

    Args:
        text: an answer, with straight quotes.
        question: what was asked.
    """
    opening = re.split(r"(?<=[.!?])\s|\n", text.strip().lstrip("*_#>- \"'"), maxsplit=1)[0]
    sentences = [s.strip() for s in re.split(r"[.!?]+\s", question.strip()) if s.strip()]
    asked = bool(sentences) and bool(_ASKS_YES_OR_NO.match(sentences[-1]))
    if _YES.match(opening):
        yield Fact("polarity", "yes", "yes")
    elif _NO.match(opening) or _NEGATED.match(opening):
        yield Fact("polarity", "no", "no")
    elif asked and _AFFIRMED.match(opening):
        yield Fact("polarity", "yes", "yes")
