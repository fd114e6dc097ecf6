"""Exams: questions that measure and are never trained on, and every time they were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inhouse.records.data import Conversation

__all__ = ["Asking", "Exam", "ExamOrigin", "ExamQuestion", "Expected", "Place"]

Expected = Literal["answer", "hand_over", "urgent"]
"""Answer it, say that a person has to answer, or say what to do in an emergency."""

ExamOrigin = Literal["written", "kept_back"]
"""Written by somebody who saw the files only, or a customer's own, kept back from the files."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the firm's files state what an answer needs.

    Args:
        file: path relative to the folder of files, with forward slashes.
        place: the row, heading or line, as a person would say it.
    """

    file: str
    place: str


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """One question of an exam.

    Args:
        id: unique in the exam.
        kind: what is asked: "stated", "joins", "time" and the like.
        messages: the turns so far; the user's last.
        now: the customer's wall clock, ISO 8601 without a zone; None where it does not matter.
        expected: what is right.
        answer: the right answer; empty for "hand_over".
        places: where the files say it; empty for "hand_over".
    """

    id: str
    kind: str
    messages: Conversation
    now: str | None
    expected: Expected
    answer: str
    places: tuple[Place, ...]

    @property
    def question(self) -> str:
        """The last thing the user said."""
        return self.messages[-1].content

    @property
    def asked(self) -> str:
        """Everything the user said."""
        return "\n".join(m.content for m in self.messages if m.role == "user")


@dataclass(frozen=True, slots=True)
class Exam:
    """A stored version of an exam.

    Args:
        name: of the exam; its versions share it.
        version: 1 for the first; a corrected exam counts up.
        sha256: of the file, which is stored under this hash.
        origin: written, or kept back from the files.
        n_questions: in it.
        created: when it was stored, in UTC.
    """

    name: str
    version: int
    sha256: str
    origin: ExamOrigin
    n_questions: int
    created: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One time that an exam was asked.

    Args:
        number: counts up over all exams of the project.
        time: when it began, in UTC.
        actor: who asked.
        exam: the exam's name.
        version: its version.
        sha256: of that version.
        contenders: name to the id of what answered.
        asked_before: how often any version of this exam was asked before.
        is_finished: False while it runs, or where it was killed and can go on.
    """

    number: int
    time: str
    actor: str
    exam: str
    version: int
    sha256: str
    contenders: Mapping[str, str]
    asked_before: int
    is_finished: bool = False
