"""Maximum likelihood of the learned tokens: answers, or whole documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from inhouse.models.likelihood import reference_nats
from inhouse.records import Plan, Rendered, Work
from inhouse.training.objectives.upper import UpperNats

__all__ = ["Answers"]


class Answers:
    """Mean -log p of each learned token.

    Args:
        model: a fused causal model.
        data: training and validation rows.
        plan: says how many layers stay as they are.
    """

    def __init__(
        self, model: Any, data: tuple[Sequence[Rendered], Sequence[Rendered]], plan: Plan
    ) -> None:
        self._model = model
        self._train, self._validation = data
        self._nats = UpperNats(model, self._train, plan.frozen_layers)
        self._seen: dict[int, float] = {}

    def rows(self, indices: Sequence[int]) -> list[Rendered]:
        """The rows themselves."""
        return [self._train[i] for i in indices]

    def units(self, indices: Sequence[int]) -> int:
        """Learned tokens."""
        return sum(sum(self._train[i].loss_mask[1:]) for i in indices)

    def fill(self) -> Work[None]:
        """The work of the layers below the adapter."""
        return self._nats.fill()

    def loss(self, indices: Sequence[int]) -> Tensor:
        """-log p, summed over the learned tokens of these rows."""
        nats = self._nats.of(indices)
        sizes = [self.units([i]) for i in indices]
        means = torch.stack([part.mean() for part in nats.detach().split(sizes)]).tolist()
        self._seen.update(zip(indices, means, strict=True))
        return nats.sum()

    def seen(self) -> tuple[tuple[int, float], ...]:
        """Nats a learned token, by row."""
        found, self._seen = tuple(self._seen.items()), {}
        return found

    def validation_loss(self) -> float:
        """Nats a learned token."""
        nats = reference_nats(self._model, self._validation)
        return sum(nats) / sum(sum(row.loss_mask) for row in self._validation)
