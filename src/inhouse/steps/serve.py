"""Reads: the promoted releases, their recipes and adapters; never the firm's files.

Makes: the services that the HTTP server answers with.
Refuses when: nothing was promoted.
"""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.contenders import Assistant, Limits
from inhouse.errors import NothingThere
from inhouse.models.engines import BASE
from inhouse.models.fetch import fetch
from inhouse.records import Channel, Progress, Recipe, Release, Work
from inhouse.rendering import open_renderer
from inhouse.server import Services
from inhouse.steps.frozen import contender_in, embedder_for, engine_for
from inhouse.steps.parity import unproven
from inhouse.steps.project import Project

__all__ = ["model_name", "open_services"]

_CHANNELS: tuple[Channel, ...] = ("champion", "challenger")


@dataclass(frozen=True, slots=True)
class _Served:
    """A promoted release under its name."""

    name: str
    release: Release
    recipe: Recipe


def open_services(project: Project) -> Work[Services]:
    """Everything the server needs, each part opened once.

    Raises:
        NothingThere: nothing was promoted.
    """
    served = _served(project)
    base_model = served[0].recipe.base_model
    folder = yield from fetch(base_model)
    renderer = open_renderer(folder)
    embedder = yield from embedder_for(served[0].recipe)
    yield Progress("Opening the engine", 0, None, "steps")
    engine = engine_for(project, [one.recipe for one in served], folder, renderer)
    yield from filter(None, (unproven(one.release, engine.facts) for one in served))
    longest = project.config.serve.context_length
    assistants = [
        Assistant(
            name=one.name,
            release=one.release.id,
            contender=contender_in(project.registry, one.recipe, embedder),
            renderer=renderer,
            engine=engine,
            variant=one.recipe.adapter or BASE,
            limits=Limits(one.recipe.max_tokens, min(longest, one.recipe.context_length)),
        )
        for one in served
    ]
    champion = assistants[0]
    bare = Assistant(BASE, None, None, renderer, engine, BASE, champion.limits)
    return Services(
        registry=project.registry,
        assistants={a.name: a for a in (*assistants, bare)},
        sources={k: v for one in served for k, v in one.recipe.sources.items()},
        request_log=project.config.serve.request_log,
        request_log_days=project.config.serve.request_log_days,
        max_waiting=project.config.serve.max_waiting,
        embedder=embedder,
        embedding_model=served[0].recipe.embedding_model,
    )


def _served(project: Project) -> list[_Served]:
    releases = project.registry.serving.releases
    name = model_name(project)
    found = []
    for channel in _CHANNELS:
        release = releases.current(channel)
        if release is not None:
            full = name if channel == "champion" else f"{name}@{channel}"
            found.append(_Served(full, release, releases.recipe(release)))
    if not found or found[0].name != name:
        raise NothingThere(
            "A server answers with what was promoted,",
            "but nothing was promoted in this project yet.",
            f"Promote what the verdict chose: inhouse promote --project {project.folder}",
        )
    return [one for one in found if one.recipe.base_model == found[0].recipe.base_model]


def model_name(project: Project) -> str:
    """The name clients ask for: the firm's, as one lower-case word with hyphens."""
    words = "".join(c if c.isalnum() else " " for c in project.firm.lower()).split()
    name = "-".join(words) or "inhouse"
    return f"{name}-model" if name == BASE else name
