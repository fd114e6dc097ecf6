"""Who writes, and what is kept of what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from inhouse.records import Conversation

__all__ = ["VERSION", "Judged", "Writer"]

# Of the prompts and the checks: another version asks again.
VERSION = "1"


class Writer(Protocol):
    """A language model that answers prompts."""

    @property
    def name(self) -> str:
        """Which model, and where: goes into the label of what it wrote."""
        ...

    def write(self, prompts: Sequence[Conversation], max_tokens: int) -> Iterator[tuple[int, str]]:
        """(which prompt, the answer), as they are finished.

        Raises:
            ModelUnavailable: it cannot be reached, or refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What passed the checks, and how much did not.

    Args:
        kept: question and answer; for paraphrases, the answer is "".
        dropped: reason to count.
    """

    kept: tuple[tuple[str, str], ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
