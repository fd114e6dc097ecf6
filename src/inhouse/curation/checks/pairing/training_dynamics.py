"""Examples that a run never learned, or learned only against the grain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, listed
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["TrainingDynamics"]

_MIN_EXAMPLES = 20
_MIN_EPOCHS = 2
# Nothing can be said of a run that hardly learned anything itself.
_LEARNED = 0.05
_SURPRISING = 0.95
_STEEP = 2.0


class TrainingDynamics:
    """Tells what the losses of single examples said in the last run: an alarm, and no verdict.

    Never learned: the loss in the last epoch is no lower than in the first, while that of most
    others fell. Learned against the grain: among the most surprising twentieth at first, and then
    it fell twice as steeply as most, which is what learning by heart looks like. A rare and right
    answer can look the same as a wrong one.

    Source: Swayamdipta et al. 2020, "Dataset Cartography". Deviation: the losses come from the
    training steps themselves, so an early batch of an epoch is older than a late one.
    """

    needs = FAST

    def __init__(self) -> None:
        params = {"surprising": _SURPRISING, "steep": _STEEP}
        self.spec = Spec("training_dynamics", "1", params)

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and a finding for each of the two kinds."""
        rows = [e for e in examples if len(background.losses.get(e.id, ())) >= _MIN_EPOCHS]
        if len(rows) < _MIN_EXAMPLES:
            return Checked(tuple(examples), ())
        fell = {e.id: _fall(background.losses[e.id]) for e in rows}
        usual = median(fell.values())
        if usual < _LEARNED:
            return Checked(tuple(examples), ())
        first = sorted(background.losses[e.id][0] for e in rows)
        surprising = first[min(len(first) - 1, int(_SURPRISING * len(first)))]
        never = [e for e in rows if fell[e.id] <= 0]
        steep = [
            e
            for e in rows
            if background.losses[e.id][0] >= surprising and fell[e.id] >= _STEEP * usual
        ]
        findings = [
            _finding(found, what, usual, background.losses)
            for found, what in ((never, "never learned"), (steep, "learned against the grain"))
            if found
        ]
        return Checked(tuple(examples), tuple(findings))


def _fall(losses: Sequence[float]) -> float:
    """The share of its first loss that an example lost."""
    return (losses[0] - losses[-1]) / losses[0] if losses[0] > 0 else 0.0


def _finding(
    rows: Sequence[Example],
    what: str,
    usual: float,
    losses: Mapping[str, Sequence[float]],
) -> Finding:
    worst = sorted(rows, key=lambda e: -losses[e.id][-1])
    cases = tuple(
        Case(
            (e.id,),
            f"{e.question[:50]!r} in {e.source}: loss {losses[e.id][0]:.2f} in the first epoch,"
            f" {losses[e.id][-1]:.2f} in the last",
        )
        for e in worst
    )
    examples = "example was" if len(cases) == 1 else "examples were"
    return Finding(
        check="training_dynamics",
        severity="info",
        examples=tuple(e.id for e in worst),
        evidence=f"{len(cases)} {examples} {what} in the last run, where most lost {usual:.0%} of"
        f" their loss ({listed(case.evidence for case in cases)})",
        fix="Read the first few: wrong answers look like this, and rare right ones do too.",
        source=worst[0].source,
        cases=cases,
    )
