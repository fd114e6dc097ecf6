"""What a person decided about a finding, and what became of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inhouse.records.data import Finding
from inhouse.records.tasks import TaskWording

__all__ = ["Choice", "DataCard", "Decision", "SetFacts"]

Choice = Literal["accept", "keep", "only", "drop", "write"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one case.

    Args:
        case: the case's key.
        check: which check asked.
        choice: "accept" makes the proposed edits, "keep" leaves everything as it is, "only" keeps
            `example` of several, "drop" leaves all of them out, "write" gives `example` the
            answer `answer`.
        example: the id that "only" and "write" are about.
        answer: the new answer, for "write".
    """

    case: str
    check: str
    choice: Choice
    example: str | None = None
    answer: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SetFacts:
    """A set of examples in numbers; words are split on white space."""

    n_examples: int
    n_documents: int
    n_files: int
    question_words_median: float | None
    answer_words_median: float | None
    answer_words_p95: float | None
    n_with_private_words: int


@dataclass(frozen=True, slots=True)
class DataCard:
    """A dataset version before and after it was curated.

    Args:
        title: the firm, or its folder.
        created: for people.
        dataset: the version's id.
        previous: the id of the version saved before it, or None.
        before: the examples as they were read.
        after: those of the version.
        parts: name of each split to how many examples it has.
        automatic: the fixes that were made, each with what it was made for.
        open: what nobody has decided yet.
        decided: choice to how many cases.
        method: how the budget was filled, or "" where all was kept.
        control: the id of the random subset to compare with, or None.
        wording: what the task's work is called.
    """

    title: str
    created: str
    dataset: str
    previous: str | None
    before: SetFacts
    after: SetFacts
    parts: Mapping[str, int]
    automatic: tuple[Finding, ...]
    open: tuple[Finding, ...]
    decided: Mapping[str, int]
    method: str
    control: str | None
    wording: TaskWording = field(default_factory=TaskWording)
