"""Made-up comparisons whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from inhouse.records import Comparison, ContenderFacts, Reply, Score
from inhouse.scoring import ComparisonInputs, VerdictSettings, compare
from inhouse.tasks import build as build_task

ARMS = ("prompted", "few_shot", "retrieval", "fine_tuned", "fine_tuned_with_retrieval")
ENTRANTS = tuple(
    ContenderFacts(
        name,
        name.replace("_", " ").capitalize(),
        f"the {name}",
        "",
        upkeep,
        fine_tuned=name.startswith("fine_tuned"),
        ships=name != "base",
    )
    for upkeep, name in enumerate(("base", *ARMS))
)
FAST = VerdictSettings(n_resamples=1_999)


@dataclass(frozen=True)
class World:
    """What is true, and how much of it is seen."""

    gain: dict[str, float] = field(default_factory=dict)
    n_groups: int = 34
    specific: float = 0.3
    others_specific: float | None = 0.3
    bits_change: float = -0.2


def inputs(world: World, seed: int) -> ComparisonInputs:
    rng = np.random.default_rng(seed)
    sizes = rng.geometric(0.8, world.n_groups)
    groups = np.repeat(np.arange(world.n_groups), sizes)
    ids = [f"e{i:03}" for i in range(len(groups))]
    easy = rng.beta(2, 2, world.n_groups)[groups]
    scores, replies, fits = [], [], {}
    for arm in ARMS:
        noise = rng.normal(0, 0.12, len(ids)) + rng.normal(0, 0.05, world.n_groups)[groups]
        values = np.clip(0.2 + 0.5 * easy + noise + world.gain.get(arm, 0.0), 0, 1)
        trained = arm.startswith("fine_tuned")
        bits = 1.4 + (world.bits_change if trained else 0.0) + rng.normal(0, 0.15, len(ids))
        specific = world.specific if trained else world.others_specific
        if specific is not None:
            fits[arm] = dict(zip(ids, rng.normal(specific, 0.25, len(ids)).tolist(), strict=True))
        for i, value, bit in zip(ids, values.tolist(), bits.tolist(), strict=True):
            scores.append(Score(i, arm, "answer_quality", value))
            replies.append(Reply(i, arm, "x", 10, 5, 0.5, True, bit * 100 * np.log(2)))
    return ComparisonInputs(
        dataset="d",
        run="r",
        primary_metric="answer_quality",
        clusters={i: f"g{g}" for i, g in zip(ids, groups, strict=True)},
        reference_bytes=dict.fromkeys(ids, 100),
        replies=replies,
        scores=scores,
        specificity=fits,
        entrants=ENTRANTS,
        learned_pair=("fine_tuned", "prompted", "base"),
        wording=build_task("answer").facts.wording,
    )


def comparison(world: World, seed: int, settings: VerdictSettings = FAST) -> Comparison:
    return compare(inputs(world, seed), settings)
