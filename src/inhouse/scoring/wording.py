"""The verdict in plain words: someone at a front desk reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from inhouse.records import Confidence, Pair, TaskWording
from inhouse.scoring.verdict import Row, Ruling, Standing, VerdictSettings

__all__ = ["Facing", "advise", "confidence", "groups_needed", "reason"]

_FEWEST_WATCHED = 5


@dataclass(frozen=True, slots=True)
class Facing:
    """How large the test was, and what its parts are called.

    Args:
        n_test: held-out questions.
        n_groups: documents they come from.
        minimum_detectable_difference: of fine-tuned against the best alternative, or None.
        best_score: mean primary score (0-1) of the best contender, or None.
        watched: mean score (0-1) of the contender to ship by the scorer that is watched, or None.
        n_watched: questions that have such a score.
        words: what the task's work is called.
    """

    n_test: int
    n_groups: int
    minimum_detectable_difference: float | None
    best_score: float | None = None
    watched: float | None = None
    n_watched: int = 0
    words: TaskWording = field(default_factory=TaskWording)


def reason(ruling: Ruling, standing: Standing, facing: Facing, settings: VerdictSettings) -> str:
    """Two to four sentences: what was measured, what it means, what to ship."""
    parts = [_measured(ruling, standing, facing), _meaning(ruling, facing, settings)]
    if ruling.ship:
        parts.append(_shipping(ruling, standing))
    return " ".join(part for part in parts if part)


def advise(
    ruling: Ruling, standing: Standing, facing: Facing, settings: VerdictSettings
) -> tuple[str, ...]:
    """What to do next, a sentence each."""
    chosen, words = standing.phrase(ruling.ship), facing.words
    more = f"{words.more}, then `inhouse run` again"
    first = {
        "nothing_to_compare": "Run `inhouse compare` with a trained model and one alternative.",
        "too_few": f"Too little was held out: {more}.",
        "references_do_not_match": f"Open the data and check that every {words.answer} stands "
        f"beside its own {words.question}; a column sorted on its own does this. Then "
        "`inhouse run` again.",
        "ignores_the_question": f"Look for {words.answers} that stand beside the wrong "
        f"{words.question}, or that are all alike, beginning with the pairs this report shows.",
        "learned_nothing": f"Look at the validation loss of the run; then train longer, or {more}.",
        "worse": f"Keep {chosen}; fine-tuning made the {words.answers} worse.",
        "not_better": f"Keep {chosen}; fine-tuning adds nothing that matters here.",
        "unproven": "Measure what is missing: `inhouse compare`.",
        "better": f"Try {chosen} yourself: `inhouse chat`.",
        "undecided": f"To settle it, {more}.",
    }[ruling.row]
    advice = [first, *_warnings(chosen, facing)]
    if not ruling.firm and ruling.ship:
        advice.append(
            "The simplest choice is named because nothing simpler was shown to be worse; more "
            f"test {words.questions} may change it."
        )
    if ruling.row == "undecided" and (needed := groups_needed(ruling.pair, facing, settings)):
        advice.append(f"About {needed:,} separate test documents would settle such a difference.")
    return tuple(advice)


def _warnings(chosen: str, facing: Facing) -> list[str]:
    """Where a good place in the table is still no reason to rely on it."""
    words = facing.words
    if facing.best_score is not None and facing.best_score < words.trusted:
        return [f"Even the best scored {facing.best_score:.2f} of 1, {words.distrust}"]
    if facing.watched is None or facing.n_watched < _FEWEST_WATCHED:
        return []
    if facing.watched >= words.trusted:
        return []
    score = f"{facing.watched:.2f}"
    return [words.watched_below.format(n=facing.n_watched, contender=chosen, score=score)]


def confidence(ruling: Ruling, facing: Facing, settings: VerdictSettings) -> Confidence:
    """How sure the verdict is: never "high" on fewer than 30 documents."""
    if ruling.worth_it == "cannot tell" or ruling.pair is None:
        return "low"
    clear: Mapping[Row, bool] = {
        "better": ruling.pair.ci.low >= settings.min_effect,
        "worse": True,
        "not_better": ruling.pair.ci.high <= 0.0 or ruling.pair.ci.low > -settings.min_effect,
        "references_do_not_match": True,
        "ignores_the_question": True,
    }
    return "high" if clear.get(ruling.row, False) and facing.n_groups >= 30 else "moderate"


def groups_needed(pair: Pair | None, facing: Facing, settings: VerdictSettings) -> int | None:
    """Test documents with which the difference seen would be found four times in five.

    The standard error shrinks with the root of the number of clusters. Rounded up to two
    digits; None where unknown or already enough.

    Args:
        pair: fine-tuned minus the best alternative.
        facing: the test as it was.
        settings: a difference below `min_effect` is not worth finding.
    """
    mdd = facing.minimum_detectable_difference
    if pair is None or not mdd:
        return None
    wanted = max(abs(pair.difference), settings.min_effect)
    needed = facing.n_groups * (mdd / wanted) ** 2
    if needed <= facing.n_groups:
        return None
    step: int = 10 ** max(0, math.floor(math.log10(needed)) - 1)
    return math.ceil(needed / step) * step


def _measured(ruling: Ruling, standing: Standing, facing: Facing) -> str:
    pair = ruling.pair
    if pair is None:
        held = f"{facing.n_test} {facing.words.questions}"
        return f"{held} were held out, from {_documents(facing.n_groups)}."
    return (
        f"On {facing.n_test} held-out {facing.words.questions} from {_documents(facing.n_groups)} "
        f"{standing.phrase(pair.a)} scored {standing.means[pair.a]:.2f}, "
        f"{standing.phrase(pair.b)} {standing.means[pair.b]:.2f}; difference {pair.difference:.2f} "
        f"(95 % interval {pair.ci.low:.2f} to {pair.ci.high:.2f})."
    )


def _meaning(ruling: Ruling, facing: Facing, settings: VerdictSettings) -> str:
    least, words = f"{settings.min_effect:.2f}", facing.words
    found = facing.minimum_detectable_difference
    smallest = f" A true difference below {found:.2f} would usually be missed." if found else ""
    needed = groups_needed(ruling.pair, facing, settings)
    enough = f" About {needed:,} test documents would settle it." if needed else ""
    texts: Mapping[Row, str] = {
        "nothing_to_compare": "There is no fine-tuned model and alternative to compare on them.",
        "too_few": "That is not enough test examples to tell: at least "
        f"{settings.min_groups} separate documents are needed.",
        "references_do_not_match": f"Fine-tuning was not worth it: the reference {words.answers} "
        f"do not match their {words.questions}. No contender's {words.answers} fit their own "
        f"{words.question} better than any other, so nothing here can be judged, or shipped.",
        "ignores_the_question": f"Fine-tuning was not worth it: the {words.answers} it gives do "
        f"not depend on the {words.question}, as far as {facing.n_test} {words.questions} can "
        "show.",
        "learned_nothing": "Fine-tuning was not worth it: training did not measurably "
        f"make the model better at predicting your held-out {words.answers}.",
        "worse": f"Fine-tuning was not worth it: its {words.answers} are worse, by more than "
        "chance.",
        "not_better": "Fine-tuning was not worth it: if it is better at all, then by less than "
        f"{least}, the least that would pay for the trouble.",
        "unproven": "Whether that is worth it cannot be said, because a check could not be made.",
        "better": "Fine-tuning was worth it: the difference is larger than chance explains, and "
        f"at least the {least} that pays for the trouble.",
        "undecided": f"That is not enough test examples to tell.{smallest}{enough}",
    }
    return texts[ruling.row]


def _shipping(ruling: Ruling, standing: Standing) -> str:
    chosen = standing.phrase(ruling.ship)
    if ruling.firm:
        return f"Ship {chosen}: the simplest whose score is not worse."
    return f"For now, ship {chosen}: the simplest that was not shown to be worse."


def _documents(n: int) -> str:
    return f"{n} document" if n == 1 else f"{n} documents"
