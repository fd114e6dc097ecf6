"""Root-mean-square norm with a frozen weight."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

__all__ = ["rms_norm"]


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """`weight * x / sqrt(mean(x²) + eps)` over the last dimension.

    Args:
        x: (…, width).
        weight: (width,), frozen. Where its dtype is that of `x`, the quotient is rounded before it
            is weighted, as Llama does; else after, as Gemma does.
        eps: added to the mean square.
    """
    out: Tensor = _Norm.apply(x, weight, eps)  # type: ignore[no-untyped-call]
    return out


class _Norm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, eps: Any) -> Any:
        wide = torch.promote_types(x.dtype, torch.float32)
        length = torch.linalg.vector_norm(x, dim=-1, keepdim=True, dtype=wide)
        rate = torch.rsqrt(length.square().div_(x.shape[-1]).add_(eps))
        ctx.save_for_backward(x, rate, weight)
        # A product of two dtypes is thirty times as slow as one after a conversion.
        unit = x.to(wide, copy=True).mul_(rate)
        if weight.dtype == x.dtype:
            return unit.to(x.dtype).mul_(weight)
        return (unit * weight).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        x, rate, weight = ctx.saved_tensors
        grad = (grad * weight).to(x.dtype)
        # d(x r) = r (g - x r² mean(g x)), and the mean is a dot product of two vectors.
        along = (grad * x).sum(-1, keepdim=True, dtype=rate.dtype)
        along.mul_(rate.square()).div_(-x.shape[-1])
        grad.addcmul_(x, along.to(x.dtype))
        return grad.to(rate.dtype).mul_(rate).to(x.dtype), None, None
