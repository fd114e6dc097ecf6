"""Keeps what exams ask out of training, and what was kept back out of everything that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inhouse import __version__
from inhouse.curation import Closeness
from inhouse.curation.exams import KeptApart, keep_apart, read_questions
from inhouse.records import (
    Dataset,
    Document,
    Exam,
    ExamOrigin,
    Example,
    ExamQuestion,
    Finding,
    Split,
    content_id,
)
from inhouse.registry import decode
from inhouse.sources import customers_of
from inhouse.steps.ingest import Ingested
from inhouse.steps.material import known_documents
from inhouse.steps.project import Project

__all__ = ["closeness_of", "kept_apart", "questions_of"]


def questions_of(project: Project, sha256: str) -> tuple[ExamQuestion, ...]:
    """The questions of a stored exam.

    Raises:
        UserFault: the stored file is missing or damaged.
    """
    return read_questions(project.registry.get_bytes(sha256), "the stored exam")


def closeness_of(project: Project) -> Closeness:
    """What belongs together in this project."""
    config = project.config.curation
    return Closeness(config.near_duplicate_questions, config.near_duplicate_answers)


def kept_apart(project: Project, ingested: Ingested) -> Ingested:
    """What was ingested, short of what exams ask, with a finding that says so.

    Copies of a written exam's questions leave the examples; what the documents say stays known.
    What was kept back leaves the documents too. Doing it twice is doing it once.
    """
    exams = project.registry.exams.newest()
    shas = tuple(exam.sha256 for exam in exams)
    if shas == ingested.exams:
        return ingested
    examples = tuple(ingested.examples)
    apart = _apart(project, content_id(ingested.key, *shas), examples, exams)
    copies, kept_back = frozenset(apart.copies), frozenset(apart.kept_back)
    out = copies | kept_back
    documents: Sequence[Document] = ingested.documents
    if kept_back:
        documents = _short_of(documents, examples, kept_back)
    findings = _findings(examples, copies - kept_back, kept_back)
    return replace(
        ingested,
        key=content_id(ingested.key, "exams", *shas),
        documents=documents,
        examples=tuple(e for e in examples if e.id not in out),
        findings=(*ingested.findings, *findings),
        exams=shas,
    )


def _apart(
    project: Project, key: str, examples: Sequence[Example], exams: Sequence[Exam]
) -> KeptApart:
    """Which examples leave; remembered, because every command that reads the files asks."""
    closeness = closeness_of(project)
    key = content_id(key, __version__, repr(closeness))
    known = project.registry.recall("kept apart", key)
    if known is not None:
        return decode(KeptApart, known["apart"])
    asked: dict[ExamOrigin, list[ExamQuestion]] = {"written": [], "kept_back": []}
    for exam in exams:
        asked[exam.origin] += questions_of(project, exam.sha256)
    apart = keep_apart(
        examples,
        asked["written"],
        asked["kept_back"],
        closeness,
        customers=customers_of(examples),
    )
    project.registry.remember("kept apart", key, {"apart": apart}, seconds=0.0)
    return apart


def _short_of(
    documents: Sequence[Document], examples: Sequence[Example], held: frozenset[str]
) -> list[Document]:
    """The documents short of where the held examples stand, as for those of a test split."""
    ids = tuple(e.id for e in examples)
    parts = Split(tuple(i for i in ids if i not in held), (), tuple(i for i in ids if i in held))
    return known_documents(Dataset("", "", tuple(examples), parts, {}), documents)


def _findings(
    examples: Sequence[Example], copies: frozenset[str], kept_back: frozenset[str]
) -> list[Finding]:
    found = (
        (copies, "what an exam asks, in the same words or nearly"),
        (kept_back, "customers' questions that were kept back for an exam, and what belongs to"
         " them"),
    )  # fmt: skip
    return [_finding([e for e in examples if e.id in ids], what) for ids, what in found if ids]


def _finding(rows: Sequence[Example], what: str) -> Finding:
    count = "1 example is" if len(rows) == 1 else f"{len(rows)} examples are"
    more = "; …" if len(rows) > 5 else ""
    places = "; ".join(str(row.source) for row in rows[:5])
    return Finding(
        check="exam_questions",
        severity="info",
        examples=tuple(row.id for row in rows),
        evidence=f"{count} {what} ({places}{more}), and left out of the training",
        fix="Nothing: an exam measures only what was never trained on.",
        source=rows[0].source,
        fix_kind="automatic",
    )
