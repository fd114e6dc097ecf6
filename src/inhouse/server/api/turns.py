"""Whose answer is made next when more are asked for than are made at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Turns"]

Job: TypeAlias = Callable[[], None]

_MOST_ROUNDS = 4
"""How often a group may fill every place while another one waits."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    group: str
    job: Job


class Turns:
    """Threads that answer, those of one adapter together.

    llama.cpp puts the answers of one adapter into one batch, and lets those of another wait until
    the first are made: a mixture in its places computes hardly more than one answer at a time. So a
    free place goes to the adapter whose turn it is, as long as it has somebody waiting; after a
    while the turn goes to whoever waits longest.

    Args:
        parallel: answers made at once.
    """

    def __init__(self, parallel: int) -> None:
        self._pool = ThreadPoolExecutor(parallel, thread_name_prefix="answer")
        self._most = _MOST_ROUNDS * parallel
        self._waiting: deque[_Waiting] = deque()
        self._lock = threading.Lock()
        self._group = ""
        self._taken = 0

    def add(self, group: str, job: Job) -> None:
        """Runs the job when its turn comes.

        Args:
            group: what can be computed in one batch with it.
            job: raises nothing.
        """
        with self._lock:
            self._waiting.append(_Waiting(group, job))
        self._pool.submit(self._run_next)

    def close(self) -> None:
        """Lets no more jobs begin."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run_next(self) -> None:
        with self._lock:
            chosen = self._next()
            self._waiting.remove(chosen)
            self._taken += 1
        chosen.job()

    def _next(self) -> _Waiting:
        """The oldest of the group whose turn it is; the oldest of all when that turn is over."""
        oldest = self._waiting[0]
        of_the_group = next((one for one in self._waiting if one.group == self._group), None)
        if of_the_group is not None and self._taken < self._most:
            return of_the_group
        self._group, self._taken = oldest.group, 0
        return oldest
