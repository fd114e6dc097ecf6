"""All contenders on the same held-out questions: the table, the pairs, the gates, the verdict."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from inhouse.errors import BrokenInvariant
from inhouse.records import (
    Comparison,
    ContenderFacts,
    ContenderResult,
    Gate,
    Metric,
    Reply,
    Score,
    TaskWording,
    Verdict,
    content_id,
)
from inhouse.scoring.bootstrap import Estimate, Resampling, ratio
from inhouse.scoring.gates import answers_the_question, enough_test_examples, learned_something
from inhouse.scoring.metrics import bits_per_byte, bits_per_byte_difference, mean_with_interval
from inhouse.scoring.pairs import (
    Difference,
    all_pairs,
    as_difference,
    minimum_detectable_difference,
)
from inhouse.scoring.verdict import Ruling, Standing, VerdictSettings, rule
from inhouse.scoring.wording import Facing, advise, confidence, reason

__all__ = ["BITS_PER_BYTE", "ComparisonInputs", "compare"]

BITS_PER_BYTE = "bits_per_byte"
_METHOD = (
    "paired differences per document; symmetric studentised cluster bootstrap; Holm over all "
    "pairs of the primary metric"
)


@dataclass(frozen=True, slots=True)
class ComparisonInputs:
    """Everything `compare` looks at.

    Args:
        dataset: id of the dataset.
        run: id of the training run.
        primary_metric: name of the scorer that decides, declared before training.
        clusters: example id to cluster, of every test example, in test order.
        reference_bytes: example id to UTF-8 bytes of its reference answer.
        replies: of every contender to every test example.
        scores: of those replies, by every scorer.
        specificity: contender to example id to `specificity()`; the fine-tuned ones at least.
        entrants: what the contenders are, the least upkeep first.
        learned_pair: whose bits per byte show that training took: the trained one, then the
            untrained ones, of which the first that was measured counts. Empty where the task has
            no likelihoods: then nothing is asked of them.
        wording: what the task's work is called.
    """

    dataset: str
    run: str
    primary_metric: str
    clusters: Mapping[str, str]
    reference_bytes: Mapping[str, int]
    replies: Sequence[Reply]
    scores: Sequence[Score]
    specificity: Mapping[str, Mapping[str, float | None]]
    entrants: tuple[ContenderFacts, ...]
    learned_pair: tuple[str, ...] = ()
    wording: TaskWording = field(default_factory=TaskWording)


@dataclass(frozen=True, slots=True)
class _Measured:
    """The inputs by contender, and how to resample."""

    inputs: ComparisonInputs
    resampling: Resampling
    scores: Mapping[str, Mapping[str, Mapping[str, float | None]]]
    replies: Mapping[str, Mapping[str, Reply]]
    cluster_list: tuple[str, ...] = field(default=())


def compare(inputs: ComparisonInputs, settings: VerdictSettings) -> Comparison:
    """The comparison: a pure function, same inputs, same result.

    Args:
        inputs: what was measured.
        settings: what counts as better, worse and enough.

    Raises:
        BrokenInvariant: a score or a reply belongs to no test example.
    """
    measured = _measure(inputs, settings)
    contenders = tuple(_contender(measured, name) for name in measured.scores)
    primary = {name: by[inputs.primary_metric] for name, by in measured.scores.items()}
    pairs = all_pairs(primary, inputs.clusters, inputs.primary_metric, measured.resampling)
    learned, learned_estimate = _learned(measured)
    n_groups = len(set(inputs.clusters.values()))
    standing, gates = _standing(measured, settings, contenders, pairs, learned_estimate)
    ruling = rule(standing, settings)
    means = [row.score.value for row in contenders if row.score.value is not None]
    best = max(means, default=None)
    watched = _watched(measured, ruling.ship)
    facing = Facing(
        len(inputs.clusters), n_groups, _detectable(ruling, pairs), best, *watched, inputs.wording
    )
    shown = (*pairs, learned) if learned else pairs
    return Comparison(
        id=_identity(inputs, settings),
        dataset=inputs.dataset,
        run=inputs.run,
        primary_metric=inputs.primary_metric,
        n_test=facing.n_test,
        n_groups=n_groups,
        contenders=contenders,
        pairs=tuple(d.pair for d in shown),
        gates=gates,
        verdict=_verdict(ruling, standing, facing, settings),
        details=_details(settings, ruling),
        entrants=inputs.entrants,
        wording=inputs.wording,
    )


def _watched(measured: _Measured, ship: str | None) -> tuple[float | None, int]:
    """Mean score of the contender to ship by the scorer that is watched, and of how many."""
    scores = measured.scores[ship].get(measured.inputs.wording.watched, {}) if ship else {}
    found = [value for value in scores.values() if value is not None]
    return (statistics.fmean(found) if found else None), len(found)


def _measure(inputs: ComparisonInputs, settings: VerdictSettings) -> _Measured:
    rows: tuple[Score | Reply, ...] = (*inputs.scores, *inputs.replies)
    strays = {row.example_id for row in rows} - set(inputs.clusters)
    if strays:
        raise BrokenInvariant(
            "Expected scores and replies of test examples only.", f"Found {sorted(strays)[:5]}."
        )
    names = {row.contender for row in rows}
    order = [e.name for e in inputs.entrants if e.name in names]
    order += sorted(names - set(order))
    scorers = [inputs.primary_metric, *dict.fromkeys(s.scorer for s in inputs.scores)]
    scores: dict[str, dict[str, dict[str, float | None]]] = {
        name: {scorer: {} for scorer in scorers} for name in order
    }
    replies: dict[str, dict[str, Reply]] = {name: {} for name in order}
    for score in inputs.scores:
        scores[score.contender][score.scorer][score.example_id] = score.value
    for reply in inputs.replies:
        replies[reply.contender][reply.example_id] = reply
    resampling = Resampling(settings.seed, settings.n_resamples, settings.level)
    return _Measured(inputs, resampling, scores, replies, tuple(inputs.clusters.values()))


def _contender(measured: _Measured, name: str) -> ContenderResult:
    resampling = measured.resampling
    metrics: dict[str, Metric] = {
        scorer: mean_with_interval(
            [by_example.get(i) for i in measured.inputs.clusters],
            measured.cluster_list,
            seed=resampling.seed,
            n_resamples=resampling.n_resamples,
            level=resampling.level,
        )
        for scorer, by_example in measured.scores[name].items()
    }
    bits = bits_per_byte(_nats(measured, name), _bytes(measured), measured.cluster_list, resampling)
    if bits.value is not None:
        metrics[BITS_PER_BYTE] = bits
    replies = measured.replies[name].values()
    answered = [r for r in replies if r.error is None]
    times = [r.latency_seconds for r in answered if r.latency_seconds is not None]
    return ContenderResult(
        name=name,
        score=metrics[measured.inputs.primary_metric],
        metrics=metrics,
        latency_seconds_p50=statistics.median(times) if times else None,
        tokens_per_answer=statistics.fmean(r.n_tokens for r in answered) if answered else None,
        n_failed=len(replies) - len(answered),
    )


def _nats(measured: _Measured, name: str) -> list[float | None]:
    replies = measured.replies[name]
    return [replies[i].reference_nats if i in replies else None for i in measured.inputs.clusters]


def _bytes(measured: _Measured) -> list[int]:
    return [measured.inputs.reference_bytes.get(i, 0) for i in measured.inputs.clusters]


def _learned(measured: _Measured) -> tuple[Difference | None, Estimate | None]:
    """Bits per byte of the trained model minus the untrained one, as a pair and as it is."""
    trained, *untrained = measured.inputs.learned_pair or ("",)
    for other in untrained:
        if trained not in measured.replies or other not in measured.replies:
            continue
        estimate = bits_per_byte_difference(
            (_nats(measured, trained), _nats(measured, other)),
            _bytes(measured),
            measured.cluster_list,
            measured.resampling,
        )
        if estimate is not None:
            return as_difference(trained, other, BITS_PER_BYTE, estimate), estimate
    return None, None


def _standing(
    measured: _Measured,
    settings: VerdictSettings,
    contenders: Sequence[ContenderResult],
    pairs: Sequence[Difference],
    learned: Estimate | None,
) -> tuple[Standing, tuple[Gate, ...]]:
    inputs, words = measured.inputs, measured.inputs.wording
    fits = {name: _specificity(measured, settings, name) for name in inputs.specificity}
    standing = Standing(
        means={c.name: c.score.value for c in contenders if c.score.value is not None},
        pairs=tuple(d.pair for d in pairs),
        gates=(),
        specific={n: answers_the_question(e, words).passed for n, e in fits.items() if e and e.ci},
        entrants=inputs.entrants,
    )
    gates = (
        enough_test_examples(len(set(inputs.clusters.values())), settings),
        *((learned_something(learned, words),) if inputs.learned_pair else ()),
        answers_the_question(fits.get(standing.best(fine_tuned=True) or ""), words),
    )
    return replace(standing, gates=gates), gates


def _specificity(measured: _Measured, settings: VerdictSettings, name: str) -> Estimate | None:
    values = measured.inputs.specificity[name]
    rows = [(v, c) for i, c in measured.inputs.clusters.items() if (v := values.get(i)) is not None]
    resampling = replace(measured.resampling, level=settings.specificity_level)
    return ratio([v for v, _ in rows], [1.0] * len(rows), [c for _, c in rows], resampling)


def _detectable(ruling: Ruling, pairs: Sequence[Difference]) -> float | None:
    for difference in pairs:
        if {difference.pair.a, difference.pair.b} == {ruling.fine_tuned, ruling.alternative}:
            return minimum_detectable_difference(difference.standard_error)
    return None


def _verdict(
    ruling: Ruling, standing: Standing, facing: Facing, settings: VerdictSettings
) -> Verdict:
    return Verdict(
        worth_it=ruling.worth_it,
        ship=ruling.ship,
        reason=reason(ruling, standing, facing, settings),
        confidence=confidence(ruling, facing, settings),
        minimum_detectable_difference=facing.minimum_detectable_difference,
        advice=advise(ruling, standing, facing, settings),
    )


def _details(settings: VerdictSettings, ruling: Ruling) -> dict[str, str]:
    return {
        "method": _METHOD,
        "row": ruling.row,
        "ship_is": "firm" if ruling.firm else "provisional",
        **{name: str(getattr(settings, name)) for name in VerdictSettings.__dataclass_fields__},
    }


def _identity(inputs: ComparisonInputs, settings: VerdictSettings) -> str:
    rows = sorted(repr(row) for row in (*inputs.scores, *inputs.replies))
    rest = (inputs.clusters, inputs.reference_bytes, inputs.specificity)
    return content_id(
        inputs.dataset, inputs.run, inputs.primary_metric, repr(settings), repr(rest), *rows
    )
