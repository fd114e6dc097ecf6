"""Records of what was read as rows of text: what the database holds and a worker sends.

A worker reads a firm's files and may be led astray by one of them, so it sends text, never
objects: nothing it writes is run by whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inhouse.records.codec import from_json, to_json
from inhouse.records.data import Customer, Document, Example, Finding

__all__ = ["Records", "Rows", "lines_of", "records_of", "rows_from", "rows_of"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Records, each with what it is looked up by; `body` is JSON in one line of ASCII.

    Args:
        documents: (id, body).
        examples: (id, id of the document, body).
        findings: (name of the check, severity, body).
        customers: (kind, body).
    """

    documents: tuple[tuple[str, str], ...] = ()
    examples: tuple[tuple[str, str, str], ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()
    customers: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return sum(map(len, (self.documents, self.examples, self.findings, self.customers)))


@dataclass(frozen=True, slots=True)
class Records:
    """What rows stand for."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    customers: tuple[Customer, ...]


def rows_of(
    documents: Iterable[Document] = (),
    examples: Iterable[Example] = (),
    findings: Iterable[Finding] = (),
    customers: Iterable[Customer] = (),
) -> Rows:
    """The records as rows."""
    return Rows(
        tuple((d.id, to_json(d)) for d in documents),
        tuple((e.id, e.document_id, to_json(e)) for e in examples),
        tuple((f.check, f.severity, to_json(f)) for f in findings),
        tuple((c.kind, to_json(c)) for c in customers),
    )


def records_of(rows: Rows) -> Records:
    """The rows as records again.

    Raises:
        DataFault: a row is not what it says it is.
    """
    return Records(
        tuple(from_json(Document, body) for *_, body in rows.documents),
        tuple(from_json(Example, body) for *_, body in rows.examples),
        tuple(from_json(Finding, body) for *_, body in rows.findings),
        tuple(from_json(Customer, body) for *_, body in rows.customers),
    )


def lines_of(rows: Rows) -> Iterator[str]:
    """The rows as lines: a letter for the kind, the keys, the body, with tabs between.

    Raises:
        ValueError: a key holds a tab or a line's end; a body is JSON and cannot.
    """
    parts = (rows.documents, rows.examples, rows.findings, rows.customers)
    for letter, part in zip("DEFC", parts, strict=True):
        for row in part:
            line = "\t".join(row)
            if not line.isprintable() and (line.count("\t") != len(row) - 1 or "\n" in line):
                raise ValueError(f"a key of {row[:-1]!r} holds white space that ends it")
            yield f"{letter}\t{line}\n"


def rows_from(lines: Iterable[str]) -> Rows:
    """What `lines_of` wrote.

    Raises:
        ValueError: a line is something else.
    """
    documents: list[tuple[str, str]] = []
    examples: list[tuple[str, str, str]] = []
    findings: list[tuple[str, str, str]] = []
    customers: list[tuple[str, str]] = []
    for line in lines:
        letter, *row = line.rstrip("\n").split("\t")
        if letter == "D" and len(row) == 2:
            documents.append((row[0], row[1]))
        elif letter == "E" and len(row) == 3:
            examples.append((row[0], row[1], row[2]))
        elif letter == "F" and len(row) == 3:
            findings.append((row[0], row[1], row[2]))
        elif letter == "C" and len(row) == 2:
            customers.append((row[0], row[1]))
        else:
            raise ValueError(f"a row begins with {letter!r}")
    return Rows(tuple(documents), tuple(examples), tuple(findings), tuple(customers))
