"""What people do on the pages: jobs they begin, votes they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Job", "Outcome", "Vote", "VoteChoice"]

VoteChoice = Literal["left", "right", "neither"]


@dataclass(frozen=True, slots=True)
class Job:
    """A command that was begun on a page, and runs in a process of its own.

    Args:
        id: its own.
        kind: the command's name.
        arguments: everything behind `inhouse`, the command's name first.
        actor: who began it.
        started: when, in UTC.
        process: the process's number, or None before it was begun.
        process_started: when the system began the process, in seconds since 1970: numbers of
            processes are used again.
    """

    id: str
    kind: str
    arguments: tuple[str, ...]
    actor: str
    started: str
    process: int | None = None
    process_started: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended.

    Args:
        code: 0 done, 1 a gate said no or a fault of ours, 2 to be fixed by the user, 130 stopped.
        sentence: why, for people; empty when it is done.
    """

    code: int
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """Which of two answers a person preferred without knowing whose they were.

    Args:
        id: its own.
        time: when, in UTC.
        comparison: whose answers.
        example: id of the held-out question.
        left: the contender shown first.
        right: the contender shown second.
        choice: the better one, or "neither".
        actor: who voted.
    """

    id: str
    time: str
    comparison: str
    example: str
    left: str
    right: str
    choice: VoteChoice
    actor: str

    @property
    def preferred(self) -> str | None:
        """The contender that was preferred, or None."""
        return {"left": self.left, "right": self.right}.get(self.choice)
