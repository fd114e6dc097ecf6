"""The forward pass that trains: through all layers, or through those above the frozen ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from inhouse.models.likelihood import flat_nats, flatten, training_nats
from inhouse.records import Rendered, Work
from inhouse.training.lower import LowerLayers

__all__ = ["UpperNats"]


class UpperNats:
    """-log p of the learned tokens of rows that are named by their index.

    Args:
        model: a fused causal model.
        rows: all of them.
        depth: layers from below that stay as they are; their work on each row is done once.
    """

    def __init__(self, model: Any, rows: Sequence[Rendered], depth: int) -> None:
        self._model, self._rows, self._depth = model, rows, depth
        self._lower = LowerLayers(model, rows, depth) if depth else None

    def fill(self) -> Work[None]:
        """Does the frozen layers' work."""
        if self._lower is not None:
            yield from self._lower.fill()

    def of(self, indices: Sequence[int]) -> Tensor:
        """(n_learned,) float32, row by row, with gradients."""
        rows = [self._rows[i] for i in indices]
        if self._lower is None:
            return training_nats(self._model, rows)
        flat = flatten(rows, next(self._model.parameters()).device)
        entry = self._lower.entry(indices, flat)
        return flat_nats(self._model, flat, entry, depth=self._depth)
