"""The gated feed-forward block, `down(act(gate(x)) * up(x))`, with three low-rank updates."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from inhouse.models.fused.eight_bits import input_gradient, outputs

__all__ = ["gated_mlp"]

_aten = torch.ops.aten


def gated_mlp(x: Tensor, layers: tuple[Any, Any, Any], act: str) -> Tensor:
    """The block's output; keeps the gate and the up projection, and makes their product again.

    Args:
        x: (…, hidden_size).
        layers: gate, up and down: linear layers with updates of one rank, without biases.
        act: "silu" or "gelu_tanh".
    """
    gate, up, down = layers
    a_in = torch.cat([gate.lora_a, up.lora_a])
    matrices = [a_in, gate.lora_b, up.lora_b, down.lora_a, down.lora_b]
    weights = [layer.base.weight for layer in layers]
    scales = tuple(layer.scale for layer in layers)
    packs = tuple(getattr(layer.base, "packed", None) for layer in layers)
    out: Tensor = _GatedMlp.apply(x, (scales, act, packs), *weights, *matrices)  # type: ignore[no-untyped-call]
    return out


class _GatedMlp(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, how: Any, *tensors: Tensor) -> Tensor:
        scales, act, packs = how
        rows = x.reshape(-1, x.shape[-1])
        gate_w, up_w, down_w = tensors[:3]
        a_in, gate_b, up_b, a_down, down_b = _lowered(tensors[3:], scales, x.dtype)
        r = gate_b.shape[1]
        low = rows @ a_in.t()
        gate, up = outputs(rows, (gate_w, up_w), (None, None), packs[:2])
        gate.addmm_(low[:, :r], gate_b.t())
        up.addmm_(low[:, r:], up_b.t())
        inner = _activated(gate, act).mul_(up)
        low_inner = inner @ a_down.t()
        (out,) = outputs(inner, (down_w,), (None,), packs[2:])
        out.addmm_(low_inner, down_b.t())
        kept = (rows, low, gate, up, low_inner, a_in, gate_b, up_b, a_down, down_b)
        ctx.save_for_backward(gate_w, up_w, down_w, *kept)
        ctx.how, ctx.dtypes = how, [t.dtype for t in tensors[3:]]
        return out.view(x.shape)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        gate_w, up_w, down_w, *kept = ctx.saved_tensors
        rows, low, gate, up, low_inner, a_in, gate_b, up_b, a_down, down_b = kept
        scales, act, (gate_p, up_p, down_p) = ctx.how
        r = gate_b.shape[1]
        out = grad.reshape(-1, grad.shape[-1])
        low_out = out @ down_b
        grad_down_b = out.t() @ low_inner
        activated = _activated(gate, act)
        grad_a_down = low_out.t() @ (activated * up)
        inner = input_gradient(out, down_w, down_p).addmm_(low_out, a_down)
        grad_up = activated.mul_(inner)
        grad_gate = _activation_backward(inner.mul_(up), gate, act)
        grad_low = torch.cat([grad_gate @ gate_b, grad_up @ up_b], 1)
        grads = [
            grad_low.t() @ rows,
            grad_gate.t() @ low[:, :r],
            grad_up.t() @ low[:, r:],
            grad_a_down,
            grad_down_b,
        ]
        for i, scale in ((1, scales[0]), (2, scales[1]), (4, scales[2])):
            grads[i] = grads[i].mul_(scale)
        grad_x = None
        if ctx.needs_input_grad[0]:
            grad_x = input_gradient(grad_gate, gate_w, gate_p)
            grad_x = input_gradient(grad_up, up_w, up_p, grad_x).addmm_(grad_low, a_in)
            grad_x = grad_x.view(grad.shape)
        own = [g.to(dtype) for g, dtype in zip(grads, ctx.dtypes, strict=True)]
        return grad_x, None, None, None, None, *own


def _lowered(
    matrices: tuple[Tensor, ...], scales: tuple[float, ...], dtype: torch.dtype
) -> tuple[Tensor, ...]:
    """The five matrices in the dtype of the activations, each B times its scale."""
    a_in, gate_b, up_b, a_down, down_b = matrices
    scaled = (a_in, gate_b * scales[0], up_b * scales[1], a_down, down_b * scales[2])
    return tuple(matrix.to(dtype) for matrix in scaled)


def _activated(gate: Tensor, act: str) -> Tensor:
    if act == "silu":
        return nn.functional.silu(gate)
    return nn.functional.gelu(gate, approximate="tanh")


def _activation_backward(grad: Tensor, gate: Tensor, act: str) -> Tensor:
    found: Tensor
    if act == "silu":
        found = _aten.silu_backward(grad, gate)
    else:
        found = _aten.gelu_backward(grad, gate, approximate="tanh")
    return found
