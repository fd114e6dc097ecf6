"""Serves what is promoted while the server runs: opened beside what answers, then changed over."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading

from fastapi import FastAPI

from inhouse.server.api.bridge import Workers
from inhouse.server.services import Services

__all__ = ["follow_promotions", "newest_promotion"]

_LOOK_SECONDS = 2.0
_log = logging.getLogger("inhouse.server")


def newest_promotion(services: Services) -> int:
    """The number of the last change of what is served; 0 when there was none."""
    return max((p.number for p in services.registry.serving.releases.promotions()), default=0)


async def follow_promotions(app: FastAPI) -> None:
    """Looks for promotions and rollbacks now and then, for as long as the server runs.

    An answer that has begun is finished by the engine it began with, which goes when the last
    such answer does.
    """
    services: Services = app.state.services
    seen = services.promotion
    while services.reopen is not None:
        await asyncio.sleep(_LOOK_SECONDS)
        number = await asyncio.to_thread(newest_promotion, services)
        if number != seen:
            seen = number
            await _change_over(app)


async def _change_over(app: FastAPI) -> None:
    services: Services = app.state.services
    assert services.reopen is not None
    try:
        opened = await asyncio.to_thread(services.reopen)
    except Exception as error:  # what answers now goes on answering
        _log.error("the promoted release could not be opened: %s", error)
        return
    _take_signals_back()
    before: Workers = app.state.workers
    app.state.services = opened
    app.state.workers = Workers(opened.parallel, opened.max_waiting)
    while before.held:
        await asyncio.sleep(_LOOK_SECONDS)
    before.close()


def _take_signals_back() -> None:
    """Sets our handlers of Ctrl-C again: llama.cpp took it for itself in the other thread."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            handler = signal.getsignal(number)
            if handler is not None:
                signal.signal(number, handler)
