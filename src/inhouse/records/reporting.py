"""What a report shows. The report computes nothing: every number arrives here."""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.records.data import Dataset, Finding
from inhouse.records.evidence import Comparison
from inhouse.records.learning import Run

__all__ = ["Answer", "DataDescription", "FileDescription", "Report", "SideBySide", "StepCost"]


@dataclass(frozen=True, slots=True)
class FileDescription:
    """What one file gave.

    Args:
        file: path relative to the folder that was ingested.
        kind: the reader's name.
        n_documents: pages, rows or tables.
        n_examples: those that stood in it, and those made of it.
        n_findings: what its owner should know.
        n_made: of the examples, those a maker made.
        n_parts: rows of its tables, or pages.
        part: "rows" or "pages".
        n_words: words of its documents, split on white space.
        n_warnings: of the findings, those that are more than information.
        n_customers: names and other values in its customer columns.
    """

    file: str
    kind: str
    n_documents: int
    n_examples: int
    n_findings: int
    n_made: int = 0
    n_parts: int = 0
    part: str = "pages"
    n_words: int = 0
    n_warnings: int = 0
    n_customers: int = 0


@dataclass(frozen=True, slots=True)
class DataDescription:
    """What the data looked like. Words are split on white space."""

    files: tuple[FileDescription, ...]
    n_examples_read: int
    n_examples_used: int
    n_train: int
    n_validation: int
    n_test: int
    n_groups: int
    question_words_median: float
    answer_words_median: float
    answer_words_p95: float
    findings: tuple[Finding, ...]
    sample: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One contender's answer in a side-by-side row. `score` is the primary metric, or None."""

    contender: str
    text: str
    score: float | None
    facts_right: tuple[str, ...]
    facts_missed: tuple[str, ...]
    facts_invented: tuple[str, ...]
    finished: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One held-out question, the firm's own answer, and every contender's answer."""

    example_id: str
    question: str
    reference: str
    source: str
    why: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class StepCost:
    """What a step cost."""

    step: str
    seconds: float
    peak_memory_bytes: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the verdict pages show."""

    title: str
    created: str
    inhouse_version: str
    base_model: str
    machine: str
    dataset: Dataset
    data: DataDescription
    run: Run
    comparison: Comparison
    side_by_side: tuple[SideBySide, ...]
    costs: tuple[StepCost, ...]
