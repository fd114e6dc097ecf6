"""Full fine-tuning: every weight of the model learns, and the base model's are kept beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from inhouse.errors import ModelUnavailable

__all__ = ["FullWeights", "is_whole_model", "model_files", "read_weights"]

_WEIGHTS = "model.safetensors"
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

    @contextlib.contextmanager
    def switched(self, on: bool) -> Iterator[None]:
        """The model with (`on`) its learned weights or with the base model's inside the block."""
        before = {name: parameter.data for name, parameter in self._learned.items()}
        if not on:
            for name, parameter in self._learned.items():
                parameter.data = self._base[name]
        try:
            yield
        finally:
            for name, parameter in self._learned.items():
                parameter.data = before[name]

    def _copies(self) -> dict[str, Tensor]:
        return {name: p.detach().clone() for name, p in self._learned.items()}


def is_whole_model(folder: Path) -> bool:
    """Whether a folder of what was learned is a model of its own and no adapter."""
    return (folder / _WEIGHTS).is_file() and (folder / "config.json").is_file()


def model_files(state: Mapping[str, Tensor], folder: Path) -> dict[str, bytes]:
    """File name to bytes of a folder that opens as the fine-tuned model.

    Args:
        state: its weights.
        folder: of the base model; gives configuration and tokenizer.
    """
    found = {name: (folder / name).read_bytes() for name in _BESIDE if (folder / name).is_file()}
    tensors = {name: state[name].contiguous() for name in sorted(state)}
    return {**found, _WEIGHTS: save(tensors, metadata={"format": "pt"})}


def read_weights(folder: Path) -> dict[str, Tensor]:
    """The weights of a fine-tuned model's folder.

    Raises:
        ModelUnavailable: it holds none.
    """
    if not is_whole_model(folder):
        raise ModelUnavailable(
            f"A fine-tuned model's folder holds config.json and {_WEIGHTS},",
            f"but {folder} does not.",
            "Train again: inhouse train",
        )
    return load_file(folder / _WEIGHTS)
