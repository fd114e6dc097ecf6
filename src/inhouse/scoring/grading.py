"""What a scorer is: the protocol every scorer follows, and what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from inhouse.records import Spec

__all__ = ["Embedder", "Explaining", "FactsReport", "Graded", "Judging", "Scorer", "Tools"]


@dataclass(frozen=True, slots=True)
class Graded:
    """One answer beside the reference.

    Args:
        example_id: which example.
        question: what was asked; what it already says is not invented by the answer.
        reference: the firm's own answer.
        answer: what a contender said. None means there is no answer, so there is no score;
            the empty string is an answer, and worth 0.
        passages: what the answer may rest on besides the reference, as a lookup brought them.
        background: sentences that many of the firm's answers share, as `shared_lines` finds them;
            they count for nothing.
        handed_over: whether the contender left the question to a person, whatever its words.
    """

    example_id: str
    question: str
    reference: str
    answer: str | None
    passages: tuple[str, ...] = ()
    background: frozenset[str] = frozenset()
    handed_over: bool = False


class Scorer(Protocol):
    """Gives each answer a score from 0 to 1."""

    @property
    def spec(self) -> Spec:
        """What rebuilds this scorer."""
        ...

    def score(self, items: Sequence[Graded]) -> list[float | None]:
        """One score (0-1, higher is better) an item, in order; None is unscored, not wrong."""
        ...


@dataclass(frozen=True, slots=True)
class FactsReport:
    """The facts of one answer, as they were written.

    Args:
        right: facts of the reference that the answer states.
        missed: facts of the reference that it does not.
        invented: facts that it states and neither reference nor question does.
    """

    right: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()


@runtime_checkable
class Explaining(Protocol):
    """A scorer that can say what in an answer is right and what is wrong."""

    def explain(self, item: Graded) -> FactsReport:
        """What the report marks in the answer."""
        ...


@runtime_checkable
class Judging(Protocol):
    """A scorer whose score stands for one of a few outcomes."""

    def outcomes(self, items: Sequence[Graded]) -> list[str | None]:
        """The outcome of each answer; None where there is no answer."""
        ...


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """`(len(texts), d) float32`, every row of length 1."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What scorers may need from outside.

    Args:
        embedder: for scorers that compare meaning; None where there is no embedding model.
        embedder_name: its name, stored in the spec of the scorers that use it.
        handed_over_worth: what a question that is handed over is worth, a right answer being 1.
        wrong_cost: what a wrong answer costs on the same scale.
    """

    embedder: Embedder | None = None
    embedder_name: str = ""
    handed_over_worth: float = 0.0
    wrong_cost: float = 1.0
