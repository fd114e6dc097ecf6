"""The gradients of frozen layers' inputs, worked out over numbers of 8 bits.

A processor with VNNI multiplies those twice as fast as bfloat16 and five times as fast as float32.
The forward pass stays as it is, so no loss, answer or score changes by this; a gradient is as near
as one in bfloat16 (docs/notebook.md).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

__all__ = ["Packed", "input_gradient", "multiplies_eight_bits", "pack"]

# Of the largest number in a row: rounding its scale to bfloat16 must not lift it over 127.
_LARGEST = 126


class Packed(NamedTuple):
    """A frozen weight: (out_features, in_features) int8, and what its columns are multiplied by."""

    weight: Tensor
    scale: Tensor


def multiplies_eight_bits(device: torch.device) -> bool:
    """Whether that is faster there: on a processor with AVX-512 VNNI."""
    probe = getattr(torch.cpu, "_is_vnni_supported", None)
    return device.type == "cpu" and probe is not None and bool(probe())


def pack(layers: list[nn.Linear], *, on: bool) -> None:
    """Gives each frozen layer its packed weight beside its own, or takes it away."""
    for layer in layers:
        own: Any = layer
        if not on:
            own.packed = None
        elif getattr(layer, "packed", None) is None:
            own.packed = _packed(layer.weight)


def _packed(weight: Tensor) -> Packed:
    scale = _scale(weight, 0)
    rounded = torch.div(weight, scale).round_()
    return Packed(rounded.to(torch.int8), scale)


def input_gradient(
    grad: Tensor, weight: Tensor, packed: Packed | None, onto: Tensor | None = None
) -> Tensor:
    """`grad @ weight`, or nearly that where the weight is packed; added to `onto` in place.

    Args:
        grad: (n, out_features).
        weight: (out_features, in_features).
        packed: the same weight, or None.
        onto: (n, in_features), or None.
    """
    if packed is None:
        return grad @ weight if onto is None else onto.addmm_(grad, weight)
    scale = _scale(grad, 1)
    rounded = torch.div(grad, scale).round_().to(torch.int8)
    found = torch._int_mm(rounded, packed.weight).to(grad.dtype).mul_(scale).mul_(packed.scale)
    return found if onto is None else onto.add_(found)


def _scale(x: Tensor, dim: int) -> Tensor:
    """Of each row (`dim` 1) or column (0), in the dtype of `x`."""
    largest = x.abs().amax(dim, keepdim=True)
    return largest.div_(_LARGEST).clamp_min_(torch.finfo(x.dtype).tiny)
