"""What a worker is asked, and the letters its answers begin with."""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.sources.making import MakerSettings
from inhouse.sources.reader import ReadLimits

__all__ = ["END", "PART", "ReadingRules", "Request"]

PART, END = "P", "Z"


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """Everything beside the files that decides what is read of them.

    Args:
        limits: what is too much for one file.
        making: who makes examples, and how they are worded.
    """

    limits: ReadLimits = ReadLimits()  # noqa: RUF009 - frozen
    making: MakerSettings = MakerSettings()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read.

    Args:
        path: where it is.
        relative: as sources name it.
        rules: by which it is read.
    """

    path: str
    relative: str
    rules: ReadingRules
