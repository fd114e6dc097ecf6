"""What is learned of a model: a low-rank update beside it, or all of its weights."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from inhouse.models.full import FullWeights, model_files, read_weights
from inhouse.models.lora import Lora, LoraSettings, adapter_files, attach, read_adapter
from inhouse.records import Plan

__all__ = [
    "Learner",
    "attach_learner",
    "learned_files",
    "lora_settings",
    "read_learned",
    "same_learner",
]


class Learner(Protocol):
    """Trained numbers that one loaded model answers with or without."""

    @property
    def n_parameters(self) -> int:
        """How many numbers are trained."""
        ...

    def parameters(self) -> list[nn.Parameter]:
        """What is learned, in a fixed order."""
        ...

    def reset(self, seed: int) -> None:
        """The model answers as the base model again."""
        ...

    def state(self) -> dict[str, Tensor]:
        """Copies of what is learned, by name."""
        ...

    def set_state(self, state: Mapping[str, Tensor]) -> None:
        """Takes what `state` gave."""
        ...

    def switched(self, on: bool) -> AbstractContextManager[None]:
        """The model with (`on`) or without what was learned inside the block."""
        ...


def attach_learner(model: nn.Module, plan: Plan) -> Learner:
    """What the plan's method trains, on `model`, nothing learned yet."""
    if plan.method == "full":
        return FullWeights(model)
    return attach(model, lora_settings(plan), seed=plan.seed)


def lora_settings(plan: Plan) -> LoraSettings:
    """The low-rank update of a plan; the methods that only change what is read use plain LoRA."""
    kind = plan.method if plan.method in ("rslora", "dora") else "lora"
    return LoraSettings(plan.lora_r, plan.lora_alpha, plan.lora_dropout, kind, plan.frozen_layers)


def same_learner(a: Plan, b: Plan) -> bool:
    """Whether two plans train the same numbers of a model."""
    if "full" in (a.method, b.method):
        return a.method == b.method
    return lora_settings(a) == lora_settings(b)


def learned_files(
    learner: Learner, state: Mapping[str, Tensor], base: tuple[str, Path]
) -> dict[str, bytes]:
    """File name to bytes: an adapter folder in PEFT's layout, or a whole model's folder.

    Args:
        learner: what was trained.
        state: its numbers.
        base: hub id or folder of the base model as people name it; its folder on this machine.
    """
    if isinstance(learner, Lora):
        return adapter_files(learner, state, base_model=base[0])
    return model_files(state, base[1])


def read_learned(learner: Learner, folder: Path) -> None:
    """Puts what a folder of `learned_files` holds into `learner`.

    Raises:
        ModelUnavailable: a file is missing, or it belongs to another base model.
    """
    state: Mapping[str, Any]
    state = read_adapter(folder)[1] if isinstance(learner, Lora) else read_weights(folder)
    learner.set_state(state)
