"""Tells an answer that repeats itself and will not stop."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["is_looping"]

_LOOP_TOKENS, _LOOP_PERIOD, _LOOP_CHECKED_EVERY = 48, 16, 8


def is_looping(answer: Sequence[object]) -> bool:
    """Whether an answer (its tokens, or their texts) has run into a loop it will not leave.

    Greedy decoding that has repeated a phrase of at most 16 tokens over 48 tokens goes on doing
    so; small models do it often, and nobody should wait for the rest.
    """
    if len(answer) < _LOOP_TOKENS or len(answer) % _LOOP_CHECKED_EVERY:
        return False
    tail = list(answer[-_LOOP_TOKENS:])
    return any(tail[period:] == tail[:-period] for period in range(1, _LOOP_PERIOD + 1))
