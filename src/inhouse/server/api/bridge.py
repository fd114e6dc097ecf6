"""From blocking engines to the event loop: a bounded number of answers at once, the rest wait."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from inhouse.models.engines import Piece
from inhouse.server.api.errors import Busy
from inhouse.server.api.turns import Group, Turns

__all__ = ["Maker", "Workers"]

Maker: TypeAlias = Callable[[], Iterator[Piece]]
_Message: TypeAlias = "tuple[int, Piece | BaseException | None]"
_Tell: TypeAlias = Callable[["Piece | BaseException | None"], None]


class Workers:
    """Threads that run engines.

    Args:
        parallel: answers made at once.
        waiting: answers that may wait for their turn; more are refused.
    """

    def __init__(self, parallel: int, waiting: int = 192) -> None:
        self._turns = Turns(parallel)
        self._wire: _Wire | None = None
        self._room = parallel + waiting
        self._held = 0
        self._count = threading.Lock()

    @property
    def held(self) -> int:
        """Answers being made or waiting."""
        return self._held

    async def pieces(
        self, makers: Sequence[Maker], group: Group
    ) -> AsyncGenerator[tuple[int, Piece]]:
        """(which, piece) of several answers as they come; closing it stops them all.

        Args:
            makers: each makes one answer, in a thread.
            group: what can be computed in one batch with them.

        Raises:
            Busy: too many are waiting.
        """
        self._take(len(makers))
        queue: asyncio.Queue[_Message] = asyncio.Queue()
        stop = threading.Event()
        wire = self._wire_to(asyncio.get_running_loop())
        for which, maker in enumerate(makers):
            tell = wire.teller(queue, which)
            self._turns.add(group, partial(self._run, maker, tell, stop))
        open_answers = len(makers)
        try:
            while open_answers:
                which, message = await queue.get()
                if message is None:
                    open_answers -= 1
                elif isinstance(message, BaseException):
                    raise message
                else:
                    yield which, message
        finally:
            stop.set()

    def close(self) -> None:
        """Lets no more answers begin."""
        self._turns.close()

    def _wire_to(self, loop: asyncio.AbstractEventLoop) -> _Wire:
        if self._wire is None or self._wire.loop is not loop:
            self._wire = _Wire(loop)
        return self._wire

    def _take(self, n: int) -> None:
        with self._count:
            if self._held + n > self._room:
                raise Busy
            self._held += n

    def _run(self, maker: Maker, tell: _Tell, stop: threading.Event) -> None:
        try:
            if not stop.is_set():
                _tell_all(maker(), tell, stop)
        except BaseException as error:
            tell(error)
        finally:
            with self._count:
                self._held -= 1
            tell(None)


class _Wire:
    """Takes messages from threads to an event loop; those that come together wake it once.

    Args:
        loop: of the tasks that wait for messages.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._sent: deque[tuple[asyncio.Queue[_Message], _Message]] = deque()
        self._woken = False

    def teller(self, queue: asyncio.Queue[_Message], which: int) -> _Tell:
        """What a thread calls to put messages of the answer number `which` into the queue."""

        def tell(message: Piece | BaseException | None) -> None:
            self._sent.append((queue, (which, message)))
            if not self._woken:
                self._woken = True
                with contextlib.suppress(RuntimeError):  # the loop is gone: the server stops
                    self.loop.call_soon_threadsafe(self._deliver)

        return tell

    def _deliver(self) -> None:
        self._woken = False  # before the last look: what is sent after that look wakes again
        while self._sent:
            queue, message = self._sent.popleft()
            queue.put_nowait(message)


def _tell_all(pieces: Iterator[Piece], tell: _Tell, stop: threading.Event) -> None:
    try:
        for piece in pieces:
            if stop.is_set():
                return
            tell(piece)
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
