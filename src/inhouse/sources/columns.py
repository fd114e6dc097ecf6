"""Which column is the question, which the answer: synonyms, and suggestions for near-misses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Columns", "find_columns", "folded", "suggest"]

# In order of preference: where two of them are there, the first is read.
_QUESTION = (
    "question", "customer question", "user question", "prompt", "instruction", "query", "questions",
    "customer message", "client message", "user message", "customer email", "customer request",
    "inquiry", "enquiry", "request", "input", "email body", "message body", "body",
    "message", "description", "user", "customer", "q", "faq", "frage", "pregunta", "domanda",
    "subject",
)  # fmt: skip
_ANSWER = (
    "answer", "answers", "completion", "response", "reply", "output", "agent reply",
    "agent response", "agent answer", "our reply", "our answer", "our response", "staff reply",
    "staff response", "staff answer", "ideal response", "best answer", "reference answer",
    "assistant", "chosen", "resolution", "solution", "a", "antwort", "respuesta", "réponse",
    "risposta",
)  # fmt: skip
_CONVERSATION = (
    "conversation id", "conversation", "thread id", "thread", "ticket id", "ticket",
    "ticket number", "ticket no", "case id", "case number", "chat id", "dialogue id", "dialog id",
    "session id",
)  # fmt: skip
_SYSTEM = ("system", "system prompt", "system message")
# A question in two parts: the first says what it is about, the second the rest.
_PARTS = (
    ("instruction", ("input",)),
    ("subject", ("body", "email body", "message body", "message", "description",
                 "customer message", "client message", "customer email")),
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things are in a row: positions from 0.

    Args:
        question: the columns whose texts make the question, in order.
        answer: the answer's column.
        system: the system message's column, or None.
        conversation: the column whose value is shared by rows of one conversation, or None.
    """

    question: tuple[int, ...]
    answer: int
    system: int | None = None
    conversation: int | None = None


def folded(name: str) -> str:
    """A column's name without case, underscores and punctuation."""
    return _BETWEEN.sub(" ", _CAMEL.sub(" ", name)).strip().casefold()


def find_columns(header: Sequence[str]) -> Columns | None:
    """The columns of a table with this header; None without a question or an answer."""
    names = [folded(name) for name in header]
    answer = _first(names, _ANSWER)
    question = _question(names)
    if answer is None or not question:
        return None
    return Columns(question, answer, _first(names, _SYSTEM), _first(names, _CONVERSATION))


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _question(names: Sequence[str]) -> tuple[int, ...]:
    main = _first(names, _QUESTION)
    if main is None:
        return ()
    for about, rests in _PARTS:
        if about in names and names[main] in (about, *rests):
            rest = _first(names, rests)
            if rest is not None:
                return (names.index(about), rest)
    return (main,)


def suggest(header: Sequence[str]) -> str:
    """What to rename, for a header in which no question or no answer was found."""
    names = [folded(name) for name in header]
    missing = []
    if not _question(names):
        missing.append(_rename(header, "question", _QUESTION))
    if _first(names, _ANSWER) is None:
        missing.append(_rename(header, "answer", _ANSWER))
    return " ".join(missing)


def _rename(header: Sequence[str], wanted: str, synonyms: Sequence[str]) -> str:
    for name in header:
        short = _near(folded(name), synonyms)
        if short:
            return f"Did you mean '{wanted}' by '{name}'? Rename it."
    return f"Rename the column that holds the {wanted} to '{wanted}'."


def _near(name: str, synonyms: Sequence[str]) -> bool:
    """A typing error away, or the synonym with a word around it ('Question text')."""
    long = [synonym for synonym in synonyms if len(synonym) > 4]
    if difflib.get_close_matches(name, long, n=1, cutoff=0.75):
        return True
    return any(word in long for word in name.split())
