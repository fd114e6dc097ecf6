"""Preference tuning: the preferred answer should gain on the rejected one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from inhouse.models.learner import Learner
from inhouse.models.likelihood import reference_nats
from inhouse.records import Plan, Preference, Progress, Rendered, Work
from inhouse.training.objectives.upper import UpperNats

__all__ = ["Preferences"]


class Preferences:
    """Mean -log sigmoid(beta * (gain of the chosen answer - gain of the rejected one)).

    A gain is the answer's log-probability less its log-probability under the base model, which is
    the same model with the adapter switched off and is asked once, before the first step.

    Source: Rafailov et al. 2023, "Direct Preference Optimization", equation 7.

    Args:
        learner: a fused causal model, and what is learned of it.
        data: training and validation pairs.
        plan: gives beta, and how many layers stay as they are.
    """

    def __init__(
        self,
        learner: tuple[Any, Learner],
        data: tuple[Sequence[Preference], Sequence[Preference]],
        plan: Plan,
    ) -> None:
        self._model, self._learner = learner
        self._beta = plan.dpo_beta
        self._train, self._validation = (_answers(pairs) for pairs in data)
        self._nats = UpperNats(self._model, self._train, plan.frozen_layers)
        self._base: list[list[float]] = []
        self._seen: dict[int, float] = {}

    def rows(self, indices: Sequence[int]) -> list[Rendered]:
        """Chosen and rejected answer of each pair, in turn."""
        return [self._train[row] for row in _rows(indices)]

    def units(self, indices: Sequence[int]) -> int:
        """Pairs."""
        return len(indices)

    def fill(self) -> Work[None]:
        """What the base model thinks of every answer, and the work of the frozen layers."""
        yield Progress("Asking the base model about both answers", 0, None, "answers")
        with self._learner.switched(False):
            parts = (self._train, self._validation)
            self._base = [reference_nats(self._model, rows) for rows in parts]
        yield from self._nats.fill()

    def loss(self, indices: Sequence[int]) -> Tensor:
        """Summed over these pairs."""
        rows = _rows(indices)
        sizes = [sum(self._train[row].loss_mask[1:]) for row in rows]
        nats = torch.stack([part.sum() for part in self._nats.of(rows).split(sizes)])
        base = torch.tensor([self._base[0][row] for row in rows], device=nats.device)
        losses = self._losses(nats, base)
        self._seen.update(zip(indices, losses.detach().tolist(), strict=True))
        return losses.sum()

    def seen(self) -> tuple[tuple[int, float], ...]:
        """By pair."""
        found, self._seen = tuple(self._seen.items()), {}
        return found

    def validation_loss(self) -> float:
        """Mean over the validation pairs; 0.69 where nothing was learned."""
        nats = torch.tensor(reference_nats(self._model, self._validation))
        return self._losses(nats, torch.tensor(self._base[1])).mean().item()

    def _losses(self, nats: Tensor, base: Tensor) -> Tensor:
        """(pairs,): of -log p (2 * pairs,) of chosen and rejected answers in turn."""
        gains = (base - nats).view(-1, 2)
        return -nn.functional.logsigmoid(self._beta * (gains[:, 0] - gains[:, 1]))


def _answers(pairs: Sequence[Preference]) -> list[Rendered]:
    return [row for pair in pairs for row in (pair.chosen, pair.rejected)]


def _rows(indices: Sequence[int]) -> list[int]:
    return [row for i in indices for row in (2 * i, 2 * i + 1)]
