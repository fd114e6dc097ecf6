"""How much may still be unpacked of one file, archives in archives and attachments included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from inhouse.sources.reader import ReadLimits

__all__ = ["Allowance", "allowance", "allowed"]


@dataclass(slots=True)
class Allowance:
    """What is left.

    Args:
        most_bytes: what the whole file may come to.
        left_bytes: of these, what is not used up yet.
    """

    most_bytes: int
    left_bytes: int


_CURRENT: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowed(limits: ReadLimits) -> Iterator[Allowance]:
    """The allowance of one file, for every reader that works inside the block."""
    most = limits.max_unpacked_bytes
    token = _CURRENT.set(found := Allowance(most, most))
    try:
        yield found
    finally:
        _CURRENT.reset(token)


def allowance() -> Allowance:
    """The allowance of the file that is being read; outside of any, that of the usual limits."""
    most = ReadLimits().max_unpacked_bytes
    return _CURRENT.get() or Allowance(most, most)
