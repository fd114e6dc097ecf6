"""Frozen linear layers that read the same rows, and their low-rank updates, as one product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from inhouse.models.fused.eight_bits import input_gradient, outputs

__all__ = ["lora_products"]


def lora_products(x: Tensor, layers: Sequence[Any]) -> tuple[Tensor, ...]:
    """`base(x) + scale * x A' B'` of each layer, the updates added in place.

    The A matrices are multiplied together: alone they are too narrow to keep a processor busy.

    Args:
        x: (…, in_features).
        layers: each with a frozen `base` linear layer, `lora_a` (r, in_features),
            `lora_b` (out_features, r) and `scale`.
    """
    bases = [layer.base for layer in layers]
    a = layers[0].lora_a if len(layers) == 1 else torch.cat([layer.lora_a for layer in layers])
    frozen = ([base.weight for base in bases], [base.bias for base in bases])
    packs = [getattr(base, "packed", None) for base in bases]
    scales = [layer.scale for layer in layers]
    out = _LoraProducts.apply(x, frozen, (scales, packs), a, *(layer.lora_b for layer in layers))  # type: ignore[no-untyped-call]
    return tuple(out)


class _LoraProducts(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, frozen: Any, how: Any, a: Tensor, *bs: Tensor
    ) -> tuple[Tensor, ...]:
        scales, ctx.packs = how
        rows = x.reshape(-1, x.shape[-1])
        a_low = a.to(x.dtype)
        low = rows @ a_low.t()
        lows = low.split([b.shape[1] for b in bs], 1)
        bs_low = [(b * scale).to(x.dtype) for b, scale in zip(bs, scales, strict=True)]
        weights, biases = frozen
        own = outputs(rows, weights, biases, ctx.packs)
        outs = [
            out.addmm_(part, b.t()).view(*x.shape[:-1], -1)
            for out, part, b in zip(own, lows, bs_low, strict=True)
        ]
        ctx.save_for_backward(rows, low, a_low, *bs_low, *weights)
        ctx.scales, ctx.dtype = scales, a.dtype
        return tuple(outs)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Any:
        rows, low, a_low, *rest = ctx.saved_tensors
        bs_low, weights = rest[: len(grads)], rest[len(grads) :]
        flat = [grad.reshape(-1, grad.shape[-1]) for grad in grads]
        lows = low.split([b.shape[1] for b in bs_low], 1)
        grad_low = torch.cat([grad @ b for grad, b in zip(flat, bs_low, strict=True)], 1)
        grad_a = (grad_low.t() @ rows).to(ctx.dtype)
        grad_bs = [
            (part.t() @ grad).t().to(ctx.dtype) * scale
            for part, grad, scale in zip(lows, flat, ctx.scales, strict=True)
        ]
        grad_x = None
        if ctx.needs_input_grad[0]:
            grad_x = grad_low @ a_low
            for grad, weight, packed in zip(flat, weights, ctx.packs, strict=True):
                grad_x = input_gradient(grad, weight, packed, grad_x)
            grad_x = grad_x.view(*grads[0].shape[:-1], -1)
        return grad_x, None, None, grad_a, *grad_bs
