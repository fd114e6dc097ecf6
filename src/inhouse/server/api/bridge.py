"""From blocking engines to the event loop: a bounded number of answers at once, the rest wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

from inhouse.models.engines import Piece
from inhouse.server.api.errors import Busy

__all__ = ["Maker", "Workers"]

Maker: TypeAlias = Callable[[], Iterator[Piece]]
_Message: TypeAlias = "tuple[int, Piece | BaseException | None]"


class Workers:
    """Threads that run engines.

    Args:
        parallel: answers made at once.
        waiting: answers that may wait for their turn; more are refused.
    """

    def __init__(self, parallel: int, waiting: int = 192) -> None:
        self._pool = ThreadPoolExecutor(parallel, thread_name_prefix="answer")
        self._room = parallel + waiting
        self._held = 0
        self._count = threading.Lock()

    @property
    def held(self) -> int:
        """Answers being made or waiting."""
        return self._held

    async def pieces(self, makers: Sequence[Maker]) -> AsyncGenerator[tuple[int, Piece]]:
        """(which, piece) of several answers as they come; closing it stops them all.

        Raises:
            Busy: too many are waiting.
        """
        self._take(len(makers))
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[_Message] = asyncio.Queue()
        stop = threading.Event()
        for which, maker in enumerate(makers):
            tell = _teller(loop, queue, which)
            self._pool.submit(self._run, maker, tell, stop)
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
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _take(self, n: int) -> None:
        with self._count:
            if self._held + n > self._room:
                raise Busy
            self._held += n

    def _run(
        self,
        maker: Maker,
        tell: Callable[[Piece | BaseException | None], None],
        stop: threading.Event,
    ) -> None:
        try:
            if not stop.is_set():
                _tell_all(maker(), tell, stop)
        except BaseException as error:
            tell(error)
        finally:
            with self._count:
                self._held -= 1
            tell(None)


def _tell_all(
    pieces: Iterator[Piece],
    tell: Callable[[Piece | BaseException | None], None],
    stop: threading.Event,
) -> None:
    try:
        for piece in pieces:
            if stop.is_set():
                return
            tell(piece)
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


def _teller(
    loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[_Message], which: int
) -> Callable[[Piece | BaseException | None], None]:
    def tell(message: Piece | BaseException | None) -> None:
        import contextlib

        with contextlib.suppress(RuntimeError):  # the loop is gone: the server stops
            loop.call_soon_threadsafe(queue.put_nowait, (which, message))

    return tell
