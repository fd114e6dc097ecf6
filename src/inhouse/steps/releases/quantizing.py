"""What fewer bits cost on the task: a gate of export and promote.

Reads: a release and its held-out questions. Makes: the score of the quantized file minus that of
the 16-bit file, paired, with its interval. Refuses when: more than a point may be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse.contenders import Contender, Ingredients, Limits, ask_each, build, with_writers
from inhouse.errors import GateRefused
from inhouse.models.engines import Engine
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.models.fetch import fetch
from inhouse.records import Example, Interval, Progress, Recipe, Release, Reply, Work
from inhouse.rendering import open_renderer
from inhouse.scoring import Graded, Resampling, Tools, paired_difference
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import adapters_of, dataset_in, embedder_for, thaw
from inhouse.tasks import build as build_task
from inhouse.tasks import scorers_of

__all__ = ["Loss", "is_quantized", "measured_loss", "refuse_loss"]

_QUANTIZED = ("q8_0", "q4_0")
_WHOLE, _POINT = "f16", 0.01
_PARALLEL, _CONTEXT = 4, 4096


@dataclass(frozen=True, slots=True)
class Loss:
    """The quantized file's score minus the 16-bit file's, question by question.

    Args:
        precision: of the quantized file.
        metric: the task's primary one, 0-1.
        n: questions that both have a score for.
        difference: the mean; negative is a loss. None where no question could be scored.
        interval: 95 %; None where fewer than two documents were asked about.
        more: held-out questions that were not asked.
        asked: what the task calls them.
    """

    precision: str
    metric: str
    n: int
    difference: float | None
    interval: Interval | None
    more: int = 0
    asked: str = "examples"

    def __str__(self) -> str:
        if self.difference is None or self.interval is None:
            return f"{self.precision} minus {_WHOLE}: not measurable on {self.n} {self.asked}"
        low, high = 100 * self.interval.low, 100 * self.interval.high
        return (
            f"{self.precision} minus {_WHOLE}: {100 * self.difference:+.2f} points of "
            f"{self.metric} ({low:+.2f} to {high:+.2f}, {self.n} {self.asked})"
        )


def is_quantized(precision: str) -> bool:
    """Whether a file of this precision must be measured before it may leave."""
    return precision in _QUANTIZED


def refuse_loss(loss: Loss, *, force: bool) -> None:
    """The gate: a loss of more than a point must be excluded, not only unproven.

    Raises:
        GateRefused: the loss is larger than a point, or may be; nobody insists.
    """
    if force or (loss.interval is not None and loss.interval.low >= -_POINT):
        return
    lost = loss.difference is not None and loss.difference < -_POINT
    found = "it loses more" if lost else "that cannot be excluded"
    ask = f"ask all (--questions {loss.n + loss.more}), " if loss.more else ""
    raise GateRefused(
        f"A {loss.precision} file should lose at most a point of the task's score,",
        f"but {found}: {loss}.",
        f"Take 16 bits (--precision {_WHOLE}), {ask}or insist with --force.",
    )


def measured_loss(
    project: Project, release: Release, precision: str, most: int, engine: str = "llama.cpp"
) -> Work[Loss]:
    """Answers held-out questions with both files, as they would be served.

    Args:
        project: whose.
        release: what would be served.
        precision: of the quantized file.
        most: questions asked at most.
        engine: that would serve the quantized file, and answers from both.

    Raises:
        ModelUnavailable: the engine cannot open the model.
    """
    recipe = project.registry.serving.releases.recipe(release)
    dataset = dataset_in(project.registry, release)
    every = dataset.part("test")
    examples = every[:most]
    folder = yield from fetch(recipe.base_model)
    embedder = yield from embedder_for(recipe)
    task = build_task(recipe.task)
    tools = Tools(embedder=embedder, embedder_name=recipe.embedding_model)
    scorer = scorers_of(task, tools)[0]
    frozen = thaw(project.registry, recipe, embedder)
    scores: dict[str, dict[str, float | None]] = {}
    for bits in (_WHOLE, precision):
        yield Progress(f"Opening {bits}", 0, None, "steps")
        opened, contender = _opened(project, recipe, frozen, folder, (engine, bits))
        try:
            graded = yield from _answers(contender, examples, opened)
        finally:
            opened.close()
        values = scorer.score(graded)
        scores[bits] = {e.id: v for e, v in zip(examples, values, strict=True)}
    clusters = {e.id: dataset.groups[e.id] for e in examples}
    resampling = Resampling(project.config.seed, project.config.compare.n_resamples)
    found = paired_difference(scores[precision], scores[_WHOLE], clusters, resampling)
    if found is None:
        return Loss(precision, scorer.spec.name, 0, None, None)
    more, asked = len(every) - len(examples), task.facts.wording.questions
    return Loss(precision, scorer.spec.name, found.n, found.value, found.ci, more, asked)


def _opened(
    project: Project, recipe: Recipe, frozen: Ingredients, folder: Path, served: tuple[str, str]
) -> tuple[Engine, Contender]:
    name, bits = served
    renderer = open_renderer(folder)
    limits = Limits(recipe.max_tokens, min(recipe.context_length, _CONTEXT))
    adapters = {own: project.registry.path(own) for own in adapters_of([recipe])}
    weights = Weights(folder, adapters, project.registry.cache("gguf"), renderer.stop_ids)
    engine = open_engine(weights, EngineSettings(name, bits, _PARALLEL, limits.context_length))
    own = with_writers(frozen, renderer, engine, limits, recipe.adapter)
    return engine, build(recipe.contender, own)


def _answers(
    contender: Contender, examples: Sequence[Example], engine: Engine
) -> Work[list[Graded]]:
    """One answer a question, in order; None where the question does not fit the context."""
    replies: dict[str, Reply] = {}
    yield from ask_each(
        contender, examples, engine, lambda reply: replies.update({reply.example_id: reply})
    )
    return [
        Graded(e.id, e.question, e.answer, None if replies[e.id].error else replies[e.id].text)
        for e in examples
    ]
