"""The fused model as a plan wants it: which products with frozen weights go in 8 bits."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from inhouse.models.fused import first_readers, fuse, largest_inputs
from inhouse.records import Plan

__all__ = ["fused_for"]


@contextlib.contextmanager
def fused_for(model: Any, plan: Plan) -> Iterator[None]:
    """Fuses `model` for a run: at first exactly, as the plan has it when the block has ended.

    What runs inside the block shows how large the layers' inputs get. A run that goes on must see
    the numbers that it began with, so it is the base model with the same rows each time.

    Args:
        model: a causal model that answers as the base model.
        plan: of the run.
    """
    fuse(model)
    with largest_inputs(first_readers(model)) as largest:
        yield
    if plan.input_gradients == "int8":
        fuse(model, int8_gradients=True, largest=largest if plan.layer_outputs == "int8" else None)
