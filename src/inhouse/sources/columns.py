"""Which column holds the question and which the answer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Columns", "find_columns", "near_miss", "normal"]

QUESTION = (
    "question",
    "questions",
    "prompt",
    "query",
    "q",
    "instruction",
    "user",
    "customer question",
    "customer message",
    "message from customer",
    "request",
    "inquiry",
    "enquiry",
    "issue",
    "problem",
    "user question",
    "input",
    "subject",
    "title",
    "text",
)
ANSWER = (
    "answer",
    "answers",
    "completion",
    "response",
    "reply",
    "a",
    "output",
    "assistant",
    "agent reply",
    "agent response",
    "our answer",
    "our reply",
    "resolution",
    "solution",
    "reference",
    "expected answer",
    "staff reply",
    "public reply",
    "agent answer",
    "first reply",
    "last reply",
)
BODY = ("body", "description", "message", "ticket body", "ticket description", "details", "text")
CONVERSATION = (
    "conversation id",
    "conversation",
    "thread id",
    "thread",
    "ticket id",
    "ticket",
    "ticket no",
    "ticket number",
    "case id",
    "case",
    "dialogue id",
    "session id",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions in the header, 0-based; None where there is no such column.

    Args:
        question: the customer's words, or a ticket's subject.
        answer: what the firm wrote.
        conversation: what ties rows together.
        detail: the rest of the question: a ticket's body, Alpaca's `input`.
    """

    question: int
    answer: int
    conversation: int | None
    detail: int | None = None


def normal(name: str) -> str:
    """A column's name in lower case, with single spaces for every other sign."""
    return re.sub(r"[\W_]+", " ", name).strip().lower()


def find_columns(header: Sequence[str]) -> Columns | None:
    """The columns of a table of questions and answers, or None if it is not one."""
    names = [normal(cell) for cell in header]
    question, answer = _first(names, QUESTION), _first(names, ANSWER)
    if question is None or answer is None:
        return None
    detail = None
    if names[question] in ("subject", "title"):
        detail = _first(names, BODY)
    elif names[question] == "instruction":
        detail = _first(names, ("input", "context"))
    return Columns(question, answer, _first(names, CONVERSATION), detail)


def near_miss(header: Sequence[str]) -> str:
    """A hint which column to rename, or an empty text."""
    for cell in header:
        for wanted in ("question", "answer", "prompt", "response"):
            name = normal(cell)
            if name != wanted and difflib.SequenceMatcher(None, name, wanted).ratio() > 0.75:
                return f" Did you mean '{wanted}' where it says '{cell}'?"
    return ""


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)
