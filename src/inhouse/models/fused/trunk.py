"""A model's layers over rows laid out flat, from any layer to any other."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from inhouse.models.fused.attention import Layout

__all__ = ["embedded", "hidden_states"]


def embedded(model: Any, ids: Tensor) -> Tensor:
    """What the first layer reads: (1, length, hidden_size) of `ids` (1, length)."""
    found: Tensor = model.model.embed_tokens(ids)
    return found


def hidden_states(
    model: Any, entry: Tensor, layout: Layout, *, layers: slice, norm: bool = True
) -> Tensor:
    """(1, length, hidden_size): `entry` after those layers of a model that `takes_layouts`.

    Args:
        model: a fused causal model.
        entry: (1, length, hidden_size), what the first of the layers reads.
        layout: how the rows lie in it.
        layers: which.
        norm: whether the model's last norm follows.
    """
    positions = _positions(layout, entry.device)
    rotation = model.model.rotary_emb(entry, positions)
    hidden = entry
    for layer in model.model.layers[layers]:
        hidden = layer(hidden, attention_mask=None, position_embeddings=rotation, layout=layout)
    return model.model.norm(hidden) if norm else hidden


def _positions(layout: Layout, device: torch.device) -> Tensor:
    """(1, length): each row goes on counting where the shared beginning ends."""
    after = [torch.arange(layout.shared, layout.shared + n, device=device) for n in layout.lengths]
    return torch.cat([torch.arange(layout.shared, device=device), *after])[None]
