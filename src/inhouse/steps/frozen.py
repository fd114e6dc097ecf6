"""What a release answers with, made of its frozen recipe alone; used by serve, promote, export."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inhouse.contenders import Contender, contender_of
from inhouse.curation import dataset_from_jsonl
from inhouse.models.embed import load_embedder
from inhouse.models.engines import Begun, Engine
from inhouse.models.engines.choosing import begin_fastest, open_fastest
from inhouse.models.engines.opening import EngineSettings, Weights
from inhouse.models.fetch import fetch
from inhouse.models.shared_embedder import SharedEmbedder
from inhouse.records import Dataset, Progress, Recipe, Release, Work
from inhouse.registry import Registry
from inhouse.rendering import Renderer
from inhouse.steps.project import Project

__all__ = ["begin_engine", "contender_in", "dataset_in", "embedder_for", "engine_for"]


def embedder_for(recipe: Recipe) -> Work[SharedEmbedder]:
    """The embedding model that the recipe looks things up with."""
    folder = yield from fetch(recipe.embedding_model)
    yield Progress("Opening the embedding model", 0, None, "steps")
    return SharedEmbedder(load_embedder(folder))


def contender_in(registry: Registry, recipe: Recipe, embedder: SharedEmbedder) -> Contender:
    """The contender of a recipe, its passages' vectors as they were when it was promoted."""
    return contender_of(recipe, embedder, _vectors(registry, recipe))


def _vectors(registry: Registry, recipe: Recipe) -> NDArray[np.float32] | None:
    if recipe.vectors is None:
        return None
    from safetensors.numpy import load as load_arrays

    found: NDArray[np.float32] = load_arrays(registry.get_bytes(recipe.vectors))["vectors"]
    return found


def dataset_in(registry: Registry, release: Release) -> Dataset:
    """The dataset that a release was compared on."""
    return dataset_from_jsonl(registry.load_dataset_bytes(release.dataset))


def begin_engine(project: Project, recipes: Sequence[Recipe], folder: Path) -> Begun | None:
    """Starts what takes the engine of [serve] long to open, so that the rest can open meanwhile.

    Args:
        project: whose.
        recipes: of one base model.
        folder: of the base model.
    """
    return begin_fastest(_weights(project, recipes, folder), _settings(project))


def engine_for(
    project: Project,
    recipes: Sequence[Recipe],
    folder: Path,
    renderer: Renderer,
    begun: Begun | None = None,
) -> Work[Engine]:
    """The engine of [serve] that answers for these recipes, each under its adapter's hash.

    Args:
        project: whose.
        recipes: of one base model.
        folder: of the base model.
        renderer: of the base model.
        begun: what `begin_engine` gave for the same.
    """
    weights = _weights(project, recipes, folder)
    weights = dataclasses.replace(weights, stop_ids=renderer.stop_ids)
    return (yield from open_fastest(weights, _settings(project), begun=begun))


def _weights(project: Project, recipes: Sequence[Recipe], folder: Path) -> Weights:
    """Without the tokens that end an answer, which are not known yet."""
    registry = project.registry
    adapters = {
        recipe.adapter: registry.path(recipe.adapter)
        for recipe in recipes
        if recipe.adapter is not None
    }
    return Weights(folder, adapters, registry.cache("gguf"), frozenset())


def _settings(project: Project) -> EngineSettings:
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
