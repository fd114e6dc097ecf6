"""The fused model as a plan wants it: which products with frozen weights go in 8 bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inhouse.models.fused import frozen_layers, fuse, largest_inputs
from inhouse.models.likelihood import reference_nats
from inhouse.records import Plan, Rendered

__all__ = ["fuse_for"]


_LOOKED_AT = 4
"""Batches: fewer show too little of how large numbers get (docs/notebook.md)."""


def fuse_for(model: Any, plan: Plan, batches: Sequence[Sequence[Rendered]]) -> None:
    """Fuses `model` for a run, nothing being learned yet.

    A run that goes on must see the numbers that it began with, so what is looked at is the base
    model and the same rows each time.

    Args:
        model: a causal model that answers as the base model.
        plan: of the run.
        batches: the run's, of which the first show how large the layers' inputs get.
    """
    fuse(model)
    if plan.input_gradients == "exact":
        return
    if plan.layer_outputs == "exact":
        fuse(model, int8_gradients=True)
        return
    with largest_inputs(frozen_layers(model)) as largest:
        reference_nats(model, [row for batch in batches[:_LOOKED_AT] for row in batch])
    fuse(model, int8_gradients=True, largest=largest)
