"""Customers' own questions among the examples, to be kept back as an exam: the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from types import MappingProxyType

from inhouse.curation.comparing.age import date_in
from inhouse.curation.splitting import Closeness, group
from inhouse.records import Document, Example, ExamQuestion, Place

__all__ = ["REAL", "Chosen", "choose_real"]

REAL = "real"
"""The kind of a question that a customer asked."""

_MAKERS = frozenset({"mail", "tickets"})
_THREAD = re.compile(r"\b(?:ticket|thread|conversation|chat|case|session|call)\b", re.IGNORECASE)
_WHO = re.compile(
    r"\b(?:customer|client|patient|guest|tenant|caller|requester|sender|from|e-?mail)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:received|date|created|opened|sent|asked|time|timestamp|closed|resolved)\b", re.IGNORECASE
)
_CHANNEL = re.compile(r"\bchannel\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_MAIL_DATE = re.compile(r"^Date:\s*(.+)$", re.MULTILINE | re.IGNORECASE)
_MAIL_FROM = re.compile(r"^From:.*?([\w.+-]+@[\w.-]+\w)", re.MULTILINE | re.IGNORECASE)
# A large group is a template, or one customer's many letters: keeping it back would take a whole
# topic out of the training. The largest, in examples, and as a share of all that may leave.
_LARGEST_GROUP, _LARGEST_SHARE = 3, 0.1


@dataclass(frozen=True, slots=True)
class Chosen:
    """What may be kept back.

    Args:
        questions: one a customer and thread, the newest first.
        n_real: dated questions of customers with the firm's reply.
        n_apart: examples that leave index and training with them.
    """

    questions: tuple[ExamQuestion, ...]
    n_real: int
    n_apart: int


@dataclass(frozen=True, slots=True)
class _Real:
    example: Example
    when: str
    who: str


def choose_real(
    examples: Sequence[Example],
    documents: Mapping[str, Document],
    *,
    wanted: int,
    most_apart: int,
    closeness: Closeness,
    customers: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Chosen:
    """Up to `wanted` of the newest real questions.

    Args:
        examples: all of them.
        documents: id to what they were read from.
        wanted: how many.
        most_apart: examples that may leave the training with them.
        closeness: what belongs together, as for the split.
        customers: example id to whatever tells whose it is, as for the split.
    """
    found = sorted(
        (real for e in examples if (real := _real(e, documents.get(e.document_id)))),
        key=lambda real: (real.when, real.example.id),
        reverse=True,
    )
    groups = group(examples, closeness, customers=customers) if found else {}
    sizes: dict[str, int] = {}
    for own in groups.values():
        sizes[own] = sizes.get(own, 0) + 1
    largest = max(_LARGEST_GROUP, int(most_apart * _LARGEST_SHARE))
    chosen: list[Example] = []
    taken: set[str] = set()
    n_apart = 0
    for real in found:
        own = groups[real.example.id]
        fits = sizes[own] <= largest and n_apart + sizes[own] <= most_apart
        if len(chosen) < wanted and fits and not {own, real.who} & taken:
            chosen.append(real.example)
            taken |= {own, real.who}
            n_apart += sizes[own]
    questions = tuple(_question(i, e) for i, e in enumerate(chosen, start=1))
    return Chosen(questions, len(found), n_apart)


def _question(number: int, example: Example) -> ExamQuestion:
    source = example.source
    where = f"row {source.row}" if source.row is not None else _place(example)
    kept = tuple(m for m in example.prompt if m.role != "system")
    turns = kept if _alternates([m.role for m in kept]) else kept[-1:]
    places = (Place(source.file, where),)
    return ExamQuestion(f"real-{number:03d}", REAL, turns, None, "answer", example.answer, places)


def _alternates(roles: Sequence[str]) -> bool:
    return list(roles) == ["user", "assistant"] * (len(roles) // 2) + ["user"]


def _place(example: Example) -> str:
    if example.source.page is not None:
        return f"page {example.source.page}"
    start, end = example.source.span or (0, 0)
    return f"characters {start} to {end}"


def _real(example: Example, document: Document | None) -> _Real | None:
    """A customer's dated question with the firm's reply, or None."""
    if example.is_written or not example.question.strip() or not example.answer.strip():
        return None
    labels = dict(_cells(example, document))
    maker = example.labels.get("maker", "")
    threaded = [v for k, v in labels.items() if _THREAD.search(k)]
    named = [v for k, v in labels.items() if _WHO.search(k)]
    talked = threaded or named or any(_CHANNEL.search(k) for k in labels)
    if maker not in _MAKERS and (maker or not talked):
        return None
    head = _head(example, document) if maker == "mail" else ""
    when = _mail_date(head) or next((w for k, v in labels.items() if (w := _when(k, v))), None)
    if when is None:
        return None
    sender = _MAIL_FROM.search(head)
    who = sender[1] if sender else next(iter([*named, *threaded]), example.document_id)
    return _Real(example, when, f"who {who.strip().casefold()}")


def _cells(example: Example, document: Document | None) -> Iterator[tuple[str, str]]:
    """The columns beside question and answer; of a made example, as its document shows them."""
    yield from ((k, v) for k, v in example.labels.items() if k != "maker" and v.strip())
    if example.labels.get("maker") != "tickets" or document is None:
        return
    start, end = example.source.span or (0, len(document.text))
    for line in document.text[start:end].splitlines():
        name, colon, value = line.partition(":")
        if colon and value.strip() and len(name.split()) <= 3:
            yield name.strip(" *-"), value.strip(" *")


def _head(example: Example, document: Document | None) -> str:
    start, end = example.source.span or (0, 0)
    return document.text[start:end] if document is not None else ""


def _mail_date(head: str) -> str | None:
    found = _MAIL_DATE.search(head)
    if found is None:
        return None
    try:
        when = parsedate_to_datetime(found[1].strip())
    except ValueError:
        day = date_in(found[1])
        return _with_clock(day, found[1]) if day else None
    return (when.astimezone(UTC) if when.tzinfo else when).strftime("%Y-%m-%d %H:%M")


def _when(column: str, value: str) -> str | None:
    day = date_in(value) if _WHEN.search(column.replace("_", " ")) else None
    return _with_clock(day, value) if day else None


def _with_clock(day: str, text: str) -> str:
    clock = _CLOCK.search(text)
    return f"{day} {int(clock[1]):02d}:{clock[2]}" if clock else day
