"""An exam's file: one question a line, as `bench/exams/README.md` describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from inhouse.errors import DataFault
from inhouse.records import ExamQuestion
from inhouse.records.codec import decode, encode

__all__ = ["KINDS", "read_questions", "write_questions"]

KINDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "stated": frozenset({"answer"}),
        "pages_only": frozenset({"answer"}),
        "joins": frozenset({"answer"}),
        "follow_up": frozenset({"answer", "hand_over", "urgent"}),
        "time": frozenset({"answer"}),
        "foreign": frozenset({"hand_over"}),
        "near_miss": frozenset({"hand_over"}),
        "urgent": frozenset({"urgent"}),
        "real": frozenset({"answer"}),
    }
)
"""Each kind of question, and what may be expected of it. "real" is a customer's own."""

_KEYS = ("id", "kind", "messages", "now", "expected", "answer", "places")
_SHOWN = 5
_FORMAT = "The form is described in bench/exams/README.md and under Exams in README.md."


def read_questions(content: bytes, name: str) -> tuple[ExamQuestion, ...]:
    """The questions of an exam's file.

    Args:
        content: of the file.
        name: of the file, for the errors.

    Raises:
        DataFault: lines have faults; the first five and the count are told.
    """
    try:
        # Not splitlines: a JSON string may hold other signs that end a line.
        lines = content.decode("utf-8-sig").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise DataFault(
            "An exam is a UTF-8 file with one JSON object a line,",
            f"but {name} is not UTF-8 at byte {error.start}.",
            "Save it as UTF-8.",
        ) from None
    questions: list[ExamQuestion] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines if content.strip() else (), start=1):
        own: list[str] = []
        try:
            question = _question(line)
        except DataFault as fault:
            own.append(f"{fault.expected} {fault.found}".strip())
        else:
            own += _faults(question)
            if question.id in seen:
                own.append(f"the id {question.id!r} is that of line {seen[question.id]} as well.")
            seen.setdefault(question.id, number)
            questions.append(question)
        faults += [f"line {number}: {fault}" for fault in own]
    if faults:
        _refuse(faults, name)
    if not questions:
        raise DataFault("An exam has at least one question,", f"but {name} is empty.", _FORMAT)
    return tuple(questions)


def write_questions(questions: Iterable[ExamQuestion]) -> bytes:
    """The file of these questions: the same questions, the same bytes."""
    rows = (json.dumps(encode(question), ensure_ascii=False) for question in questions)
    return "".join(f"{row}\n" for row in rows).encode("utf-8", "backslashreplace")


def _refuse(faults: Sequence[str], name: str) -> None:
    shown = "\n".join(f"  {fault}" for fault in faults[:_SHOWN])
    more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    raise DataFault(
        "An exam is a file with one question a line;",
        f"{name} has {count}:\n{shown}{more}\n",
        _FORMAT,
    )


def _question(line: str) -> ExamQuestion:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataFault("this is no JSON:", f"{error.msg} at character {error.pos + 1}.") from None
    if not isinstance(row, dict):
        raise DataFault("expected a JSON object,", f"found {type(row).__name__}.")
    missing = [key for key in _KEYS if key not in row]
    unknown = [key for key in row if key not in _KEYS]
    if missing or unknown:
        said = "" if not missing else f"{', '.join(map(repr, missing))} missing"
        said += "; " if missing and unknown else ""
        said += "" if not unknown else f"{', '.join(map(repr, unknown))} unknown"
        raise DataFault(f"the keys are {', '.join(_KEYS)};", f"{said}.")
    return decode(ExamQuestion, row)


def _faults(question: ExamQuestion) -> Iterator[str]:
    if not question.id.strip():
        yield "the id is empty."
    if question.kind not in KINDS:
        yield f"the kind {question.kind!r} is none of {', '.join(KINDS)}."
    elif question.expected not in KINDS[question.kind]:
        yield f"a question of the kind {question.kind!r} cannot expect {question.expected!r}."
    else:
        yield from _answer_faults(question)
    if question.kind == "joins" and len(question.places) < 2:
        yield "'joins' needs two places."
    yield from _turn_faults(question)
    yield from _clock_faults(question)


def _answer_faults(question: ExamQuestion) -> Iterator[str]:
    wants_answer = question.expected != "hand_over"
    if bool(question.answer.strip()) != wants_answer:
        yield f"{question.expected!r} goes with {'an' if wants_answer else 'an empty'} answer."
    if bool(question.places) != wants_answer:
        yield f"{question.expected!r} goes with {'places' if wants_answer else 'no places'}."


def _turn_faults(question: ExamQuestion) -> Iterator[str]:
    roles = [message.role for message in question.messages]
    if roles != ["user", "assistant"] * (len(roles) // 2) + ["user"]:
        yield f"turns alternate from user to user, not {', '.join(roles) or 'none at all'}."
    elif question.kind == "follow_up" and len(roles) < 3:
        yield "'follow_up' needs turns before the last."
    if not all(message.content.strip() for message in question.messages):
        yield "a message is empty."


def _clock_faults(question: ExamQuestion) -> Iterator[str]:
    now = question.now
    if now is None:
        if question.kind == "time":
            yield "'time' needs now."
        return
    try:
        is_clock = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", now) is not None
        datetime.fromisoformat(now)
    except ValueError:
        is_clock = False
    if not is_clock:
        yield f"now is a wall clock such as 2026-07-03T16:40:00, not {now!r}."
