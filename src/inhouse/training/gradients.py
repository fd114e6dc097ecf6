"""A batch's gradients, in as many pieces as memory asks for."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from inhouse.errors import NotEnoughMemory
from inhouse.records import Notice, Work
from inhouse.training.device import random_state, set_random_state
from inhouse.training.objectives import Objective
from inhouse.training.state import Parts, State

__all__ = ["gradients_that_fit"]


def gradients_that_fit(parts: Parts, state: State, batch: Sequence[int]) -> Work[float]:
    """Adds the batch's gradients up, in smaller pieces where memory runs out; its loss.

    Raises:
        NotEnoughMemory: a single item does not fit.
    """
    while True:
        rng = random_state(parts.device)
        try:
            return _gradients(parts.objective, batch, state.pieces)
        except (MemoryError, RuntimeError) as error:
            if not _is_out_of_memory(error):
                raise
        if state.pieces >= len(batch):
            longest = max(len(row.ids) for row in parts.objective.rows(batch))
            raise NotEnoughMemory(
                "The longest example should fit into memory,",
                f"but one of {longest} tokens does not.",
                f"Leave long ones out: inhouse run FOLDER --set training.max_length={longest // 2}",
            )
        parts.optimizer.zero_grad(set_to_none=True)
        set_random_state(parts.device, rng)
        state.pieces *= 2
        yield Notice(
            f"Memory ran out: batches go in {state.pieces} pieces from here.", warning=True
        )


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return "not enough memory" in str(error) or "can't allocate memory" in str(error)


def _gradients(objective: Objective, batch: Sequence[int], pieces: int) -> float:
    units = objective.units(batch)
    size = -(-len(batch) // pieces)
    total = 0.0
    for start in range(0, len(batch), size):
        loss = objective.loss(batch[start : start + size]) / units
        loss.backward()
        total += loss.item()
    return total
