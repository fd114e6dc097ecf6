"""Answers that their question makes no likelier: instruction-following difficulty, as an alarm."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import NOTHING, Background, Checked, Need, listed
from inhouse.records import Example, Finding, Spec

__all__ = ["UnhelpfulQuestions"]

_MIN_TOKENS = 8


class UnhelpfulQuestions:
    """Tells where the base model finds the answer no likelier after its question than alone.

    The ratio of the two is what others select training data by, highest first. In our own trial
    85 % of the tenth with the highest ratio was spoiled, so here it is an alarm: it selects
    nothing, and asks nobody to decide.

    Source: Li et al. 2024, "From Quantity to Quality", equation 3. Deviation: read as an alarm.
    """

    needs: frozenset[Need] = frozenset({"likelihood"})

    def __init__(self) -> None:
        self.spec = Spec("unhelpful_questions", "1", {"min_ratio": 1.0})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for those whose ratio is above 1."""
        known = background.measured
        ratios: list[tuple[float, Example]] = []
        for e in examples:
            given, alone = known.answer_nats.get(e.id), known.answer_nats_alone.get(e.id)
            if given is not None and alone is not None and len(given) >= _MIN_TOKENS:
                ratio = float(given.mean() / max(float(alone.mean()), 1e-6))
                if ratio > 1:
                    ratios.append((ratio, e))
        ratios.sort(key=lambda one: (-one[0], one[1].id))
        return Checked(tuple(examples), (_finding(ratios),) if ratios else ())


def _finding(ratios: Sequence[tuple[float, Example]]) -> Finding:
    shown = [f"{e.question[:50]!r} in {e.source}: {ratio:.2f}" for ratio, e in ratios]
    answers = "answer is" if len(ratios) == 1 else "answers are"
    return Finding(
        check="unhelpful_questions",
        severity="info",
        examples=tuple(e.id for _, e in ratios),
        evidence=f"{len(ratios)} {answers} no likelier after the question than without it"
        f" ({listed(shown)})",
        fix="Read the first few: the answer may belong to another question.",
        source=ratios[0][1].source,
    )
