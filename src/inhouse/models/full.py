"""Full fine-tuning: every weight of the model learns, and the base model's are kept beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from inhouse.errors import ModelUnavailable
from inhouse.models.learned_files import WEIGHTS, is_whole_model

__all__ = ["FullWeights", "WornWeights", "model_files", "read_weights"]

# What a model folder holds besides weights, and no other program needs more to open it.
_BESIDE = (
    "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
    "special_tokens_map.json", "chat_template.jinja", "tokenizer.model", "vocab.json", "merges.txt",
)  # fmt: skip


class FullWeights:
    """All weights of one model. Tied ones count once.

    Args:
        model: a transformers causal model; its weights are the base model's.
    """

    def __init__(self, model: nn.Module) -> None:
        self._learned = dict(model.named_parameters())
        for parameter in self._learned.values():
            parameter.requires_grad_(True)
        self._base = self._copies()

    @property
    def n_parameters(self) -> int:
        """How many numbers are trained."""
        return sum(parameter.numel() for parameter in self._learned.values())

    def parameters(self) -> list[nn.Parameter]:
        """Every weight, in a fixed order."""
        return [self._learned[name] for name in sorted(self._learned)]

    def reset(self, seed: int) -> None:
        """Every weight is the base model's again; nothing is drawn, so `seed` changes nothing."""
        self.set_state(self._base)

    def state(self) -> dict[str, Tensor]:
        """Copies of every weight under its own name."""
        return {name: tensor.cpu() for name, tensor in self._copies().items()}

    def set_state(self, state: Mapping[str, Tensor]) -> None:
        """Takes the weights of `state`.

        Raises:
            ModelUnavailable: names or shapes are not this model's.
        """
        own = self._learned
        wrong = [k for k in own if k not in state or state[k].shape != own[k].shape]
        if wrong or len(state) != len(own):
            raise ModelUnavailable(
                "A fine-tuned model should have the base model's weights,",
                f"but {len(wrong) or abs(len(state) - len(own))} differ"
                f"{f' (first: {wrong[0]})' if wrong else ''}.",
                "Train again on this base model: inhouse train",
            )
        with torch.no_grad():
            for name, parameter in own.items():
                parameter.copy_(state[name])

    def switched(self, on: bool) -> AbstractContextManager[None]:
        """The model with (`on`) its learned weights or with the base model's inside the block."""
        return contextlib.nullcontext() if on else _with_data(self._learned, self._base)

    def _copies(self) -> dict[str, Tensor]:
        return {name: p.detach().clone() for name, p in self._learned.items()}


class WornWeights:
    """Models that were fine-tuned in full, on the loaded base model that they came from.

    Args:
        model: the base model, nothing attached to it yet.
        folders: name to folder of each.
    """

    def __init__(self, model: nn.Module, folders: Mapping[str, Path]) -> None:
        self._parameters = dict(model.named_parameters())
        self._known = {name: self._fitted(read_weights(path)) for name, path in folders.items()}

    def worn(self, name: str) -> AbstractContextManager[None]:
        """The model as the one of this name inside the block; as it is when there is none."""
        if name not in self._known:
            return contextlib.nullcontext()
        return _with_data(self._parameters, self._known[name])

    def _fitted(self, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
        own = self._parameters
        return {k: t.to(own[k].device, own[k].dtype) for k, t in state.items() if k in own}


@contextlib.contextmanager
def _with_data(
    parameters: Mapping[str, nn.Parameter], data: Mapping[str, Tensor]
) -> Iterator[None]:
    before = {name: parameter.data for name, parameter in parameters.items()}
    for name, tensor in data.items():
        parameters[name].data = tensor
    try:
        yield
    finally:
        for name, tensor in before.items():
            parameters[name].data = tensor


def model_files(state: Mapping[str, Tensor], folder: Path) -> dict[str, bytes]:
    """File name to bytes of a folder that opens as the fine-tuned model.

    Args:
        state: its weights.
        folder: of the base model; gives configuration and tokenizer.
    """
    found = {name: (folder / name).read_bytes() for name in _BESIDE if (folder / name).is_file()}
    tensors = {name: state[name].contiguous() for name in sorted(state)}
    return {**found, WEIGHTS: save(tensors, metadata={"format": "pt"})}


def read_weights(folder: Path) -> dict[str, Tensor]:
    """The weights of a fine-tuned model's folder.

    Raises:
        ModelUnavailable: it holds none.
    """
    if not is_whole_model(folder):
        raise ModelUnavailable(
            f"A fine-tuned model's folder holds config.json and {WEIGHTS},",
            f"but {folder} does not.",
            "Train again: inhouse train",
        )
    return load_file(folder / WEIGHTS)
