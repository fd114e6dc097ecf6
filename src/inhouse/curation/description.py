"""What the data looked like, for the report."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from inhouse.records import DataDescription, Dataset, FileDescription, Finding

__all__ = ["describe"]

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
