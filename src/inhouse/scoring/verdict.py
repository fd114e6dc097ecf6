"""Was fine-tuning worth it, and what to ship: one table, first row that holds wins.

F is the best fine-tuned contender, A the best of the others, both by mean primary score;
d = F - A with its 95 % interval [low, high] and p adjusted by Holm over all pairs.

    row                      holds when                                verdict      ship
    -----------------------  ----------------------------------------  -----------  -------------
    nothing_to_compare       no F, no A, or no interval for d          cannot tell  S(others)
    too_few                  gate enough_test_examples fails           cannot tell  S(others)
    references_do_not_match  answers_the_question fails for everyone   no           none
                             measured, a not fine-tuned one included
    ignores_the_question     answers_the_question fails for F          no           S(others)
    learned_nothing          learned_something fails                   no           S(others)
    worse                    p < alpha and d < 0                       no           S(others)
    not_better               high < min_effect                         no           S(others)
    unproven                 a gate could not be measured              cannot tell  S(others)
    better                   p < alpha, low > 0, d >= min_effect       yes          S(fine-tuned)
    undecided                otherwise                                 cannot tell  S(others)

A failed gate is a no even where it failed for want of data: an answer that cannot be told from
an answer to another question must not be called worth having. With too few test documents no
gate means anything, so that row comes first.

S(pool), "the simplest contender whose score is not worse wins": b is the pool's best by mean.
A contender is *not worse* when the interval of b minus it ends at or below `margin`; it is
*worse* when the adjusted p is below alpha and it is not "not worse". S is the simplest that is
not worse or whose difference to b is undecided: complexity has the burden of proof. The choice
is firm in the first case, provisional in the second. One that is measured as a floor (an untouched
model, a lookup that never hands over) is in no pool. The fine-tuned pool
holds those whose answers fit their questions and that beat A themselves; `others` is
everyone not fine-tuned (where there is nobody else, the fine-tuned).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inhouse.records import ContenderFacts, Gate, Pair, WorthIt
from inhouse.scoring.pairs import oriented

__all__ = [
    "ANSWERS",
    "ENOUGH",
    "LEARNED",
    "Row",
    "Ruling",
    "Standing",
    "VerdictSettings",
    "rule",
]

ENOUGH, LEARNED, ANSWERS = "enough_test_examples", "learned_something", "answers_the_question"

Row = Literal[
    "nothing_to_compare",
    "too_few",
    "references_do_not_match",
    "ignores_the_question",
    "learned_nothing",
    "worse",
    "not_better",
    "unproven",
    "better",
    "undecided",
]
_WORTH_IT: Mapping[Row, WorthIt] = {
    "nothing_to_compare": "cannot tell",
    "too_few": "cannot tell",
    "references_do_not_match": "no",
    "ignores_the_question": "no",
    "learned_nothing": "no",
    "worse": "no",
    "not_better": "no",
    "unproven": "cannot tell",
    "better": "yes",
    "undecided": "cannot tell",
}


@dataclass(frozen=True, slots=True)
class VerdictSettings:
    """What counts as better, worse and enough. Declared before training.

    Args:
        alpha: false alarms allowed, 0-1, over all pairs together.
        level: of the intervals, 0-1.
        margin: how much lower (0-1) a simpler contender may score and still be not worse.
        min_effect: the least difference (0-1) for which fine-tuning is worth its trouble.
        min_groups: test documents needed before anything is said.
        specificity_level: of the interval whose lower end must show that answers fit their
            questions; 0.98 is a one-sided 99 % bound.
        n_resamples: of the bootstrap.
        seed: of the bootstrap.
    """

    alpha: float = 0.05
    level: float = 0.95
    margin: float = 0.02
    min_effect: float = 0.02
    min_groups: int = 10
    specificity_level: float = 0.98
    n_resamples: int = 9_999
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What the table looks at.

    Args:
        means: contender to mean primary score; only those that have one.
        pairs: every pair with an interval, p adjusted.
        gates: of the best fine-tuned contender.
        specific: contender to whether its answers fit their questions; only those measured.
        entrants: what the contenders are, the least upkeep first.
    """

    means: Mapping[str, float]
    pairs: tuple[Pair, ...]
    gates: tuple[Gate, ...]
    specific: Mapping[str, bool]
    entrants: tuple[ContenderFacts, ...]

    def is_fine_tuned(self, name: str) -> bool:
        """Whether a contender answers with weights that were trained on the firm's data."""
        return any(e.fine_tuned for e in self.entrants if e.name == name)

    def may_ship(self, name: str) -> bool:
        """Whether a contender is more than information."""
        return all(e.ships for e in self.entrants if e.name == name)

    def phrase(self, name: str | None) -> str:
        """A contender inside a sentence."""
        known = {e.name: e.phrase for e in self.entrants}
        return known.get(name, name) if name else "nothing"

    def best(self, *, fine_tuned: bool) -> str | None:
        """The highest mean on one side; of equals the simplest. None if that side is empty."""
        side = [c for c in self.order() if self.is_fine_tuned(c) is fine_tuned]
        return max(side, key=lambda c: self.means[c], default=None)

    def order(self) -> list[str]:
        """The contenders that have a score, the least upkeep first; unknown names come last."""
        known = [e.name for e in self.entrants]
        return [c for c in (*known, *sorted(set(self.means) - set(known))) if c in self.means]

    def pair(self, a: str | None, b: str | None) -> Pair | None:
        """The difference a minus b, or None."""
        for pair in self.pairs:
            if a and {pair.a, pair.b} == {a, b}:
                return oriented(pair, a)
        return None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The row that held, and what follows.

    Args:
        row: of the table.
        worth_it: about fine-tuning.
        fine_tuned: F, or None.
        alternative: A, or None.
        pair: F minus A, or None.
        ship: what to ship, or None.
        firm: False when `ship` is a choice for simplicity that more data may overturn.
    """

    row: Row
    worth_it: WorthIt
    fine_tuned: str | None
    alternative: str | None
    pair: Pair | None
    ship: str | None
    firm: bool


def rule(standing: Standing, settings: VerdictSettings) -> Ruling:
    """The first row of the table (top of this file) that holds."""
    f, a = standing.best(fine_tuned=True), standing.best(fine_tuned=False)
    pair = standing.pair(f, a)
    row = _row(standing, pair, settings)
    pool = _tuned_pool(standing, a, settings) if row == "better" else _other_pool(standing)
    ship, firm = (
        (None, True) if row == "references_do_not_match" else _simplest(standing, pool, settings)
    )
    return Ruling(row, _WORTH_IT[row], f, a, pair, ship, firm)


def _row(standing: Standing, pair: Pair | None, settings: VerdictSettings) -> Row:
    if pair is None:
        return "nothing_to_compare"
    failed = {g.name for g in standing.gates if not g.passed and g.value is not None}
    if ENOUGH in failed:
        return "too_few"
    return _refused(standing, failed) or _measured(standing, pair, settings)


def _refused(standing: Standing, failed: set[str]) -> Row | None:
    if ANSWERS in failed:
        others = [ok for c, ok in standing.specific.items() if not standing.is_fine_tuned(c)]
        nobody = bool(others) and not any(standing.specific.values())
        return "references_do_not_match" if nobody else "ignores_the_question"
    return "learned_nothing" if LEARNED in failed else None


def _measured(standing: Standing, pair: Pair, settings: VerdictSettings) -> Row:
    significant = pair.p < settings.alpha
    if significant and pair.difference < 0:
        return "worse"
    if pair.ci.high < settings.min_effect:
        return "not_better"
    if not all(gate.passed for gate in standing.gates):
        return "unproven"
    return "better" if _beats(pair, settings) else "undecided"


def _beats(pair: Pair, settings: VerdictSettings) -> bool:
    certain = pair.p < settings.alpha and pair.ci.low > 0
    return certain and pair.difference >= settings.min_effect


def _tuned_pool(standing: Standing, a: str | None, settings: VerdictSettings) -> list[str]:
    tuned = [c for c in standing.order() if standing.is_fine_tuned(c)]
    fitting = [c for c in tuned if standing.specific.get(c, True)]
    return [c for c in fitting if (p := standing.pair(c, a)) and _beats(p, settings)]


def _other_pool(standing: Standing) -> list[str]:
    return [c for c in standing.order() if not standing.is_fine_tuned(c)] or standing.order()


def _simplest(
    standing: Standing, pool: list[str], settings: VerdictSettings
) -> tuple[str | None, bool]:
    pool = [c for c in pool if standing.may_ship(c)]
    best = max(pool, key=lambda c: standing.means[c], default=None)
    for contender in pool:
        if contender == best:
            break
        pair = standing.pair(best, contender)
        if pair is None:
            continue
        not_worse = pair.ci.high <= settings.margin
        if not_worse or not (pair.p < settings.alpha and pair.difference > 0):
            return contender, not_worse
    return best, len(pool) < 2 or bool(standing.pairs)
