"""The fused model as a plan wants it: which products with frozen weights go in 8 bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn

from inhouse.models.fused import first_readers, fuse, largest_inputs
from inhouse.models.likelihood import training_nats
from inhouse.records import Plan, Rendered

__all__ = ["fuse_for", "looking_at_inputs"]

_ROWS, _MOST_OFF = 2, 0.02
"""Rows whose loss is worked out both ways, and the share of it that 8 bits may be off."""


def looking_at_inputs(model: Any, plan: Plan) -> AbstractContextManager[Mapping[nn.Linear, Tensor]]:
    """Sees how large the layers' inputs get while a fused model reads exactly, for `fuse_for`."""
    return largest_inputs(first_readers(model) if plan.layer_outputs == "int8" else [])


def fuse_for(
    model: Any, plan: Plan, largest: Mapping[nn.Linear, Tensor], rows: Sequence[Rendered]
) -> bool:
    """Fuses `model`, which answers as the base model, for a run.

    A run that goes on must see the numbers that it began with: the same inputs, the same rows.

    Args:
        model: a causal model, fused.
        plan: of the run.
        largest: what `looking_at_inputs` saw.
        rows: some that are learned from.

    Returns:
        Whether it is as planned: outputs stay exact where 8 bits would change the loss too much.
    """
    if plan.input_gradients == "exact":
        return True
    if plan.layer_outputs == "exact":
        fuse(model, int8_gradients=True)
        return True
    exact = _loss(model, rows)
    fuse(model, int8_gradients=True, largest=largest)
    if abs(_loss(model, rows) - exact) <= _MOST_OFF * exact:
        return True
    fuse(model, int8_gradients=True)
    return False


def _loss(model: Any, rows: Sequence[Rendered]) -> float:
    """Of a few rows, as a training step works it out; one at a time, as memory may be short."""
    was_training = model.training
    with torch.enable_grad():  # without it the model's own code would run
        found = [training_nats(model.train(), [row]).detach() for row in rows[:_ROWS]]
    model.train(was_training)
    return float(torch.cat(found).mean())
