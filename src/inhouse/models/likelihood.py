"""How likely a model finds given answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inhouse.records import Rendered

__all__ = ["collate", "learned_nats", "reference_nats", "token_nats"]


def collate(batch: Sequence[Rendered], device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Right-padded `ids` (batch, seq) int64, `attention` and `mask` (batch, seq) bool.

    Padding stands on the right, so causal attention needs no mask: what follows a token cannot
    change it. `attention` says which positions are real all the same.
    """
    longest = max(len(row.ids) for row in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.int64)
    attention = torch.zeros((len(batch), longest), dtype=torch.bool)
    mask = torch.zeros((len(batch), longest), dtype=torch.bool)
    for i, row in enumerate(batch):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        attention[i, : len(row.ids)] = True
        mask[i, : len(row.ids)] = torch.tensor(row.loss_mask)
    return ids.to(device), attention.to(device), mask.to(device)


def learned_nats(model: Any, ids: Tensor, mask: Tensor) -> Tensor:
    """(n_learned,) float32: -log p of each learned token, row by row.

    The output layer runs only where a learned token is predicted: with a vocabulary of 49,152
    and prompts longer than answers it is otherwise the dearest layer of a small model.
    """
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state
    predicts = mask[:, 1:]
    logits = model.lm_head(hidden[:, :-1][predicts]).float()
    return torch.nn.functional.cross_entropy(logits, ids[:, 1:][predicts], reduction="none")


def reference_nats(
    model: Any, rendered: Sequence[Rendered], *, batch_tokens: int = 4096
) -> list[float]:
    """-log p of each example's learned tokens, summed, in nats, in the given order."""
    found = token_nats(model, rendered, batch_tokens=batch_tokens)
    return [float(nats.sum(dtype=np.float64)) for nats in found]


def token_nats(
    model: Any, rendered: Sequence[Rendered], *, batch_tokens: int = 4096
) -> list[NDArray[np.float32]]:
    """-log p of each learned token of each example, (n_learned,) float32, in the given order."""
    device = next(model.parameters()).device
    order = sorted(range(len(rendered)), key=lambda i: len(rendered[i].ids))
    found: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(rendered)
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        for rows in _by_budget(order, rendered, batch_tokens):
            ids, _, mask = collate([rendered[i] for i in rows], device)
            nats = learned_nats(model, ids, mask)
            sizes = mask[:, 1:].sum(1).tolist()
            for row, part in zip(rows, nats.split(sizes), strict=True):
                found[row] = part.float().cpu().numpy()
    model.train(was_training)
    return found


def _by_budget(
    order: Sequence[int], rendered: Sequence[Rendered], batch_tokens: int
) -> list[list[int]]:
    batches: list[list[int]] = []
    for row in order:
        length = len(rendered[row].ids)  # ascending, so this is the padded width
        if batches and (len(batches[-1]) + 1) * length <= batch_tokens:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches
