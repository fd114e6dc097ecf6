"""Blocks of "Q: … A: …" in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inhouse.sources.faults import Faults, quoted

__all__ = ["Block", "find_blocks"]

_MARK = re.compile(
    r"^[ \t]*(?:[*_]{1,2})?(?P<who>Q|A|Question|Answer)[ \t]*\d{0,4}[ \t]*[:.)]"
    r"(?:[*_]{1,2})?(?=\s|$)[ \t]*",
    re.MULTILINE | re.IGNORECASE,
)
_HEADING = re.compile(r"^#{1,6}\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A question and its answer, where they stand in the text, and on which line."""

    question: str
    answer: str
    span: tuple[int, int]
    line: int


def find_blocks(text: str, faults: Faults, line_offset: int = 0) -> tuple[Block, ...]:
    """Every question that is marked as one and has an answer marked as one.

    Args:
        text: the page.
        faults: questions without answers, and the reverse, are added.
        line_offset: lines of the file that come before `text`.
    """
    marks = list(_MARK.finditer(text))
    if {_who(mark) for mark in marks} != {"q", "a"}:
        return ()
    blocks: list[Block] = []
    asked: tuple[re.Match[str], str] | None = None
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        end = after.start() if after is not None else len(text)
        said = _said(text[mark.end() : end])
        line = line_offset + text.count("\n", 0, mark.start()) + 1
        if _who(mark) == "q":
            _note_unanswered(asked, text, faults, line_offset)
            asked = (mark, said)
        elif asked is None:
            faults.add("empty_question", line, f"an answer without a question: {quoted(said)}")
        else:
            blocks += _answered(text, asked, (mark.end(), said), (faults, line_offset))
            asked = None
    _note_unanswered(asked, text, faults, line_offset)
    return tuple(blocks)


def _who(mark: re.Match[str]) -> str:
    return mark["who"][0].lower()


def _said(piece: str) -> str:
    """The piece up to the next heading, without the emphasis that may close it."""
    heading = _HEADING.search(piece)
    said = (piece[: heading.start()] if heading else piece).strip()
    return re.sub(r"(?<=\S)[*_]{2}$", "", said) if said.count("**") % 2 else said


def _line(text: str, position: int, line_offset: int) -> int:
    return line_offset + text.count("\n", 0, position) + 1


def _note_unanswered(
    asked: tuple[re.Match[str], str] | None, text: str, faults: Faults, line_offset: int
) -> None:
    if asked is not None:
        line = _line(text, asked[0].start(), line_offset)
        faults.add("empty_answer", line, f"no answer to {quoted(asked[1])}")


def _answered(
    text: str,
    asked: tuple[re.Match[str], str],
    answered: tuple[int, str],
    noting: tuple[Faults, int],
) -> list[Block]:
    (mark, question), (start, answer), (faults, line_offset) = asked, answered, noting
    line = _line(text, mark.start(), line_offset)
    if not question:
        faults.add("empty_question", line, f"an empty question beside {quoted(answer)}")
        return []
    if not answer:
        faults.add("empty_answer", line, f"an empty answer to {quoted(question)}")
        return []
    at = text.index(answer, start)
    return [Block(question, answer, (mark.start(), at + len(answer)), line)]
