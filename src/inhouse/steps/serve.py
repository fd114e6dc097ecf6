"""Reads: the promoted releases, their recipes and adapters; never the firm's files.

Makes: the services that the HTTP server answers with, and the desk its pages work at.
Refuses when: never; as long as nothing was promoted, nobody answers.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TypeVar

from inhouse.contenders import Assistant, Limits, build, with_writers
from inhouse.models.engines import BASE
from inhouse.models.fetch import fetch
from inhouse.models.shared_embedder import SharedEmbedder
from inhouse.records import Channel, Progress, Recipe, Release, Work
from inhouse.rendering import open_renderer
from inhouse.server import Services
from inhouse.steps.desk import ProjectDesk
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import (
    adapters_of,
    begin_engine,
    embedder_for,
    engine_for,
    thaw,
)
from inhouse.steps.releases.parity import unproven

__all__ = ["model_name", "open_services"]

_T = TypeVar("_T")

_CHANNELS: tuple[Channel, ...] = ("champion", "challenger")


@dataclass(frozen=True, slots=True)
class _Served:
    """A promoted release under its name."""

    name: str
    release: Release
    recipe: Recipe


def open_services(project: Project) -> Work[Services]:
    """Everything the server needs, each part opened once."""
    config = project.config.serve
    # Before the releases are read: a promotion in between is then seen as a new one.
    promotions = project.registry.serving.releases.promotions()
    served = _served(project)
    embedder: SharedEmbedder | None = None
    assistants: list[Assistant] = []
    if served:
        embedder, assistants = yield from _assistants(project, served)
    return Services(
        registry=project.registry,
        assistants={a.name: a for a in assistants},
        sources={k: v for one in served for k, v in one.recipe.sources.items()},
        request_log=config.request_log,
        request_log_days=config.request_log_days,
        max_waiting=config.max_waiting,
        embedder=embedder,
        embedding_model=served[0].recipe.embedding_model if served else "",
        desk=ProjectDesk(project),
        promotion=max((p.number for p in promotions), default=0),
        reopen=lambda: _finished(open_services(project)),
    )


def _finished(work: Work[_T]) -> _T:
    """The result of work that nobody watches."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: _T = end.value
            return result


def _assistants(
    project: Project, served: list[_Served]
) -> Work[tuple[SharedEmbedder, list[Assistant]]]:
    recipes = [one.recipe for one in served]
    folder = yield from fetch(recipes[0].base_model)
    adapters = adapters_of(recipes)
    begun = begin_engine(project, adapters, folder)
    embedder = yield from embedder_for(recipes[0])
    renderer = open_renderer(folder)
    yield Progress("Opening the engine", 0, None, "steps")
    engine = yield from engine_for(project, adapters, folder, renderer, begun)
    yield from filter(None, (unproven(one.release, engine.facts) for one in served))
    longest = project.config.serve.context_length

    def opened(name: str, release: str | None, recipe: Recipe, contender: str) -> Assistant:
        limits = Limits(recipe.max_tokens, min(longest, recipe.context_length))
        frozen = thaw(project.registry, recipe, embedder)
        own = with_writers(frozen, renderer, engine, limits, recipe.adapter)
        writer = own.tuned or own.writer
        assert writer is not None
        return Assistant(name, release, build(contender, own), writer)

    made = [opened(one.name, one.release.id, one.recipe, one.recipe.contender) for one in served]
    bare = dataclasses.replace(recipes[0], chunks=(), vectors=None, adapter=None)
    return embedder, [*made, opened(BASE, None, bare, BASE)]


def _served(project: Project) -> list[_Served]:
    releases = project.registry.serving.releases
    name = model_name(project)
    found = []
    for channel in _CHANNELS:
        release = releases.current(channel)
        if release is not None:
            full = name if channel == "champion" else f"{name}@{channel}"
            found.append(_Served(full, release, releases.recipe(release)))
    if not found or found[0].name != name:  # a challenger alone has nobody to challenge
        return []
    return [one for one in found if one.recipe.base_model == found[0].recipe.base_model]


def model_name(project: Project) -> str:
    """The name clients ask for: the firm's, as one lower-case word with hyphens."""
    words = "".join(c if c.isalnum() else " " for c in project.firm.lower()).split()
    name = "-".join(words) or "inhouse"
    return f"{name}-model" if name == BASE else name
