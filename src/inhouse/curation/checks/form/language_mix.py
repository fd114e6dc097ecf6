"""Answers in another language than their question, or than everything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.comparing.languages import language_of
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["LanguageMix"]

_RARE_SHARE = 0.1


class LanguageMix:
    """Asks about texts whose language is not that of the rest, or not that of their question."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("language_mix", "1", {"rare_share": _RARE_SHARE})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the odd ones out."""
        spoken = [(e, language_of(e.question), language_of(e.answer)) for e in examples]
        counts = Counter(answered for _, _, answered in spoken if answered)
        rare = {name for name, n in counts.items() if n < _RARE_SHARE * len(examples)}
        cases = [
            Case((e.id,), f"{e.source} asks in {asked or 'few words'}, answers in {answered}")
            for e, asked, answered in spoken
            if answered and (answered in rare or (asked and asked != answered))
        ]
        return Checked(tuple(examples), (_finding(cases, counts),) if cases else ())


def _finding(cases: Sequence[Case], counts: Counter[str]) -> Finding:
    shares = ", ".join(f"{name} {n}" for name, n in counts.most_common(4))
    return Finding(
        check="language_mix",
        severity="warning",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'answer is', 'answers are')}"
        f" in another language than their question or nearly all"
        f" others ({shares}; {listed(case.evidence for case in cases)})",
        fix="Leave them out, or make a project for each language.",
        cases=tuple(cases),
    )
