"""Opens the models once and hands them to the steps that need them."""

from __future__ import annotations

from pathlib import Path

from inhouse.errors import BrokenInvariant, ConfigFault
from inhouse.models import find
from inhouse.models.embed import load_embedder
from inhouse.models.engines import Engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.learner import Learner, attach_learner, read_learned, same_learner
from inhouse.models.likelihood import Likelihoods
from inhouse.models.load import LoadedModel, load
from inhouse.models.lora import Lora
from inhouse.models.shared_embedder import SharedEmbedder
from inhouse.records import Plan, Progress, Run, Work
from inhouse.rendering import Renderer, open_renderer
from inhouse.steps.project import Project

__all__ = ["Workbench"]

_UNKNOWN_CONTEXT = 4096
_KEPT_TEXTS = 100_000  # scoring asks for the same ones many times; 150 MB at most


class Workbench:
    """The base model, its renderer and adapter, and the embedding model, each opened once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._loaded: LoadedModel | None = None
        self._renderer: Renderer | None = None
        self._learner: tuple[Learner, Plan] | None = None
        self._embedder: SharedEmbedder | None = None

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
            folder = yield from self.folder()
            yield Progress("Opening the tokenizer", 0, None, "steps")
            self._renderer = open_renderer(folder)
        return self._renderer

    def folder(self) -> Work[Path]:
        """The base model's files, fetched when they are not there."""
        return (yield from fetch(self._project.config.base_model))

    def base(self) -> Work[LoadedModel]:
        """The base model, opened in the precision of this machine."""
        if self._loaded is None:
            folder = yield from self.folder()
            yield Progress("Opening the base model", 0, None, "steps")
            settings = self._project.config.training
            # Steps of a usual rate are lost in the rounding of 16-bit weights.
            whole = settings.method == "full"
            if whole and settings.dtype == "nf4":
                raise ConfigFault(
                    'training.method = "full" learns every weight,',
                    'but training.dtype = "nf4" packs them so that none can be learned.',
                    "Train an adapter: --set training.method=lora",
                )
            self._loaded = load(folder, dtype="float32" if whole else settings.dtype)
        return self._loaded

    def embedder(self) -> Work[SharedEmbedder]:
        """The embedding model."""
        if self._embedder is None:
            folder = yield from fetch(self._project.config.embedding_model)
            yield Progress("Opening the embedding model", 0, None, "steps")
            self._embedder = SharedEmbedder(load_embedder(folder), kept=_KEPT_TEXTS)
        return self._embedder

    def blank_learner(self, plan: Plan) -> Work[Learner]:
        """What the plan trains of the base model, nothing learned yet."""
        loaded = yield from self.base()
        if self._learner is None:
            self._learner = attach_learner(loaded.model, plan), plan
        elif not same_learner(self._learner[1], plan):
            raise BrokenInvariant("one project run should train one adapter")
        return self._learner[0]

    def drop_learner(self) -> None:
        """The bare base model again, for another adapter."""
        if self._learner is not None and self._loaded is not None:
            learner = self._learner[0]
            if not isinstance(learner, Lora):
                raise BrokenInvariant("only an adapter can be taken off")
            learner.detach(self._loaded.model)
            self._learner = None

    def adapter_of(self, run: Run) -> Work[Learner]:
        """What the run learned, on the base model."""
        learner = yield from self.blank_learner(run.plan)
        read_learned(learner, Path(run.adapter.path))
        return learner

    def base_engine(self) -> Work[Engine]:
        """The base model as it is open here; what is attached to it stays switched off."""
        loaded = yield from self.base()
        renderer = yield from self.renderer()
        learner = self._learner[0] if self._learner else None
        return TorchServing(loaded, {}, renderer.stop_ids, attached=learner)

    def likelihoods(self) -> Work[Likelihoods]:
        """How likely given answers are, to the base model and to what is attached to it."""
        loaded = yield from self.base()
        return Likelihoods(loaded.model, self._learner[0] if self._learner else None)
