"""What the judge says about an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Fault", "Judgement", "Outcome", "Reason"]

Outcome: TypeAlias = Literal["right", "partly", "wrong", "handed_over"]
Fault: TypeAlias = Literal[
    "contradicted", "invented", "missed", "too_long", "handed_over", "off_topic"
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is not right.

    Args:
        fault: what kind of fault it is.
        said: what the answer says, "" where it says nothing.
        wanted: what the firm says, "" where it says nothing.
    """

    fault: Fault
    said: str = ""
    wanted: str = ""

    def __str__(self) -> str:
        if self.fault == "contradicted":
            return f"says '{self.said}' where the firm says '{self.wanted}'"
        if self.fault == "invented":
            return f"says '{self.said}', which the firm does not"
        if self.fault == "missed":
            return f"leaves out '{self.wanted}'"
        return {
            "too_long": "quotes more than was asked",
            "handed_over": "hands the question over",
            "off_topic": "does not answer the question",
        }[self.fault]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an answer was judged.

    Args:
        outcome: right; partly right; wrong (it contradicts the firm, invents a fact, or does not
            answer); or handed over to a person.
        score: 0-1, for ranking: every right answer is above every partly right one, and that
            above every one that was handed over or is wrong.
        reasons: every fault that was found; none for a right answer.
    """

    outcome: Outcome
    score: float
    reasons: tuple[Reason, ...] = ()
