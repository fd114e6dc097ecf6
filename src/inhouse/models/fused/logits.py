"""The output layer and its loss, a few rows of logits at a time."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

__all__ = ["learned_nats_of"]

# 256 rows of 49,152 logits are 50 MB: they stay small beside the model, and the product is still
# large enough to run at full speed.
_LOGIT_ROWS = 256


def learned_nats_of(hidden: Tensor, head: nn.Linear, labels: Tensor) -> Tensor:
    """(n,) float32: -log p of each label, the logits of 256 rows at a time in memory.

    The gradient with respect to `hidden` is worked out while the logits are at hand. Where the
    head learns too, they are made again in the backward pass instead.

    Args:
        hidden: (n, hidden_size).
        head: the output layer, without bias.
        labels: (n,) int64.
    """
    if head.weight.requires_grad and torch.is_grad_enabled():
        return _nats_with_head(hidden, head.weight, labels)
    nats: Tensor = _LearnedNats.apply(hidden, head.weight, labels)  # type: ignore[no-untyped-call]
    return nats


def _nats_with_head(hidden: Tensor, weight: Tensor, labels: Tensor) -> Tensor:
    def some(rows: Tensor, own: Tensor) -> Tensor:
        wide = torch.promote_types(rows.dtype, torch.float32)
        logits = nn.functional.linear(rows, weight).to(wide)
        return nn.functional.cross_entropy(logits, own, reduction="none")

    parts = zip(hidden.split(_LOGIT_ROWS), labels.split(_LOGIT_ROWS), strict=True)
    return torch.cat([checkpoint(some, *part, use_reentrant=False) for part in parts])


class _LearnedNats(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, labels: Tensor) -> Tensor:
        wide = torch.promote_types(hidden.dtype, torch.float32)
        nats = torch.empty(len(labels), dtype=wide, device=hidden.device)
        grads = torch.empty_like(hidden) if ctx.needs_input_grad[0] else None
        shape = (min(_LOGIT_ROWS, len(labels)), len(weight))
        # Both are filled again and again: fresh memory of that size would cost more than the sums.
        room = torch.empty(shape, dtype=hidden.dtype, device=hidden.device)
        wide_room = torch.empty(shape, dtype=wide, device=hidden.device)
        for start in range(0, len(labels), _LOGIT_ROWS):
            rows = slice(start, start + _LOGIT_ROWS)
            own = labels[rows, None]
            narrow = torch.mm(hidden[rows], weight.t(), out=room[: len(own)])
            logits = wide_room[: len(own)].copy_(narrow)
            logits.sub_(logits.amax(-1, keepdim=True))
            chosen = logits.gather(1, own)
            total = logits.exp_().sum(-1, keepdim=True)
            nats[rows] = (total.log() - chosen).squeeze(1)
            if grads is not None:
                p = logits.div_(total)
                p.scatter_add_(1, own, torch.full_like(own, -1, dtype=wide))
                torch.mm(narrow.copy_(p), weight, out=grads[rows])
        ctx.save_for_backward(grads)
        return nats

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        (grads,) = ctx.saved_tensors
        return grads * grad[:, None].to(grads.dtype), None, None
