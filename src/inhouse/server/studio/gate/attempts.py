"""Slows down whoever guesses passwords."""

from __future__ import annotations

import time
from collections import deque

__all__ = ["Attempts"]

_MOST = 5
_SECONDS = 60.0


class Attempts:
    """Wrong passwords of the last minute, whoever gave them: five, then everybody waits."""

    def __init__(self) -> None:
        self._failed: deque[float] = deque(maxlen=_MOST)

    def wait_seconds(self) -> float:
        """How long nobody may try; 0 when somebody may."""
        if len(self._failed) < _MOST:
            return 0.0
        return max(0.0, self._failed[0] + _SECONDS - time.monotonic())

    def failed(self) -> None:
        """Notes a wrong password."""
        self._failed.append(time.monotonic())
