"""Which examples share a batch: alike in length, in an order fixed by the seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from inhouse.records import Plan

__all__ = ["batch_order"]


def batch_order(lengths: Sequence[int], plan: Plan, *, epoch: int) -> tuple[tuple[int, ...], ...]:
    """Indices of each batch of one epoch; the same seed and epoch give the same order.

    Examples are shuffled, sorted by length within that order (so ties stay shuffled), cut into
    batches under the plan's bounds, and the batches are shuffled. An example longer than
    `batch_tokens` stands alone.

    Args:
        lengths: tokens of each example.
        plan: gives the seed and the bounds.
        epoch: 0-based.
    """
    # random.Random's sequence is fixed by the language for a given seed and version of the
    # methods; a string seed is hashed by SHA-512, not by the process.
    drawn = random.Random(f"batches {plan.seed} {epoch}")
    order = list(range(len(lengths)))
    drawn.shuffle(order)
    order.sort(key=lambda i: lengths[i])
    batches: list[list[int]] = []
    for index in order:
        room = batches and len(batches[-1]) < plan.max_batch_examples
        if room and (len(batches[-1]) + 1) * lengths[index] <= plan.batch_tokens:
            batches[-1].append(index)
        else:
            batches.append([index])
    drawn.shuffle(batches)
    return tuple(tuple(batch) for batch in batches)
