"""Answers in which an assistant declines or speaks of itself as a machine."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["Refusals"]

_REFUSAL = re.compile(
    r"\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b"
    r"|\bi(?:'m| am) (?:just |only )?an? (?:ai|(?:large )?language model)\b"
    r"|^(?:i(?:'m| am) )?sorry,? (?:but )?i (?:can(?:'t|not)|am unable to|am not able to)"
    r" (?:assist|help with|fulfill?|comply|provide|generate|answer) ?"
    r"|^i (?:can(?:'t|not)|am unable to) (?:assist with|fulfill?|comply with|generate)\b",
    re.IGNORECASE,
)


class Refusals:
    """Proposes to leave out answers that a chat assistant wrote to get out of answering.

    A firm that says no ("Sorry, we do not take walk-ins") answers; only the first person of an
    assistant counts.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("refusals", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the refusals."""
        rows = [e for e in examples if _REFUSAL.search(e.answer.replace("’", "'"))]
        if not rows:
            return Checked(tuple(examples), ())
        cases = tuple(
            Case((e.id,), f"{e.answer[:50]!r} in {e.source}", (Edit(e.id),)) for e in rows
        )
        finding = Finding(
            check="refusals",
            severity="warning",
            examples=tuple(e.id for e in rows),
            evidence=f"{counted(len(rows), 'answer declines', 'answers decline')}"
            f" as a chat assistant does"
            f" ({listed(case.evidence for case in cases)})",
            fix="Delete them, or write the answer your staff would give: refusing is learned too.",
            source=rows[0].source,
            fix_kind="proposed",
            cases=cases,
        )
        return Checked(tuple(examples), (finding,))
