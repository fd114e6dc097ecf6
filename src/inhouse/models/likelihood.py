"""How likely a model finds given answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inhouse.models.fused import (
    Layout,
    embedded,
    hidden_states,
    learned_nats_of,
    takes_layouts,
)
from inhouse.models.learner import Learner
from inhouse.records import Rendered

__all__ = [
    "Flat",
    "Likelihoods",
    "collate",
    "flat_nats",
    "flatten",
    "learned_nats",
    "reference_nats",
    "shared_beginning",
    "token_nats",
    "training_nats",
]


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
    and prompts longer than answers it is otherwise the dearest layer of a small model. Its logits
    are never in memory at once.
    """
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state
    predicts = mask[:, 1:]
    return learned_nats_of(hidden[:, :-1][predicts], model.lm_head, ids[:, 1:][predicts])


@dataclass(frozen=True, slots=True)
class Flat:
    """Rows as one flat sequence, their common beginning once.

    Args:
        ids: (1, length) int64.
        layout: where the rows lie in it.
        predicts: (n_learned,) int64, the positions that predict a learned token, row by row.
        labels: (n_learned,) int64, those tokens.
    """

    ids: Tensor
    layout: Layout
    predicts: Tensor
    labels: Tensor


def flatten(batch: Sequence[Rendered], device: torch.device) -> Flat:
    """The batch as one sequence.

    What follows a token cannot change it, so the beginning that all rows share (the system prompt,
    as a rule) is the same in each and is worked out once: its keys and values serve every row.
    """
    shared = shared_beginning(batch)
    layout = Layout(shared, tuple(len(row.ids) - shared for row in batch))
    ids = list(batch[0].ids[:shared])
    predicts: list[int] = []
    labels: list[int] = []
    for row, start in zip(batch, layout.starts, strict=True):
        ids += row.ids[shared:]
        learned = [j for j, is_learned in enumerate(row.loss_mask) if is_learned and j]
        predicts += [start + j - 1 - shared for j in learned]
        labels += [row.ids[j] for j in learned]
    return Flat(
        torch.tensor(ids, device=device)[None],
        layout,
        torch.tensor(predicts, device=device),
        torch.tensor(labels, device=device),
    )


def shared_beginning(batch: Sequence[Rendered]) -> int:
    """How many tokens all rows begin with, none of them used to predict a learned one."""
    if len(batch) == 1:
        return 0
    # A row keeps at least the token before its first learned one, and one token at all.
    bound = min(
        next((j for j, learned in enumerate(row.loss_mask) if learned), len(row.ids)) - 1
        for row in batch
    )
    first, last = min(row.ids for row in batch), max(row.ids for row in batch)
    same = next((j for j, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return max(0, min(bound, len(first) if same is None else same))


def training_nats(model: Any, batch: Sequence[Rendered]) -> Tensor:
    """(n_learned,) float32: -log p of each learned token, row by row, in the cheapest way.

    Args:
        model: a fused causal model.
        batch: attention pads them to one length, so best alike in length.
    """
    device = next(model.parameters()).device
    if not takes_layouts(model):
        ids, _, mask = collate(batch, device)
        return learned_nats(model, ids, mask)
    flat = flatten(batch, device)
    return flat_nats(model, flat, embedded(model, flat.ids), depth=0)


def flat_nats(model: Any, flat: Flat, entry: Tensor, *, depth: int) -> Tensor:
    """(n_learned,) float32: -log p of each learned token of a flat batch.

    Args:
        model: a fused causal model.
        flat: the batch.
        entry: (1, length, hidden_size), what the first layer of `depth` and above reads.
        depth: layers whose work `entry` already holds.
    """
    hidden = hidden_states(model, entry, flat.layout, layers=slice(depth, None))
    return learned_nats_of(hidden[0, flat.predicts], model.lm_head, flat.labels)


def reference_nats(
    model: Any, rendered: Sequence[Rendered], *, batch_tokens: int = 4096
) -> list[float]:
    """-log p of each example's learned tokens, summed, in nats, in the given order."""
    found = token_nats(model, rendered, batch_tokens=batch_tokens)
    return [float(nats.sum(dtype=np.float64)) for nats in found]


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """How likely a model finds given answers, with and without what it learned.

    Args:
        model: a causal model.
        learner: what is attached to it; None for nothing.
    """

    model: Any
    learner: Learner | None

    def reference_nats(self, rendered: Sequence[Rendered], *, adapter: bool) -> list[float]:
        """-log p of each example's learned tokens, summed, in nats, in the given order.

        Args:
            rendered: the examples.
            adapter: whether what was learned is on.
        """
        if self.learner is None:
            return reference_nats(self.model, rendered)
        with self.learner.switched(adapter):
            return reference_nats(self.model, rendered)


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
