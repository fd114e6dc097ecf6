"""Reads: the test split, the run, the training split's documents.

Makes: every contender's replies and scores, their differences with intervals, a verdict.
Refuses when: there is no run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from inhouse.records import Comparison, Example, Notice, Progress, Reply, Score, Work, content_id
from inhouse.scoring import (
    ComparisonInputs,
    Graded,
    Judging,
    Scorer,
    Tools,
    VerdictSettings,
    specificity,
)
from inhouse.scoring import compare as compare_scores
from inhouse.scoring.judging import Outcome, shared_lines
from inhouse.steps.answering import Held, all_replies, entrants_of
from inhouse.steps.material import known_documents
from inhouse.steps.project import Project, memoized
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task
from inhouse.tasks import scorers_of

_OTHERS = 8  # other questions that each answer is held against: 13 ms each

__all__ = ["Compared", "compare", "test_examples"]


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison and what it rests on."""

    comparison: Comparison
    examples: tuple[Example, ...]
    replies: tuple[Reply, ...]
    scores: tuple[Score, ...]
    scorers: tuple[Scorer, ...]


def compare(project: Project, held: Held, bench: Workbench) -> Work[Compared]:
    """Every contender on the same held-out questions."""
    config = project.config.compare
    examples = test_examples(project, held)
    # Neither how differences are judged nor what else is asked changes an answer.
    asked = replace(
        config, margin=0.0, min_effect=0.0, n_resamples=0, max_test_examples=0, contenders="auto"
    )
    known = (d.text for d in known_documents(held.dataset, held.documents))
    context = content_id(
        held.trained.run.id, repr(asked), held.trained.system, *_answered_by(project), *known
    )

    scorers = yield from _scorers(project, bench)
    lines = shared_lines(e.answer for e in held.dataset.examples)
    specs = [scorer.spec for scorer in scorers]
    judged = repr((entrants_of(project), specs, project.config.assistant))

    def make() -> Work[tuple[Mapping[str, object], str]]:
        n_test = len(held.dataset.split.test)
        if len(examples) < n_test:
            yield Notice(
                f"{len(examples)} of the {n_test} test examples are asked, to save time;"
                f" for all of them: --set compare.max_test_examples={n_test}"
            )
        yield from all_replies(project, held, examples, bench, context)
        replies = _in_order(project, context, examples)
        scores = yield from _score(scorers, examples, replies, lines)
        inputs = _inputs(project, held, examples, (scorers[0], replies, scores))
        comparison = compare_scores(inputs, _settings(project))
        project.registry.save_comparison(comparison)
        return {"comparison": comparison.id}, f"worth it: {comparison.verdict.worth_it}"

    result = yield from memoized(project, "compare", (context, repr(config), judged), make)
    comparison = project.registry.load_comparison(str(result["comparison"]))
    replies = _in_order(project, context, examples)
    ids = [e.id for e in examples]
    here = {"comparison": comparison.id, "context": context, "examples": ids}
    project.registry.remember("compare", "current", here, seconds=0.0)
    scores = yield from _score(scorers, examples, replies, lines)
    return Compared(comparison, tuple(examples), tuple(replies), tuple(scores), scorers)


def test_examples(project: Project, held: Held) -> tuple[Example, ...]:
    """The test split, cut to the number that is asked."""
    return held.dataset.part("test")[: project.config.compare.max_test_examples]


def _answered_by(project: Project) -> tuple[str, ...]:
    """What writes and looks up: with another engine or precision the answers are others."""
    serve = project.config.serve
    return (
        *(serve.engine, serve.precision, serve.endpoint, serve.endpoint_model),
        str(serve.context_length),
        project.config.embedding_model,
    )


def _in_order(project: Project, context: str, examples: Sequence[Example]) -> list[Reply]:
    by_key = {(r.contender, r.example_id): r for r in project.registry.replies(context)}
    names = [facts.name for facts in entrants_of(project)]
    return [by_key[(name, e.id)] for name in names for e in examples if (name, e.id) in by_key]


def _scorers(project: Project, bench: Workbench) -> Work[tuple[Scorer, ...]]:
    embedder = yield from bench.embedder()
    config = project.config
    tools = Tools(
        embedder=embedder,
        embedder_name=config.embedding_model,
        handed_over_worth=config.compare.handed_over_worth,
        wrong_cost=config.compare.wrong_cost,
    )
    return scorers_of(build_task(config.task), tools)


def _score(
    scorers: Sequence[Scorer],
    examples: Sequence[Example],
    replies: Sequence[Reply],
    lines: frozenset[str],
) -> Work[list[Score]]:
    by_id = {e.id: e for e in examples}
    graded = [_graded(by_id[r.example_id], r, lines) for r in replies]
    scores: list[Score] = []
    for i, scorer in enumerate(scorers):
        yield Progress("Scoring", i, len(scorers), "scorers", scorer.spec.name)
        values = scorer.score(graded)
        scores += [
            Score(r.example_id, r.contender, scorer.spec.name, value)
            for r, value in zip(replies, values, strict=True)
        ]
        if isinstance(scorer, Judging):
            scores += _shares(replies, scorer.outcomes(graded))
    return scores


def _shares(replies: Sequence[Reply], outcomes: Sequence[str | None]) -> list[Score]:
    """Each outcome as a score of its own, 1 or 0, so that its mean is a share."""
    return [
        Score(r.example_id, r.contender, name, None if found is None else float(found == name))
        for name in get_args(Outcome)
        for r, found in zip(replies, outcomes, strict=True)
    ]


def _graded(example: Example, reply: Reply, lines: frozenset[str]) -> Graded:
    return Graded(
        example.id,
        example.question,
        example.answer,
        None if reply.error else reply.text,
        passages=reply.passages,
        background=lines,
        handed_over=reply.outcome == "handed_over",
    )


def _settings(project: Project) -> VerdictSettings:
    config = project.config.compare
    return VerdictSettings(
        margin=config.margin,
        min_effect=config.min_effect,
        n_resamples=config.n_resamples,
        seed=project.config.seed,
    )


def _inputs(
    project: Project,
    held: Held,
    examples: Sequence[Example],
    measured: tuple[Scorer, Sequence[Reply], Sequence[Score]],
) -> ComparisonInputs:
    primary, replies, scores = measured
    task = build_task(project.config.task).facts
    clusters = {e.id: held.dataset.groups[e.id] for e in examples}
    by_id = {e.id: e for e in examples}
    names = dict.fromkeys(r.contender for r in replies)
    lines = shared_lines(e.answer for e in held.dataset.examples)
    fits = {
        name: specificity(
            [_graded(by_id[r.example_id], r, lines) for r in replies if r.contender == name],
            primary,
            clusters,
            seed=held.trained.run.plan.seed,
            n_others=_OTHERS,
        )
        for name in names
    }
    return ComparisonInputs(
        dataset=held.dataset.id,
        run=held.trained.run.id,
        primary_metric=primary.spec.name,
        clusters=clusters,
        reference_bytes={e.id: len(e.answer.encode("utf-8", "surrogatepass")) for e in examples},
        replies=replies,
        scores=scores,
        specificity=fits,
        entrants=entrants_of(project),
        learned_pair=task.learned_pair,
        wording=task.wording,
    )
