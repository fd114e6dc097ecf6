"""Answers a person with what is served, or with any contender of the last run.

Reads: the promoted release, or the last run. Makes: nothing. Refuses when: there is no run.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from inhouse.contenders import Answering, Contender, Limits, Request, build, facts_of, with_writers
from inhouse.errors import ConfigFault
from inhouse.models.fetch import fetch
from inhouse.records import Conversation, Message, Progress, Recipe, Work
from inhouse.rendering import open_renderer
from inhouse.steps.answering import entrants_of, ingredients_of, limits_of
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import adapters_of, embedder_for, engine_for, freeze, thaw
from inhouse.steps.run import settled, trained
from inhouse.steps.workbench import Workbench

__all__ = ["Chat", "open_chat"]


@dataclass(frozen=True, slots=True)
class Chat:
    """An open conversation with one contender, exactly as it is served."""

    contender: Contender

    def answer(self, history: Conversation, question: str) -> Answering:
        """The answer, piece by piece."""
        messages = (*history, Message("user", question))
        return self.contender.answer(Request(messages, datetime.datetime.now()))


def open_chat(project: Project, name: str | None) -> Work[Chat]:
    """A chat with what is served; before anything was promoted, with what the verdict chose.

    Args:
        project: whose.
        name: a contender of the last run instead.

    Raises:
        ConfigFault: the project has no such contender.
    """
    champion = project.registry.serving.releases.current("champion")
    if name is None and champion is not None:
        recipe = project.registry.serving.releases.recipe(champion)
        return (yield from _opened(project, recipe))
    chosen = _chosen(project, name)
    project = yield from settled(project)
    bench = Workbench(project)
    held, _ = yield from trained(project, bench)
    ingredients = yield from ingredients_of(project, held, bench)
    renderer = yield from bench.renderer()
    limits = limits_of(project, held, renderer, bench)
    sources = {d.id: d.source for d in held.documents}
    (facts,) = facts_of([chosen])
    adapter = held.trained.run.adapter.sha256
    recipe = freeze(project, facts, ingredients, limits, sources, adapter)
    return (yield from _opened(project, recipe))


def _chosen(project: Project, name: str | None) -> str:
    names = [facts.name for facts in entrants_of(project)]
    here = project.registry.recall("compare", "current")
    if name is None and here is not None:
        ship = project.registry.load_comparison(str(here["comparison"])).verdict.ship
        return ship or names[0]
    if name is None or name not in names:
        raise ConfigFault(
            f"A contender of this project is one of {', '.join(names)},",
            "but nothing was compared yet." if name is None else f"not {name!r}.",
            f"inhouse chat --contender {names[0]}",
        )
    return name


def _opened(project: Project, recipe: Recipe) -> Work[Chat]:
    """The contender of a recipe, with the engine of [serve] where it needs one."""
    embedder = yield from embedder_for(recipe)
    ingredients = thaw(project.registry, recipe, embedder)
    (facts,) = facts_of([recipe.contender])
    if "model" in facts.needs:
        folder = yield from fetch(recipe.base_model)
        renderer = open_renderer(folder)
        yield Progress("Opening the engine", 0, None, "steps")
        engine = yield from engine_for(project, adapters_of([recipe]), folder, renderer)
        longest = min(recipe.context_length, project.config.serve.context_length)
        limits = Limits(recipe.max_tokens, longest)
        ingredients = with_writers(ingredients, renderer, engine, limits, recipe.adapter)
    return Chat(build(recipe.contender, ingredients))
