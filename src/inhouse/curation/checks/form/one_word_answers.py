"""Answers of one word among answers of many."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["OneWordAnswers"]

# Where answers are short by design (yes or no, a label) one word is no fault.
_USUAL_WORDS = 5


class OneWordAnswers:
    """Asks about answers of one word where the median answer has five words or more."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("one_word_answers", "1", {"usual_words": _USUAL_WORDS})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the answers that are too short."""
        lengths = [len(e.answer.split()) for e in examples]
        short = [e for e, n in zip(examples, lengths, strict=True) if n <= 1]
        if not short or statistics.median(lengths) < _USUAL_WORDS:
            return Checked(tuple(examples), ())
        cases = tuple(Case((e.id,), f"{e.answer[:30]!r} in {e.source}") for e in short)
        finding = Finding(
            check="one_word_answers",
            severity="warning",
            examples=tuple(e.id for e in short),
            evidence=f"{counted(len(short), 'answer is', 'answers are')}"
            f" one word, where half of all have"
            f" {statistics.median(lengths):.0f} or more"
            f" ({listed(case.evidence for case in cases)})",
            fix="Write the whole answer, or delete the example if the word says nothing.",
            source=short[0].source,
            cases=cases,
        )
        return Checked(tuple(examples), (finding,))
