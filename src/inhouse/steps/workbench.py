"""Opens the models once and hands them to the steps that need them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inhouse.errors import BrokenInvariant
from inhouse.models import find
from inhouse.models.embed import Embedder, load_embedder
from inhouse.models.engine import TorchEngine
from inhouse.models.fetch import fetch
from inhouse.models.load import LoadedModel, load
from inhouse.models.lora import Lora, LoraSettings, attach, read_adapter
from inhouse.records import Plan, Progress, Run, Work
from inhouse.rendering import Renderer, open_renderer
from inhouse.steps.project import Project

__all__ = ["Workbench"]

_UNKNOWN_CONTEXT = 4096


class Workbench:
    """The base model, its renderer and adapter, and the embedding model, each opened once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._loaded: LoadedModel | None = None
        self._renderer: Renderer | None = None
        self._lora: Lora | None = None
        self._embedder: RememberingEmbedder | None = None

    @property
    def context_length(self) -> int:
        """Tokens the base model reads at most."""
        return find(self._project.config.base_model).context_length or _UNKNOWN_CONTEXT

    @property
    def hub_id(self) -> str:
        """The base model's name on the hub."""
        return find(self._project.config.base_model).hub_id

    def renderer(self) -> Work[Renderer]:
        """The renderer of the base model's tokenizer; opens no weights."""
        if self._renderer is None:
            folder = yield from fetch(self._project.config.base_model)
            yield Progress("Opening the tokenizer", 0, None, "steps")
            self._renderer = open_renderer(folder)
        return self._renderer

    def base(self) -> Work[LoadedModel]:
        """The base model, opened in the precision of this machine."""
        if self._loaded is None:
            folder = yield from fetch(self._project.config.base_model)
            yield Progress("Opening the base model", 0, None, "steps")
            self._loaded = load(folder, dtype=self._project.config.training.dtype)
        return self._loaded

    def embedder(self) -> Work[RememberingEmbedder]:
        """The embedding model."""
        if self._embedder is None:
            folder = yield from fetch(self._project.config.embedding_model)
            yield Progress("Opening the embedding model", 0, None, "steps")
            self._embedder = RememberingEmbedder(load_embedder(folder))
        return self._embedder

    def blank_adapter(self, plan: Plan) -> Work[Lora]:
        """An untrained adapter on the base model."""
        loaded = yield from self.base()
        settings = LoraSettings(
            plan.lora_r, plan.lora_alpha, plan.lora_dropout, plan.method, plan.frozen_layers
        )
        if self._lora is None:
            self._lora = attach(loaded.model, settings, seed=plan.seed)
        elif self._lora.settings != settings:
            raise BrokenInvariant("one project run should attach one adapter")
        return self._lora

    def adapter_of(self, run: Run) -> Work[Lora]:
        """The run's adapter, on the base model."""
        lora = yield from self.blank_adapter(run.plan)
        _, state = read_adapter(Path(run.adapter.path))
        lora.set_state(state)
        return lora

    def engine(self) -> Work[TorchEngine]:
        """What answers: the base model, and the adapter if one is attached."""
        loaded = yield from self.base()
        renderer = yield from self.renderer()
        return TorchEngine(loaded.model, renderer.stop_ids, self._lora)


class RememberingEmbedder:
    """An embedder that embeds each text once: scoring asks for the same ones many times.

    Args:
        embedder: does the work.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, width) float32 rows of length 1."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        if not texts:
            return self._embedder.embed([])
        return np.stack([self._known[text] for text in texts])
