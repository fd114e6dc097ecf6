"""Rotary positions and causal attention, both passes written out.

Both are batched matrix products. Heads that share a key are one entry of the batch, and rows that
begin with the same tokens share the keys and values of that beginning.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor

__all__ = ["KEPT_LENGTH", "Layout", "query_block", "rotary_attention"]

# The probabilities of longer rows than these are made again.
KEPT_LENGTH = 512
# Queries are taken this many at a time: the keys after them are not looked at, and their scores
# stay in a processor's cache. On a GPU fewer, larger products matter more.
_QUERY_BLOCK, _QUERY_BLOCK_ON_GPU = 64, 512


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows lie in one flat sequence: the shared beginning, then what follows it, row by row.

    Args:
        shared: tokens of the beginning; 0 when the rows share none.
        lengths: tokens of each row after the beginning.
    """

    shared: int
    lengths: tuple[int, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """Where each row begins in the sequence."""
        return tuple(accumulate(self.lengths[:-1], initial=self.shared))

    @property
    def total(self) -> int:
        """Tokens of the whole sequence."""
        return self.shared + sum(self.lengths)


def rotary_attention(
    qkv: tuple[Tensor, Tensor, Tensor],
    rotation: tuple[Tensor, Tensor],
    scale: float,
    layout: Layout,
) -> Tensor:
    """(1, length, heads * width): each position sees itself and those of its row before it.

    Args:
        qkv: (1, length, heads or key heads, width) each, not yet rotated.
        rotation: cosine and sine of each position, (1, …, width), the second half as the first.
        scale: of the scores.
        layout: of the sequence.
    """
    out: Tensor = _Attention.apply(*qkv, rotation, scale, layout)  # type: ignore[no-untyped-call]
    return out.flatten(2)


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(  # noqa: PLR0913 - the signature is autograd's
        ctx: Any, q: Tensor, k: Tensor, v: Tensor, rotation: Any, scale: Any, layout: Any
    ) -> Tensor:
        ctx.layout, ctx.scale = layout, scale
        half = q.shape[-1] // 2
        cos, sin = (t[:, :, None, :half] for t in rotation)
        parts = [_parted(t, layout) for t in (_rotated(q, cos, sin), _rotated(k, cos, sin), v)]
        parts[0] = [t.unflatten(1, (k.shape[2], -1)) for t in parts[0]]
        outs, ps = [], []
        for queries, keys, values in _segments(*parts):
            out, kept = _attend(queries, keys, values, scale)
            outs.append(out.flatten(1, 2))
            ps.append(kept)
        ctx.ps = ps
        ctx.save_for_backward(cos, sin, *(t for part in parts for t in part))
        return _joined(outs, layout)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        cos, sin, *tensors = ctx.saved_tensors
        n = len(tensors) // 3
        parts = [tensors[i * n : (i + 1) * n] for i in range(3)]
        groups = parts[1][0].shape[1]
        own = [g.unflatten(1, (groups, -1)) for g in _parted(grad, ctx.layout)]
        found = [
            _attend_backward(g, segment, kept, ctx.scale)
            for g, segment, kept in zip(own, _segments(*parts), ctx.ps, strict=True)
        ]
        ctx.ps = None
        grad_q = [f[0].flatten(1, 2) for f in found]
        grad_k, grad_v = ([f[i] for f in found] for i in (1, 2))
        for grads in (grad_k, grad_v):
            if len(grads) == 2:  # what the rows' share of the beginning adds to it
                shared = ctx.layout.shared
                grads[0] += grads[1][:, :, :shared].sum(0, keepdim=True)
                grads[1] = grads[1][:, :, shared:]
        # Rotating back is rotating by the negative angle.
        joined = [_joined(g, ctx.layout) for g in (grad_q, grad_k, grad_v)]
        back = [_rotated(g, cos, -sin) for g in joined[:2]]
        return *back, joined[2], None, None, None


def _parted(t: Tensor, layout: Layout) -> list[Tensor]:
    """The beginning (1, heads, shared, width), if any; the rows (rows, heads, longest, width).

    Zeros follow the shorter rows: nothing sees them, and gradients of zero add nothing.
    """
    shape = (len(layout.lengths), t.shape[2], max(layout.lengths), t.shape[3])
    even = min(layout.lengths) == shape[2]
    rows = torch.empty(shape, dtype=t.dtype, device=t.device) if even else t.new_zeros(shape)
    for row, start, n in zip(rows, layout.starts, layout.lengths, strict=True):
        row[:, :n] = t[0, start : start + n].transpose(0, 1)
    if not layout.shared:
        return [rows]
    return [t[:, : layout.shared].transpose(1, 2).contiguous(), rows]


def _joined(parts: list[Tensor], layout: Layout) -> Tensor:
    """(1, length, heads, width) of what `_parted` took apart."""
    *beginning, rows = parts
    shape = (1, layout.total, rows.shape[1], rows.shape[3])
    out = torch.empty(shape, dtype=rows.dtype, device=rows.device)
    for part in beginning:
        out[:, : layout.shared] = part.transpose(1, 2)
    for row, start, n in zip(rows, layout.starts, layout.lengths, strict=True):
        out[0, start : start + n] = row[:, :n].transpose(0, 1)
    return out


def _segments(
    qs: list[Tensor], ks: list[Tensor], vs: list[Tensor]
) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Queries, keys and values of the beginning and of the rows, whose keys begin with its."""
    if len(qs) == 1:
        return [(qs[0], ks[0], vs[0])]
    rows = len(qs[1])
    k, v = (torch.cat([t[0].expand(rows, -1, -1, -1), t[1]], 2) for t in (ks, vs))
    return [(qs[0], ks[0], vs[0]), (qs[1], k, v)]


def _rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """A copy of `x` (1, length, heads, width), each half turned by the angles."""
    out = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    first, second = x.chunk(2, -1)
    out_first, out_second = out.chunk(2, -1)
    torch.mul(first, cos, out=out_first).addcmul_(second, sin, value=-1)
    torch.mul(second, cos, out=out_second).addcmul_(first, sin)
    return out


def _attend(q: Tensor, k: Tensor, v: Tensor, scale: float) -> tuple[Tensor, list[Tensor]]:
    """What the queries (n, groups, heads, length, width) see, and each block's probabilities.

    Those of long rows are not kept.
    """
    out = torch.empty_like(q)
    wide, values = _wide(k), v.flatten(0, 1)
    kept = []
    for block, end in _blocks(q, k):
        p = _probabilities(q[:, :, :, block], wide[:, :, :end], scale)
        out[:, :, :, block] = torch.bmm(p, values[:, :end]).view(*q.shape[:3], -1, q.shape[4])
        if q.shape[3] <= KEPT_LENGTH:
            kept.append(p)
    return out, kept


def _attend_backward(
    grad: Tensor, segment: tuple[Tensor, Tensor, Tensor], kept: list[Tensor], scale: float
) -> tuple[Tensor, Tensor, Tensor]:
    q, k, v = segment
    grad_q, grad_k, grad_v = torch.empty_like(q), torch.zeros_like(k), torch.zeros_like(v)
    keys, values = k.flatten(0, 1), v.flatten(0, 1)
    wide = None if kept else _wide(k)
    for i, (block, end) in enumerate(_blocks(q, k)):
        p = kept[i] if wide is None else _probabilities(q[:, :, :, block], wide[:, :, :end], scale)
        out = grad[:, :, :, block].reshape(len(p), -1, q.shape[4])
        queries = q[:, :, :, block].reshape(len(p), -1, q.shape[4])
        grad_v.flatten(0, 1)[:, :end] += torch.bmm(p.transpose(1, 2), out)
        grad_p = torch.bmm(out, values[:, :end].transpose(1, 2))
        grad_s = torch.ops.aten._softmax_backward_data(grad_p, p, -1, grad_p.dtype).mul_(scale)
        grad_q[:, :, :, block] = torch.bmm(grad_s, keys[:, :end]).view(*q.shape[:3], -1, q.shape[4])
        grad_k.flatten(0, 1)[:, :end] += torch.bmm(grad_s.transpose(1, 2), queries)
    return grad_q, grad_k, grad_v


def query_block(device: torch.device) -> int:
    """How many queries are taken at a time."""
    return _QUERY_BLOCK if device.type == "cpu" else _QUERY_BLOCK_ON_GPU


def _blocks(q: Tensor, k: Tensor) -> Iterator[tuple[slice, int]]:
    """The queries of each block, and the end of the keys they see."""
    length, before, size = q.shape[3], k.shape[2] - q.shape[3], query_block(q.device)
    for start in range(0, length, size):
        stop = min(start + size, length)
        yield slice(start, stop), before + stop


def _wide(keys: Tensor) -> Tensor:
    """The keys (n * groups, width, length) in float32 at least, in which scores are worked out."""
    wide = torch.promote_types(keys.dtype, torch.float32)
    return keys.flatten(0, 1).to(wide).transpose(1, 2)


def _probabilities(q: Tensor, keys: Tensor, scale: float) -> Tensor:
    """(n * groups, heads * queries, keys), for queries that stand at the end of the keys."""
    n = q.shape[3]
    queries = q.reshape(len(keys), -1, q.shape[4]).to(keys.dtype) * scale
    scores = torch.bmm(queries, keys)
    scores[:, :, -n:] += _future(n, q.shape[2], keys.dtype, q.device)
    return torch.softmax(scores, -1, out=scores).to(q.dtype)


@functools.lru_cache(maxsize=64)
def _future(n: int, heads: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """(1, heads * n, n): -inf where one of `n` queries would look ahead among `n` keys."""
    with torch.inference_mode(mode=False):
        mask = torch.full((n, n), -math.inf, dtype=dtype, device=device)
        return mask.triu(1).repeat(1, heads, 1)
