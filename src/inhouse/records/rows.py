"""Documents, examples and findings as rows of text: what the database holds and a worker sends.

A worker reads a firm's files and may be led astray by one of them, so it sends text, never
objects: nothing it writes is run by whoever reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inhouse.records.codec import from_json, to_json
from inhouse.records.data import Document, Example, Finding

__all__ = ["Rows", "lines_of", "records_of", "rows_from", "rows_of"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Records, each with what it is looked up by; `body` is JSON in one line of ASCII.

    Args:
        documents: (id, body).
        examples: (id, id of the document, body).
        findings: (name of the check, severity, body).
    """

    documents: tuple[tuple[str, str], ...] = ()
    examples: tuple[tuple[str, str, str], ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.documents) + len(self.examples) + len(self.findings)


def rows_of(
    documents: Iterable[Document] = (),
    examples: Iterable[Example] = (),
    findings: Iterable[Finding] = (),
) -> Rows:
    """The records as rows."""
    return Rows(
        tuple((d.id, to_json(d)) for d in documents),
        tuple((e.id, e.document_id, to_json(e)) for e in examples),
        tuple((f.check, f.severity, to_json(f)) for f in findings),
    )


def records_of(rows: Rows) -> tuple[list[Document], list[Example], list[Finding]]:
    """The rows as records again.

    Raises:
        DataFault: a row is not what it says it is.
    """
    return (
        [from_json(Document, body) for *_, body in rows.documents],
        [from_json(Example, body) for *_, body in rows.examples],
        [from_json(Finding, body) for *_, body in rows.findings],
    )


def lines_of(rows: Rows) -> Iterator[str]:
    """The rows as lines: a letter for the kind, the keys as JSON, the body, with tabs between."""
    for letter, part in (("D", rows.documents), ("E", rows.examples), ("F", rows.findings)):
        for *keys, body in part:
            yield f"{letter}\t{json.dumps(keys)}\t{body}\n"


def rows_from(lines: Iterable[str]) -> Rows:
    """What `lines_of` wrote.

    Raises:
        ValueError: a line is something else.
    """
    documents: list[tuple[str, str]] = []
    examples: list[tuple[str, str, str]] = []
    findings: list[tuple[str, str, str]] = []
    for line in lines:
        letter, keys, body = line.rstrip("\n").split("\t", 2)
        first, *more = map(str, json.loads(keys))
        if letter == "D" and not more:
            documents.append((first, body))
        elif letter == "E" and len(more) == 1:
            examples.append((first, more[0], body))
        elif letter == "F" and len(more) == 1:
            findings.append((first, more[0], body))
        else:
            raise ValueError(f"a row begins with {letter!r}")
    return Rows(tuple(documents), tuple(examples), tuple(findings))
