"""What a file holds and its own program does not show."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Hidden"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Words of a file that its program does not show.

    Args:
        text: the words.
        why: how they are hidden, for people.
    """

    text: str
    why: str
