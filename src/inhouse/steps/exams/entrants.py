"""Who is asked an exam: what is served, contenders that know everything, and the floors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from inhouse.contenders import (
    Contender,
    Ingredients,
    Limits,
    build,
    facts_of,
    with_writers,
)
from inhouse.errors import NotEnoughData, NothingThere
from inhouse.models.engines import Engine
from inhouse.models.engines.asking import gather_prompts
from inhouse.models.fetch import fetch
from inhouse.records import (
    ContenderFacts,
    Document,
    Example,
    Notice,
    Progress,
    Recipe,
    Work,
    content_id,
)
from inhouse.registry import to_json
from inhouse.rendering import open_renderer
from inhouse.steps.answering import Held, ingredients_from, limits_of
from inhouse.steps.curate import curate
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import adapters_of, embedder_for, engine_for, freeze, thaw
from inhouse.steps.run import gathered, settled, trained
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task

__all__ = ["Entrant", "Known", "Opened", "entrants", "everything", "open_entrant"]

_SERVED = "release"


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who is asked: a name, and everything that makes it again."""

    name: str
    recipe: Recipe

    @property
    def id(self) -> str:
        """Of the recipe."""
        return content_id(to_json(self.recipe))


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the project knows but the questions of exams.

    Args:
        documents: all of them.
        examples: all of them, private words replaced where a dataset could be made.
        ingredients: with an index of both.
        held: the last run; None where nobody needs it.
    """

    documents: Sequence[Document]
    examples: Sequence[Example]
    ingredients: Ingredients
    held: Held | None

    @property
    def constant_answer(self) -> str:
        """The known answer that is most like all others; "" where there is none.

        By the mean of the vectors of questions and answers, as the index holds them.
        """
        index = self.ingredients.knowledge
        rows = [i for i, chunk in enumerate(index.chunks) if chunk.question]
        if not rows:
            return ""
        vectors = index.vectors[rows]
        best = int(np.argmax(vectors @ vectors.mean(axis=0)))
        return index.chunks[rows[best]].text


def entrants(
    project: Project, names: Sequence[str], *, release: bool
) -> Work[tuple[tuple[Entrant, ...], Known]]:
    """The entrants that were asked for, and what the project knows.

    Args:
        project: whose.
        names: contenders of the last run.
        release: whether the served release is asked as well.

    Raises:
        ConfigFault: no contender has one of the names.
        NothingThere: nothing is served.
    """
    champion = project.registry.serving.releases.current("champion")
    lookups = build_task(project.config.task).facts.floors
    if release and champion is None:
        raise NothingThere(
            "An exam is put to what is served,",
            "but nothing was promoted yet.",
            "Serve something: inhouse promote. Or ask a contender: inhouse exam FOLDER --ask"
            f" --contender {lookups[0] if lookups else 'NAME'}",
        )
    facts = facts_of(dict.fromkeys((*names, *lookups)))
    project = yield from settled(project)
    bench = Workbench(project)
    known = yield from everything(project, bench, facts)
    found: list[Entrant] = []
    if release and champion is not None:
        found.append(Entrant(_SERVED, project.registry.serving.releases.recipe(champion)))
    for one in facts:
        recipe = yield from _recipe(project, known, one, bench)
        found.append(Entrant(one.name, recipe))
    return tuple(found), known


def everything(project: Project, bench: Workbench, facts: Sequence[ContenderFacts]) -> Work[Known]:
    """Everything that is known, indexed; with the last run where one of these needs it."""
    held: Held | None = None
    examples: Sequence[Example]
    if any({"model", "adapter", "shots"} & set(one.needs) for one in facts):
        held, _ = yield from trained(project, bench)
        documents, examples = held.documents, held.dataset.examples
    else:
        ingested = yield from gathered(project)
        documents, examples = ingested.documents, ingested.examples
        try:
            curated = yield from curate(project, ingested, bench)
            examples = curated.dataset.examples
        except NotEnoughData as fault:
            yield Notice(f"What is known is looked up as it stands in the files. {fault}")
    shots = held.dataset.part("train") if held is not None else ()
    system = held.trained.system if held is not None else ""
    made = yield from ingredients_from(project, documents, examples, shots, system, bench)
    return Known(documents, examples, made, held)


def _recipe(
    project: Project, known: Known, facts: ContenderFacts, bench: Workbench
) -> Work[Recipe]:
    limits, adapter = Limits(0, 0), ""
    if known.held is not None:
        renderer = yield from bench.renderer()
        limits = limits_of(project, known.held, renderer, bench)
        adapter = known.held.trained.run.adapter.sha256
    sources = {d.id: d.source for d in known.documents}
    return freeze(project, facts, known.ingredients, limits, sources, adapter)


@dataclass(frozen=True, slots=True)
class Opened:
    """A contender that can be asked, and what it writes with."""

    contender: Contender
    engine: Engine | None

    @contextlib.contextmanager
    def closing(self) -> Iterator[Opened]:
        """Closes the engine behind the block."""
        try:
            yield self
        finally:
            if self.engine is not None:
                self.engine.close()


def open_entrant(project: Project, entrant: Entrant) -> Work[Opened]:
    """The entrant as it would be served, with the engine of [serve] where it needs one."""
    recipe = entrant.recipe
    embedder = yield from embedder_for(recipe)
    ingredients = thaw(project.registry, recipe, embedder)
    (facts,) = facts_of([recipe.contender])
    engine: Engine | None = None
    if "model" in facts.needs:
        folder = yield from fetch(recipe.base_model)
        renderer = open_renderer(folder)
        yield Progress("Opening the engine", 0, None, "steps")
        engine = gather_prompts(
            (yield from engine_for(project, adapters_of([recipe]), folder, renderer))
        )
        longest = min(recipe.context_length, project.config.serve.context_length)
        limits = Limits(recipe.max_tokens, longest)
        ingredients = with_writers(ingredients, renderer, engine, limits, recipe.adapter)
    return Opened(build(recipe.contender, ingredients), engine)
