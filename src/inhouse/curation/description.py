"""What the data looked like, for the report."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from inhouse.records import DataDescription, Dataset, Example, FileDescription, Finding, SetFacts

__all__ = ["describe", "set_facts"]

_SAMPLE = 2


def describe(
    files: Sequence[FileDescription], n_read: int, dataset: Dataset, findings: Sequence[Finding]
) -> DataDescription:
    """Counts, lengths in words, findings and two pairs of the training split."""
    questions = [len(e.question.split()) for e in dataset.examples]
    answers = sorted(len(e.answer.split()) for e in dataset.examples)
    train = dataset.part("train")
    typical = sorted(train, key=lambda e: (len(e.answer), e.id))
    middle = len(typical) // 2
    return DataDescription(
        files=tuple(files),
        n_examples_read=n_read,
        n_examples_used=len(dataset.examples),
        n_train=len(dataset.split.train),
        n_validation=len(dataset.split.validation),
        n_test=len(dataset.split.test),
        n_groups=len(set(dataset.groups.values())),
        question_words_median=statistics.median(questions),
        answer_words_median=statistics.median(answers),
        answer_words_p95=float(answers[min(len(answers) - 1, round(0.95 * (len(answers) - 1)))]),
        findings=tuple(findings),
        sample=tuple((e.question, e.answer) for e in typical[middle : middle + _SAMPLE]),
    )


def set_facts(examples: Sequence[Example], n_with_private_words: int) -> SetFacts:
    """A set in numbers.

    Args:
        examples: the set.
        n_with_private_words: how many of them hold personal or secret data.
    """
    answers = sorted(len(e.answer.split()) for e in examples)
    return SetFacts(
        n_examples=len(examples),
        n_documents=len({e.document_id for e in examples}),
        n_files=len({e.source.file for e in examples}),
        question_words_median=_median([len(e.question.split()) for e in examples]),
        answer_words_median=_median(answers),
        answer_words_p95=float(answers[round(0.95 * (len(answers) - 1))]) if answers else None,
        n_with_private_words=n_with_private_words,
    )


def _median(counts: Sequence[int]) -> float | None:
    return float(statistics.median(counts)) if counts else None
