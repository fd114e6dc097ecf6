"""Whose answer is made next when more are asked for than are made at once."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

__all__ = ["Group", "Turns"]

Job: TypeAlias = Callable[[], None]

_MOST_ROUNDS = 4
"""How often a group may fill every place while another one waits."""


class Group(NamedTuple):
    """What can be computed in one batch: answers of one engine, of one variant."""

    engine: Hashable
    variant: str


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    number: int
    group: Group
    job: Job


@dataclass(slots=True)
class _Engine:
    """Whose turn it is at one engine, and who waits for it, the oldest first."""

    most: int
    variant: str = ""
    making: int = 0
    taken: int = 0
    waiting: deque[_Waiting] = field(default_factory=deque)

    def next(self) -> _Waiting | None:
        """The oldest of the variant whose turn it is; of the others when that turn is over.

        Those of another variant wait until the last answer of this one is made.
        """
        own, others = (self._oldest(own) for own in (True, False))
        if own is not None and (others is None or self.taken < self.most):
            return own
        return others if not self.making else None

    def begin(self, chosen: _Waiting) -> None:
        """Takes what `next` said."""
        if chosen.group.variant != self.variant:
            self.variant, self.taken = chosen.group.variant, 0
        self.waiting.remove(chosen)
        self.taken += 1
        self.making += 1

    def _oldest(self, own: bool) -> _Waiting | None:
        return next((w for w in self.waiting if (w.group.variant == self.variant) == own), None)


class Turns:
    """Threads that answer, those of one variant together.

    llama.cpp puts the answers of one adapter into one batch, and lets those of any other in its
    places stand still until the first are made, however many more of the first come in meanwhile.
    So an engine's places hold one variant at a time. It goes on while it has somebody waiting, for
    a while; then the turn goes to whoever else waits longest.

    Args:
        parallel: answers made at once.
    """

    def __init__(self, parallel: int) -> None:
        self._pool = ThreadPoolExecutor(parallel, thread_name_prefix="answer")
        self._free, self._most = parallel, _MOST_ROUNDS * parallel
        self._engines: dict[Hashable, _Engine] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._closed = False

    def add(self, group: Group, job: Job) -> None:
        """Runs the job when its turn comes.

        Args:
            group: what can be computed in one batch with it.
            job: raises nothing.
        """
        with self._lock:
            engine = self._engines.setdefault(group.engine, _Engine(self._most))
            engine.waiting.append(_Waiting(next(self._numbers), group, job))
            self._begin()

    def close(self) -> None:
        """Lets no more jobs begin."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self) -> None:
        while self._free and not self._closed:
            ready = [one for engine in self._engines.values() if (one := engine.next())]
            if not ready:
                return
            chosen = min(ready, key=lambda one: one.number)
            self._engines[chosen.group.engine].begin(chosen)
            self._free -= 1
            self._pool.submit(self._run, chosen)

    def _run(self, chosen: _Waiting) -> None:
        chosen.job()
        with self._lock:
            self._free += 1
            self._engines[chosen.group.engine].making -= 1
            self._begin()
