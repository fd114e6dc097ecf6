"""Every fault of a file, collected and shown together: the first five of a kind and the count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from inhouse.records import Finding, Severity, Source

__all__ = ["KINDS", "SHOWN", "FaultKind", "Faults", "quoted"]

SHOWN = 5
_QUOTED_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class FaultKind:
    """How a kind of fault is explained.

    Args:
        severity: "warning" when the row is dropped, "error" when the file is, else "info".
        expected: what was expected, a sentence.
        fix: what to do, a sentence.
    """

    severity: Severity
    expected: str
    fix: str


def _dropped(expected: str, fix: str) -> FaultKind:
    return FaultKind("warning", expected, f"The row was left out. {fix}")


KINDS: Mapping[str, FaultKind] = MappingProxyType(
    {
        "broken_line": _dropped(
            "Expected one complete JSON object a line.",
            "Correct the line, or save the file again as JSONL.",
        ),
        "broken_row": _dropped(
            "Expected every opened quotation mark to be closed in its row.",
            "Close the quotation mark, or double it where it belongs to the text.",
        ),
        "wrong_cell_count": _dropped(
            "Expected no more cells than the header has columns.",
            "Put the cell that holds the separator between quotation marks.",
        ),
        "wrong_type": _dropped(
            "Expected text.", "Write questions and answers as text between quotation marks."
        ),
        "missing_column": _dropped(
            "Expected a question and an answer in every row, as in the other rows.",
            "Give the row the same columns as the others.",
        ),
        "bad_messages": _dropped(
            "Expected messages that take turns (system, user, assistant) and end with the"
            " assistant's.",
            "Correct the row's messages.",
        ),
        "empty_question": _dropped(
            "Expected a question.", "Write the question, or delete the row."
        ),
        "empty_answer": _dropped("Expected an answer.", "Write the answer, or delete the row."),
        "question_is_answer": _dropped(
            "Expected an answer that is not the question.",
            "Write the answer; where the row is a heading, nothing needs doing.",
        ),
        "undecodable_bytes": _dropped(
            "Expected readable characters.",
            "Type the unreadable characters again and save the file as UTF-8.",
        ),
        "duplicate_header": FaultKind(
            "warning",
            "Expected every column to have its own name.",
            "The first of them was read. Rename or delete the other.",
        ),
        "merged_cells": FaultKind(
            "info",
            "Expected one cell a row and column.",
            "The merged cell's value was given to every row it covers. Unmerge it if that is"
            " not what it means.",
        ),
        "hidden_sheet": FaultKind(
            "info",
            "Expected visible sheets.",
            "It was read like the others. Delete it if it is not meant to be learned.",
        ),
    }
)


class Faults:
    """Collects the faults of one file or sheet.

    Args:
        place: the file, and the sheet if there is one, without a row.
    """

    def __init__(self, place: Source) -> None:
        self._place = place
        self._found: dict[str, list[tuple[int | None, str]]] = {}

    def add(self, kind: str, row: int | None, found: str) -> None:
        """Notes one fault: a key of `KINDS`, where, and what was found, without a full stop."""
        self._found.setdefault(kind, []).append((row, found))

    def findings(self) -> tuple[Finding, ...]:
        """One finding a fault, or one a kind where more than five are of a kind."""
        return tuple(
            finding for kind, faults in self._found.items() for finding in self._of(kind, faults)
        )

    def _of(self, name: str, faults: list[tuple[int | None, str]]) -> list[Finding]:
        if len(faults) > SHOWN:
            return [self._together(name, faults)]
        return [self._alone(name, row, found) for row, found in faults]

    def _alone(self, name: str, row: int | None, found: str) -> Finding:
        kind, source = KINDS[name], replace(self._place, row=row)
        evidence = f"{kind.expected} Found {found} in {source}."
        return Finding(name, kind.severity, (), evidence, kind.fix, source)

    def _together(self, name: str, faults: list[tuple[int | None, str]]) -> Finding:
        kind, place = KINDS[name], self._place
        first = "; ".join(
            f"row {row}: {found}" if row is not None else found for row, found in faults[:SHOWN]
        )
        evidence = (
            f"{kind.expected} Found {len(faults)} times otherwise in {place}."
            f" The first {SHOWN}: {first}."
        )
        return Finding(name, kind.severity, (), evidence, kind.fix, replace(place, row=faults[0][0]))


def quoted(text: str) -> str:
    """`text` between quotation marks, on one line, shortened."""
    line = " ".join(text.split())
    short = line if len(line) <= _QUOTED_CHARACTERS else line[: _QUOTED_CHARACTERS - 1] + "…"
    return f"'{short}'"
