"""LoRA on every linear layer of a causal model, in PEFT's file layout.

Our own few lines rather than PEFT's, because one loaded base must answer as base and as
fine-tuned in turn, the low-rank matrices are kept in float32 beside bfloat16 weights, and PEFT
brings accelerate with it. PEFT reads the files (tests say so).

Source: Hu et al. 2021, "LoRA", section 4.1; scale and initialisation as PEFT has them.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from inhouse.errors import BrokenInvariant, ModelUnavailable

__all__ = ["Lora", "LoraLinear", "LoraSettings", "adapter_files", "attach", "read_adapter"]

from dataclasses import dataclass

_PREFIX = "base_model.model."
_LEFT_OUT = ("lm_head", "embed_tokens")


@dataclass(frozen=True, slots=True)
class LoraSettings:
    """Rank, scale numerator (the update is times alpha / r) and dropout share of an adapter."""

    r: int
    alpha: int
    dropout: float = 0.0


class LoraLinear(nn.Module):
    """A frozen linear layer plus a low-rank update that can be switched off.

    Args:
        base: the layer, frozen by `attach`.
        settings: rank, scale, dropout.
    """

    def __init__(self, base: nn.Linear, settings: LoraSettings) -> None:
        super().__init__()
        self.base = base
        self.scale = settings.alpha / settings.r
        self.enabled = True
        self.dropout = nn.Dropout(settings.dropout)
        device = base.weight.device
        shape_a, shape_b = (settings.r, base.in_features), (base.out_features, settings.r)
        self.lora_a = nn.Parameter(torch.empty(shape_a, dtype=torch.float32, device=device))
        self.lora_b = nn.Parameter(torch.zeros(shape_b, dtype=torch.float32, device=device))

    def forward(self, x: Tensor) -> Tensor:
        """(…, in_features) to (…, out_features), in the dtype of `x`."""
        out: Tensor = self.base(x)
        if not self.enabled:
            return out
        down = nn.functional.linear(self.dropout(x), self.lora_a.to(x.dtype))
        return out + nn.functional.linear(down, (self.lora_b * self.scale).to(x.dtype))


class Lora:
    """The adapter attached to one model.

    Args:
        layers: module path (PEFT's, under the model) to layer.
        settings: what it was attached with.
    """

    def __init__(self, layers: Mapping[str, LoraLinear], settings: LoraSettings) -> None:
        self._layers = dict(layers)
        self.settings = settings

    @property
    def n_parameters(self) -> int:
        """How many numbers are trained."""
        return sum(parameter.numel() for parameter in self.parameters())

    def parameters(self) -> list[nn.Parameter]:
        """The float32 matrices, in a fixed order."""
        return [
            p for _, layer in sorted(self._layers.items()) for p in (layer.lora_a, layer.lora_b)
        ]

    def reset(self, seed: int) -> None:
        """A is Kaiming-uniform from `seed`, B is zero: the update starts as nothing."""
        generator = torch.Generator().manual_seed(seed)
        for _, layer in sorted(self._layers.items()):
            bound = math.sqrt(6 / ((1 + 5) * layer.lora_a.shape[1]))
            drawn = torch.rand(layer.lora_a.shape, generator=generator) * 2 * bound - bound
            with torch.no_grad():
                layer.lora_a.copy_(drawn)
                layer.lora_b.zero_()

    def state(self) -> dict[str, Tensor]:
        """Copies of the matrices under PEFT's names."""
        found: dict[str, Tensor] = {}
        for path, layer in sorted(self._layers.items()):
            for name, tensor in (("lora_A", layer.lora_a), ("lora_B", layer.lora_b)):
                found[f"{_PREFIX}{path}.{name}.weight"] = tensor.detach().cpu().clone()
        return found

    def set_state(self, state: Mapping[str, Tensor]) -> None:
        """Takes the matrices of `state`.

        Raises:
            ModelUnavailable: names or shapes are not this model's.
        """
        own = self.state()
        wrong = [k for k in own if k not in state or state[k].shape != own[k].shape]
        if wrong or len(state) != len(own):
            raise ModelUnavailable(
                "The adapter should fit the base model,",
                f"but {len(wrong) or abs(len(state) - len(own))} matrices do not"
                f"{f' (first: {wrong[0]})' if wrong else ''}.",
                "Train again on this base model: inhouse train",
            )
        for path, layer in self._layers.items():
            with torch.no_grad():
                layer.lora_a.copy_(state[f"{_PREFIX}{path}.lora_A.weight"])
                layer.lora_b.copy_(state[f"{_PREFIX}{path}.lora_B.weight"])

    def wear(self, settings: LoraSettings, state: Mapping[str, Tensor]) -> None:
        """Answers with another adapter of the same layers from now on, whatever its rank."""
        self.settings = settings
        for path, layer in self._layers.items():
            layer.scale = settings.alpha / settings.r
            layer.lora_a = nn.Parameter(state[f"{_PREFIX}{path}.lora_A.weight"], False)
            layer.lora_b = nn.Parameter(state[f"{_PREFIX}{path}.lora_B.weight"], False)

    @contextlib.contextmanager
    def switched(self, on: bool) -> Iterator[None]:
        """The model with (`on`) or without the adapter inside the block."""
        before = {path: layer.enabled for path, layer in self._layers.items()}
        for layer in self._layers.values():
            layer.enabled = on
        try:
            yield
        finally:
            for path, layer in self._layers.items():
                layer.enabled = before[path]


def attach(model: nn.Module, settings: LoraSettings, *, seed: int) -> Lora:
    """Replaces every linear layer but the output head and freezes everything else."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    targets = [
        (path, module)
        for path, module in model.named_modules()
        if isinstance(module, nn.Linear) and path.rsplit(".", 1)[-1] not in _LEFT_OUT
    ]
    if not targets:
        raise BrokenInvariant("a causal model should have linear layers")
    layers: dict[str, LoraLinear] = {}
    for path, module in targets:
        parent_path, _, name = path.rpartition(".")
        # A new module starts in training mode: its dropout would blur an evaluating model.
        layer = LoraLinear(module, settings).train(module.training)
        setattr(model.get_submodule(parent_path), name, layer)
        layers[path] = layer
    lora = Lora(layers, settings)
    lora.reset(seed)
    return lora


def adapter_files(lora: Lora, state: Mapping[str, Tensor], *, base_model: str) -> dict[str, bytes]:
    """File name to bytes of an adapter folder PEFT, vLLM and llama.cpp's converter can read.

    Args:
        lora: gives the settings.
        state: the matrices, under PEFT's names.
        base_model: hub id or folder of the base, written into the configuration.
    """
    targets = sorted({key.split(".")[-3] for key in state})
    config = {
        "base_model_name_or_path": base_model,
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "lora_alpha": lora.settings.alpha,
        "lora_dropout": lora.settings.dropout,
        "modules_to_save": None,
        "peft_type": "LORA",
        "r": lora.settings.r,
        "target_modules": targets,
        "task_type": "CAUSAL_LM",
    }
    tensors = {key: state[key].contiguous() for key in sorted(state)}
    return {
        "adapter_config.json": json.dumps(config, indent=2, sort_keys=True).encode(),
        "adapter_model.safetensors": save(tensors, metadata={"format": "pt"}),
    }


def read_adapter(folder: Path) -> tuple[LoraSettings, dict[str, Tensor]]:
    """Settings and matrices of an adapter folder.

    Raises:
        ModelUnavailable: a file is missing.
    """
    config = folder / "adapter_config.json"
    weights = folder / "adapter_model.safetensors"
    if not (config.is_file() and weights.is_file()):
        raise ModelUnavailable(
            "An adapter folder holds adapter_config.json and adapter_model.safetensors,",
            f"but {folder} does not.",
            "Train again: inhouse train",
        )
    facts = json.loads(config.read_text())
    settings = LoraSettings(facts["r"], facts["lora_alpha"], facts["lora_dropout"])
    return settings, load_file(weights)
