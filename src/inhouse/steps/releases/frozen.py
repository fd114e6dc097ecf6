"""What a release answers with, made of its frozen recipe alone; used by serve, promote, export."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inhouse.contenders import Index, Ingredients, Limits, TextEmbedder
from inhouse.curation import dataset_from_jsonl
from inhouse.models.embed import load_embedder
from inhouse.models.engines import Begun, Engine
from inhouse.models.engines.choosing import begin_fastest, open_fastest
from inhouse.models.engines.opening import EngineSettings, Weights
from inhouse.models.fetch import fetch
from inhouse.models.shared_embedder import SharedEmbedder
from inhouse.records import ContenderFacts, Dataset, Progress, Recipe, Release, Source, Work
from inhouse.registry import Registry
from inhouse.rendering import Renderer
from inhouse.steps.project import Project
from inhouse.tasks import build as build_task

__all__ = [
    "adapters_of",
    "begin_engine",
    "dataset_in",
    "embedder_for",
    "engine_for",
    "engine_settings",
    "freeze",
    "thaw",
]


def freeze(
    project: Project,
    facts: ContenderFacts,
    ingredients: Ingredients,
    limits: Limits,
    sources: dict[str, Source],
    adapter: str,
) -> Recipe:
    """The recipe of a contender: of the ingredients what it needs, and nothing else.

    Args:
        project: keeps the vectors, names the models.
        facts: of the contender.
        ingredients: what it was compared with.
        limits: of its answers.
        sources: document id to where it was read.
        adapter: SHA-256 of what was fine-tuned, for those that need it.
    """
    chunks = ingredients.knowledge.chunks if "knowledge" in facts.needs else ()
    shown = {chunk.document_id for chunk in chunks}
    return Recipe(
        contender=facts.name,
        task=project.config.task,
        system=ingredients.system,
        shots=ingredients.shots if "shots" in facts.needs else (),
        chunks=chunks,
        sources={i: source for i, source in sources.items() if i in shown},
        n_chunks=ingredients.n_chunks,
        vectors=_kept_vectors(project.registry, ingredients.knowledge) if chunks else None,
        max_tokens=limits.max_tokens,
        context_length=limits.context_length,
        base_model=project.config.base_model,
        embedding_model=project.config.embedding_model,
        adapter=adapter if "adapter" in facts.needs else None,
        policy=ingredients.policy if "policy" in facts.needs else None,
    )


def thaw(registry: Registry, recipe: Recipe, embedder: TextEmbedder) -> Ingredients:
    """The ingredients of a recipe, its vectors as they were when it was frozen; no model yet."""
    return Ingredients(
        task=build_task(recipe.task),
        system=recipe.system,
        shots=recipe.shots,
        knowledge=Index(recipe.chunks, embedder, _vectors(registry, recipe)),
        n_chunks=recipe.n_chunks,
        policy=recipe.policy,
    )


def embedder_for(recipe: Recipe) -> Work[SharedEmbedder]:
    """The embedding model that the recipe looks things up with."""
    folder = yield from fetch(recipe.embedding_model)
    yield Progress("Opening the embedding model", 0, None, "steps")
    return SharedEmbedder(load_embedder(folder))


def _kept_vectors(registry: Registry, knowledge: Index) -> str:
    from safetensors.numpy import save

    return registry.put_bytes(save({"vectors": knowledge.vectors}))


def _vectors(registry: Registry, recipe: Recipe) -> NDArray[np.float32] | None:
    if recipe.vectors is None:
        return None
    from safetensors.numpy import load as load_arrays

    found: NDArray[np.float32] = load_arrays(registry.get_bytes(recipe.vectors))["vectors"]
    return found


def dataset_in(registry: Registry, release: Release) -> Dataset:
    """The dataset that a release was compared on."""
    return dataset_from_jsonl(registry.load_dataset_bytes(release.dataset))


def adapters_of(recipes: Iterable[Recipe]) -> tuple[str, ...]:
    """The adapters of these recipes, each once."""
    return tuple(dict.fromkeys(r.adapter for r in recipes if r.adapter is not None))


def begin_engine(project: Project, adapters: Sequence[str], folder: Path) -> Begun | None:
    """Starts what takes the engine of [serve] long to open, so that the rest can open meanwhile.

    Args:
        project: whose.
        adapters: SHA-256 of what was fine-tuned, of one base model.
        folder: of the base model.
    """
    return begin_fastest(_weights(project, adapters, folder), engine_settings(project))


def engine_for(
    project: Project,
    adapters: Sequence[str],
    folder: Path,
    renderer: Renderer,
    begun: Begun | None = None,
) -> Work[Engine]:
    """The engine of [serve] that answers with the base model and with each adapter.

    Args:
        project: whose.
        adapters: SHA-256 of what was fine-tuned; each becomes a variant of that name.
        folder: of the base model.
        renderer: of the base model.
        begun: what `begin_engine` gave for the same.
    """
    weights = _weights(project, adapters, folder)
    weights = dataclasses.replace(weights, stop_ids=renderer.stop_ids)
    return (yield from open_fastest(weights, engine_settings(project), begun=begun))


def _weights(project: Project, adapters: Sequence[str], folder: Path) -> Weights:
    """Without the tokens that end an answer, which are not known yet."""
    registry = project.registry
    paths = {adapter: registry.path(adapter) for adapter in adapters}
    return Weights(folder, paths, registry.cache("gguf"), frozenset())


def engine_settings(project: Project) -> EngineSettings:
    """What [serve] says of the engine."""
    config = project.config.serve
    return EngineSettings(
        config.engine,
        config.precision,
        config.parallel,
        config.context_length,
        config.endpoint,
        config.endpoint_model,
        config.api_key_variable,
    )
