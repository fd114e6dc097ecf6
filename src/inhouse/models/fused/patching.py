"""Puts the fused pieces into a transformers model, for the forward passes that train."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from inhouse.models.fused.attention import Layout, rotary_attention
from inhouse.models.fused.eight_bits import pack, unpack
from inhouse.models.fused.mlp import gated_mlp
from inhouse.models.fused.norm import rms_norm
from inhouse.models.fused.product import lora_products

__all__ = ["first_readers", "fuse", "takes_layouts"]

# Classes whose formulas are exactly those of the pieces here; every other module stays its own.
_FAMILIES = ("Llama", "Mistral", "Qwen2", "Qwen3", "SmolLM3", "Gemma3")
# Models whose trunk is embedding, layers and norm in a row, each layer handing its options on.
_FLAT = ("LlamaModel", "MistralModel", "Qwen2Model", "Qwen3Model", "SmolLM3Model")
_ACTIVATIONS = {"silu": "silu", "gelu_pytorch_tanh": "gelu_tanh"}
# Linear layers of a block that read the same rows. What the last one reads has numbers so large
# that its outputs are worked out exactly (docs/notebook.md).
_READERS = (("q_proj", "k_proj", "v_proj"), ("o_proj",), ("gate_proj", "up_proj"), ("down_proj",))
_SPIKY = ("down_proj",)


def fuse(
    model: Any,
    *,
    int8_gradients: bool = False,
    largest: Mapping[nn.Linear, Tensor] | None = None,
) -> None:
    """Lets norms, attention and feed-forward blocks of `model` train through this package.

    What asks for no gradients runs the model's own code; so does attention that is given no
    `layout`.

    Args:
        model: a transformers causal model.
        int8_gradients: whether gradients go through its frozen layers in 8 bits.
        largest: `largest_inputs` of its `first_readers`: then those layers' outputs go in 8 bits
            too, which asks for the gradients to do so.
    """
    pieces: dict[str, Callable[..., Any]] = {}
    for family in _FAMILIES:
        pieces[f"{family}RMSNorm"] = _norm
        pieces[f"{family}Attention"] = _attention
        pieces[f"{family}MLP"] = _mlp
    for module in model.modules():
        piece = pieces.get(type(module).__name__)
        if piece is not None:
            module.forward = types.MethodType(piece, module)
    for names, readers in _readers(model):
        if int8_gradients:
            seen = None if largest is None else largest.get(readers[0])
            pack(readers, None if names == _SPIKY else seen)
        else:
            for layer in readers:
                unpack(layer)


def first_readers(model: Any) -> list[nn.Linear]:
    """Of the frozen layers whose outputs may go in 8 bits, one for each group that reads alike."""
    return [readers[0] for names, readers in _readers(model) if names != _SPIKY]


def _readers(model: Any) -> Iterator[tuple[tuple[str, ...], list[nn.Linear]]]:
    """Frozen linear layers that read the same rows, and their names in the block."""
    for block in model.modules():
        for names in _READERS:
            layers = [getattr(block, name, None) for name in names]
            if all(_is_plain(layer) for layer in layers):
                yield names, [layer.base for layer in layers if layer is not None]


def takes_layouts(model: Any) -> bool:
    """Whether `model`, once fused, can read rows laid out flat: plain causal attention only."""
    if type(model.model).__name__ not in _FLAT or getattr(model.config, "sliding_window", None):
        return False
    return not any(layer.self_attn.attention_dropout for layer in model.model.layers)


def _norm(self: Any, hidden_states: Tensor) -> Any:
    trains = hidden_states.requires_grad and torch.is_grad_enabled()
    if not trains or self.weight.requires_grad:
        return type(self).forward(self, hidden_states)
    if hasattr(self, "variance_epsilon"):
        return rms_norm(hidden_states, self.weight, self.variance_epsilon)
    return rms_norm(hidden_states, 1.0 + self.weight.float(), self.eps)  # Gemma's


def _mlp(self: Any, x: Tensor) -> Any:
    layers = (self.gate_proj, self.up_proj, self.down_proj)
    config = self.config
    act = getattr(config, "hidden_act", None) or getattr(config, "hidden_activation", "")
    plain = all(_is_plain(layer) and layer.base.bias is None for layer in layers)
    if act not in _ACTIVATIONS or not torch.is_grad_enabled() or not plain:
        return type(self).forward(self, x)
    return gated_mlp(x, layers, _ACTIVATIONS[act])


def _is_plain(layer: Any) -> bool:
    """Whether it is a linear layer under an update and nothing more."""
    return bool(getattr(layer, "is_plain", False))


def _attention(self: Any, hidden_states: Tensor, *inputs: Any, **options: Any) -> Any:
    layout: Layout | None = options.pop("layout", None)
    if layout is None:
        return type(self).forward(self, hidden_states, *inputs, **options)
    layers = (self.q_proj, self.k_proj, self.v_proj)
    if torch.is_grad_enabled() and all(_is_plain(layer) for layer in layers):
        found = lora_products(hidden_states, layers)
    else:
        found = tuple(layer(hidden_states) for layer in layers)
    shape = (*hidden_states.shape[:-1], -1, self.head_dim)
    q, k, v = (t.view(shape) for t in found)
    if hasattr(self, "q_norm"):
        q, k = self.q_norm(q), self.k_norm(k)
    cos, sin = options["position_embeddings"]
    if not getattr(self, "use_rope", True):
        cos, sin = torch.ones_like(cos), torch.zeros_like(sin)
    return self.o_proj(rotary_attention((q, k, v), (cos, sin), self.scaling, layout)), None
