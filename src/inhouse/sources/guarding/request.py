"""What a worker is asked, and the letters its answers begin with."""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.sources.making import MakerSettings
from inhouse.sources.reader import ReadLimits

__all__ = ["END", "PART", "Request"]

PART, END = "P", "Z"


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read.

    Args:
        path: where it is.
        relative: as sources name it.
        limits: what is too much.
        settings: who makes examples, and how.
    """

    path: str
    relative: str
    limits: ReadLimits
    settings: MakerSettings
