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
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from inhouse.errors import BrokenInvariant, ModelUnavailable
from inhouse.models.fused import lora_products

__all__ = ["Lora", "LoraLinear", "LoraSettings", "adapter_files", "attach", "read_adapter"]

_PREFIX = "base_model.model."
_LEFT_OUT = ("lm_head", "embed_tokens")
_IN_LAYER = re.compile(r"\blayers\.(\d+)\.")
_MAGNITUDE = "lora_magnitude_vector"  # PEFT's name, which has no ".weight" behind it


@dataclass(frozen=True, slots=True)
class LoraSettings:
    """How an adapter changes the layers it stands on.

    Args:
        r: rank of the update.
        alpha: numerator of its scale.
        dropout: share (0-1) of the update's inputs dropped while training.
        method: "lora"; "rslora", whose scale does not shrink with the rank; or "dora", which also
            learns the length of each row of the changed weight.
        first_layer: layers of the model below this one are left as they are.
    """

    r: int
    alpha: int
    dropout: float = 0.0
    method: Literal["lora", "rslora", "dora"] = "lora"
    first_layer: int = 0

    @property
    def scale(self) -> float:
        """What the update is multiplied by.

        Source: Hu et al. 2021, section 4.1 (alpha / r); Kalajdzievski 2023, "rsLoRA", theorem 3.2
        (alpha / sqrt(r)).
        """
        return self.alpha / (math.sqrt(self.r) if self.method == "rslora" else self.r)


class LoraLinear(nn.Module):
    """A frozen linear layer plus a low-rank update that can be switched off.

    Args:
        base: the layer, frozen by `attach`.
        settings: rank, scale, dropout.
    """

    def __init__(self, base: nn.Linear, settings: LoraSettings) -> None:
        super().__init__()
        self.base = base
        self.scale = settings.scale
        self.enabled = True
        self.dropout = nn.Dropout(settings.dropout)
        device = base.weight.device
        shape_a, shape_b = (settings.r, base.in_features), (base.out_features, settings.r)
        self.lora_a = nn.Parameter(torch.empty(shape_a, dtype=torch.float32, device=device))
        self.lora_b = nn.Parameter(torch.zeros(shape_b, dtype=torch.float32, device=device))
        lengths = self._dense().norm(dim=1) if settings.method == "dora" else None
        self.magnitude = None if lengths is None else nn.Parameter(lengths)
        self._lengths: Tensor | None = None

    @property
    def is_plain(self) -> bool:
        """Whether one product does: the update is on, nothing dropped, stretched or quantized."""
        if not self.enabled or (self.training and self.dropout.p):
            return False
        return self.magnitude is None and not _is_quantized(self.base)

    def forward(self, x: Tensor) -> Tensor:
        """(…, in_features) to (…, out_features), in the dtype of `x`."""
        if self.is_plain and torch.is_grad_enabled():
            return lora_products(x, [self])[0]
        if not self.enabled:
            out: Tensor = self.base(x)
            return out
        down = nn.functional.linear(self.dropout(x), self.lora_a.to(x.dtype))
        update = nn.functional.linear(down, (self.lora_b * self.scale).to(x.dtype))
        if self.magnitude is None:
            updated: Tensor = self.base(x) + update
            return updated
        stretch = (self.magnitude / self._row_lengths()).to(x.dtype)
        own = self._dense().to(x.dtype) if _is_quantized(self.base) else self.base.weight
        stretched: Tensor = (nn.functional.linear(x, own) + update) * stretch
        return stretched if self.base.bias is None else stretched + self.base.bias

    def merged_weight(self) -> Tensor:
        """(out_features, in_features) float32: the weight this layer acts as, update included."""
        with torch.no_grad():
            merged = self._dense() + self.scale * (self.lora_b @ self.lora_a)
            if self.magnitude is None:
                return merged
            return merged * (self.magnitude / self._row_lengths())[:, None]

    def _dense(self) -> Tensor:
        """(out_features, in_features) float32: the base layer's weight."""
        weight: Any = self.base.weight
        if _is_quantized(self.base):
            from bitsandbytes.functional import dequantize_4bit

            weight = dequantize_4bit(weight.data, weight.quant_state)
        wide: Tensor = weight.detach().float()
        return wide

    def reset(self, generator: torch.Generator) -> None:
        """A is Kaiming-uniform, B is zero: the update starts as nothing."""
        bound = math.sqrt(6 / ((1 + 5) * self.lora_a.shape[1]))
        drawn = torch.rand(self.lora_a.shape, generator=generator) * 2 * bound - bound
        self.forget_lengths()
        with torch.no_grad():
            self.lora_a.copy_(drawn)
            self.lora_b.zero_()
            if self.magnitude is not None:
                self.magnitude.copy_(self._dense().norm(dim=1))

    def trained(self) -> dict[str, nn.Parameter]:
        """What is learned, under the last part of PEFT's names."""
        found = {"lora_A.weight": self.lora_a, "lora_B.weight": self.lora_b}
        return found if self.magnitude is None else {**found, _MAGNITUDE: self.magnitude}

    def wear(self, scale: float, state: Mapping[str, Tensor]) -> None:
        """Takes another adapter's numbers for this layer, under the last part of PEFT's names.

        Without any, as below an adapter's first layer, it answers as the base model does.
        """
        device = self.base.weight.device
        blank = {
            "lora_A.weight": torch.zeros(1, self.base.in_features),
            "lora_B.weight": torch.zeros(self.base.out_features, 1),
        }
        taken = {name: nn.Parameter(t.to(device), False) for name, t in {**blank, **state}.items()}
        self.scale = scale
        self.lora_a, self.lora_b = taken["lora_A.weight"], taken["lora_B.weight"]
        self.magnitude = taken.get(_MAGNITUDE)
        self.forget_lengths()

    def _row_lengths(self) -> Tensor:
        """(out_features,): of the changed weight's rows, taken as constant.

        Source: Liu et al. 2024, "DoRA", section 4.3. Kept only while nothing is learned.
        """
        if self.training or self._lengths is None:
            with torch.inference_mode(mode=False), torch.no_grad():
                changed = self._dense() + self.scale * (self.lora_b @ self.lora_a)
                self._lengths = changed.norm(dim=1)
        return self._lengths

    def forget_lengths(self) -> None:
        """To be called whenever the matrices change."""
        self._lengths = None

    def train(self, mode: bool = True) -> LoraLinear:
        """Switches between learning and answering."""
        self.forget_lengths()
        super().train(mode)
        return self


def _is_quantized(base: nn.Linear) -> bool:
    """Whether its weight is packed: `load` in "nf4"."""
    return hasattr(base.weight, "quant_state")


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
        """What is learned, in float32 and in a fixed order."""
        return [p for _, layer in sorted(self._layers.items()) for p in layer.trained().values()]

    def reset(self, seed: int) -> None:
        """Every layer starts as the base model's, its A drawn from `seed`."""
        generator = torch.Generator().manual_seed(seed)
        for _, layer in sorted(self._layers.items()):
            layer.reset(generator)

    def state(self) -> dict[str, Tensor]:
        """Copies of what is learned under PEFT's names."""
        return {name: p.detach().cpu().clone() for name, p in self._named()}

    def _named(self) -> Iterator[tuple[str, nn.Parameter]]:
        for path, layer in sorted(self._layers.items()):
            for name, parameter in layer.trained().items():
                yield f"{_PREFIX}{path}.{name}", parameter

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
        with torch.no_grad():
            for name, parameter in self._named():
                parameter.copy_(state[name])
        for layer in self._layers.values():
            layer.forget_lengths()

    def wear(self, settings: LoraSettings, state: Mapping[str, Tensor]) -> None:
        """Answers with another adapter of the same layers from now on, whatever its rank."""
        self.settings = settings
        for path, layer in self._layers.items():
            start = f"{_PREFIX}{path}."
            own = {k.removeprefix(start): v for k, v in state.items() if k.startswith(start)}
            layer.wear(settings.scale, own)

    def detach(self, model: nn.Module) -> None:
        """Puts the base model's own layers back."""
        for path, layer in self._layers.items():
            parent_path, _, name = path.rpartition(".")
            setattr(model.get_submodule(parent_path), name, layer.base)

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
    """Replaces every linear layer but the output head and freezes everything else.

    Layers below `settings.first_layer` are left as they are.
    """
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    targets = [
        (path, module)
        for path, module in model.named_modules()
        if isinstance(module, nn.Linear)
        and path.rsplit(".", 1)[-1] not in _LEFT_OUT
        and not _is_below(path, settings.first_layer)
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


def _is_below(path: str, first_layer: int) -> bool:
    found = _IN_LAYER.search(path)
    return found is not None and int(found[1]) < first_layer


def adapter_files(lora: Lora, state: Mapping[str, Tensor], *, base_model: str) -> dict[str, bytes]:
    """File name to bytes of an adapter folder PEFT, vLLM and llama.cpp's converter can read.

    Args:
        lora: gives the settings.
        state: the matrices, under PEFT's names.
        base_model: hub id or folder of the base, written into the configuration.
    """
    targets = sorted({key.split(".")[-3] for key in state if not key.endswith(_MAGNITUDE)})
    layers = sorted({int(found[1]) for key in state if (found := _IN_LAYER.search(key))})
    settings = lora.settings
    config = {
        "base_model_name_or_path": base_model,
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "layers_pattern": "layers" if settings.first_layer else None,
        "layers_to_transform": layers if settings.first_layer else None,
        "lora_alpha": settings.alpha,
        "lora_dropout": settings.dropout,
        "modules_to_save": None,
        "peft_type": "LORA",
        "r": settings.r,
        "target_modules": targets,
        "task_type": "CAUSAL_LM",
        "use_dora": settings.method == "dora",
        "use_rslora": settings.method == "rslora",
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
    settings = LoraSettings(
        facts["r"],
        facts["lora_alpha"],
        facts["lora_dropout"],
        _method(facts),
        min(facts.get("layers_to_transform") or [0]),
    )
    return settings, load_file(weights)


def _method(facts: Mapping[str, object]) -> Literal["lora", "rslora", "dora"]:
    if facts.get("use_dora"):
        return "dora"
    return "rslora" if facts.get("use_rslora") else "lora"
