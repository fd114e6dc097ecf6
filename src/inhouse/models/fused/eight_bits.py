"""Products with frozen weights, worked out over numbers of 8 bits while something is learned.

A processor with VNNI multiplies those twice as fast as bfloat16 and five times as fast as float32;
one with AVX2 alone twice as fast as float32, with weights of 7 bits, for its sums overflow else.
Two of the three products of a training step can go so: the gradient of a layer's input, and the
layer's output where a few very large inputs do not spoil it. A loss is then off by about as much
as in bfloat16, a gradient by more (docs/notebook.md). What asks for no gradients, and so every
answer and score, stays exact.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

__all__ = [
    "Packed",
    "input_gradient",
    "largest_inputs",
    "largest_weight",
    "multiplies_eight_bits",
    "outputs",
    "pack",
    "unpack",
]

# Of the largest number in a row: rounding its scale to bfloat16 must not lift it over 127.
_LARGEST = 126
# Without VNNI two products are summed in 16 bits, one factor moved up by 128 beforehand:
# 254 * 63 * 2 is below 2**15. With 126 nearly every sum was wrong, and nothing said so.
_LARGEST_WITHOUT_VNNI = 63
_LEAST_INPUT = 1e-5


class Smoothed(NamedTuple):
    """A frozen weight for outputs, made smoother for its inputs.

    Args:
        weight: (in_features, out_features) int8.
        scale: (1, out_features), what its columns are multiplied by.
        unsmooth: (in_features,), what inputs are multiplied by first; one for all layers that read
            the same rows.
    """

    weight: Tensor
    scale: Tensor
    unsmooth: Tensor


class Packed(NamedTuple):
    """A frozen weight in 8 bits, beside its own.

    Args:
        weight: (out_features, in_features) int8, for gradients.
        scale: (1, in_features), what its columns are multiplied by.
        smoothed: for outputs, or None where those are exact.
    """

    weight: Tensor
    scale: Tensor
    smoothed: Smoothed | None = None


def multiplies_eight_bits(device: torch.device) -> bool:
    """Whether that is exact and faster there: on a processor with AVX2 or better."""
    return device.type == "cpu" and largest_weight() > 0


@functools.cache
def largest_weight() -> int:
    """The largest rounded weight with which this processor's sums are right; 0 where none is.

    It is tried out: an overflow would make every product wrong without an error.
    """
    if torch.backends.cpu.get_cpu_capability() not in ("AVX2", "AVX512"):
        return 0
    bounds = (_LARGEST, _LARGEST_WITHOUT_VNNI)
    return next((bound for bound in bounds if _sums_are_right(bound)), 0)


def _sums_are_right(largest: int) -> bool:
    """Whether sums of the largest products, of either sign, come out right."""
    shape = (64, 256)
    rows = torch.full(shape, _LARGEST, dtype=torch.int8)
    rows[::2] = -_LARGEST
    weight = torch.full(shape[::-1], largest, dtype=torch.int8)
    weight[:, ::3] = -largest
    right = rows.double() @ weight.double()
    return torch.equal(torch._int_mm(rows, weight).double(), right)


def pack(readers: Sequence[nn.Linear], largest: Tensor | None = None) -> None:
    """Gives frozen layers that read the same rows their packed weights, `packed`.

    Args:
        readers: the layers.
        largest: (in_features,), how large each number of those rows was seen to be; None leaves
            outputs exact.
    """
    unsmooth = None if largest is None else _unsmooth(readers, largest)
    for layer in readers:
        weight: Any = layer.weight
        smoothed = None
        if unsmooth is not None:
            rounded, scale = _rounded((weight / unsmooth).t().contiguous(), 0, largest_weight())
            smoothed = Smoothed(rounded, scale, unsmooth)
        own: Any = layer
        own.packed = Packed(*_rounded(weight, 0, largest_weight()), smoothed)


def unpack(layer: nn.Linear) -> None:
    """Takes the packed weight away."""
    own: Any = layer
    own.packed = None


def _unsmooth(readers: Sequence[nn.Linear], largest: Tensor) -> Tensor:
    """What inputs are multiplied by, and weights divided by: each takes half of the difficulty.

    Source: Xiao et al. 2023, "SmoothQuant", equation 4, with alpha 0.5.
    """
    weights = torch.stack([layer.weight.detach().abs().amax(0) for layer in readers]).amax(0)
    ratio = weights.float().clamp_min(_LEAST_INPUT) / largest.float().clamp_min(_LEAST_INPUT)
    return ratio.sqrt().to(readers[0].weight.dtype)


@contextlib.contextmanager
def largest_inputs(layers: Sequence[nn.Linear]) -> Iterator[Mapping[nn.Linear, Tensor]]:
    """How large each number of their inputs was inside the block: (in_features,) a layer."""
    found: dict[nn.Linear, Tensor] = {}

    def look(layer: Any, inputs: tuple[Tensor, ...]) -> None:
        seen = inputs[0].detach().reshape(-1, layer.in_features).abs().amax(0)
        found[layer] = torch.maximum(found[layer], seen) if layer in found else seen

    hooks = [layer.register_forward_pre_hook(look) for layer in layers]
    try:
        yield found
    finally:
        for hook in hooks:
            hook.remove()


def outputs(
    rows: Tensor,
    weights: Sequence[Tensor],
    biases: Sequence[Tensor | None],
    packs: Sequence[Packed | None],
) -> list[Tensor]:
    """`rows @ weight.t() + bias` of layers that read the same rows, or nearly that.

    Args:
        rows: (n, in_features).
        weights: (out_features, in_features) each.
        biases: (out_features,) or None each.
        packs: the same weights; outputs go in 8 bits where all of them are smoothed.
    """
    smoothed = [packed.smoothed for packed in packs if packed and packed.smoothed]
    if len(smoothed) < len(weights):
        return [
            nn.functional.linear(rows, weight, bias)
            for weight, bias in zip(weights, biases, strict=True)
        ]
    rounded, scale = _rounded(rows * smoothed[0].unsmooth, 1)
    found = [_multiplied(rounded, scale, one.weight, one.scale) for one in smoothed]
    return [
        out if bias is None else out.add_(bias) for out, bias in zip(found, biases, strict=True)
    ]


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
    found = _multiplied(*_rounded(grad, 1), packed.weight, packed.scale)
    return found if onto is None else onto.add_(found)


def _multiplied(rounded: Tensor, scale: Tensor, weight: Tensor, columns: Tensor) -> Tensor:
    """(n, k) and (k, m) int8, and the scales of rows and columns, to (n, m) in their dtype."""
    return (torch._int_mm(rounded, weight) * scale).mul_(columns)


def _rounded(x: Tensor, dim: int, largest: int = _LARGEST) -> tuple[Tensor, Tensor]:
    """`x` as int8 and the scale of each row (`dim` 1) or column (0), in the dtype of `x`."""
    scale = x.abs().amax(dim, keepdim=True)
    scale.div_(largest).clamp_min_(torch.finfo(x.dtype).tiny)
    return torch.div(x, scale).round_().to(torch.int8), scale
