"""Answers that still state what a changed file has replaced."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["StaleAnswers"]


class StaleAnswers:
    """Asks about answers that state what stood in a file until it changed.

    Needs `background.outdated`, which a project has from its second ingest on.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("stale_answers", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the stale answers."""
        rows = [e for e in examples if e.id in background.outdated]
        return Checked(tuple(examples), (_finding(rows, background),) if rows else ())


def _finding(rows: Sequence[Example], background: Background) -> Finding:
    cases = []
    for e in rows:
        stale = background.outdated[e.id]
        cases.append(Case((e.id,), stale.evidence, marks={e.id: (stale.old,)}))
    return Finding(
        check="stale_answers",
        severity="warning",
        examples=tuple(e.id for e in rows),
        evidence=f"{counted(len(rows), 'answer states', 'answers state')}"
        f" what was replaced in another file"
        f" ({listed(case.evidence for case in cases)})",
        fix="Write them as things are now, or leave them out.",
        source=rows[0].source,
        cases=tuple(cases),
    )
