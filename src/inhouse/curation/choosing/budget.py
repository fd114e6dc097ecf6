"""A dataset cut to a budget, and the random subset of the same size it must beat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inhouse.curation.choosing.opening import without_open_cases
from inhouse.curation.choosing.selecting import random_control, select
from inhouse.curation.likeness import normal_words
from inhouse.records import Dataset, Example, Finding, Progress, Split, Work

__all__ = ["Budget", "Cut", "Parts", "cut_to_budget"]

Parts: TypeAlias = tuple[tuple[Example, ...], Split, Mapping[str, str]]
"""What makes a dataset: examples, split, groups."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many to learn from.

    Args:
        keep: examples of the training split.
        embed: texts to unit vectors, (n, width) float32.
        seed: of the control's draw.
    """

    keep: int
    embed: Callable[[Sequence[str]], NDArray[np.float32]] = field(repr=False)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """The chosen ones and the control, each with the held-out examples of the whole."""

    chosen: Parts
    control: Parts


def cut_to_budget(
    whole: Dataset, read: Sequence[Example], findings: Iterable[Finding], budget: Budget
) -> Work[Cut]:
    """The dataset with `budget.keep` training examples: the clean ones first, then the rest.

    Only the validation questions are looked at, never the test's: those judge.

    Args:
        whole: the curated dataset.
        read: the examples before curation, for the control.
        findings: what is still open.
        budget: how many.
    """
    yield Progress("Choosing what to keep", 0, None, "examples", "reading for meaning")
    train, asked = whole.part("train"), [e.question for e in whole.part("validation")]
    clean = without_open_cases(train, findings)
    pool = clean if len(clean) >= min(budget.keep, len(train)) else train
    vectors = budget.embed([e.question for e in pool])
    at = select(vectors, budget.embed(asked), budget.keep, seed=budget.seed)
    chosen = [pool[i] for i in sorted(at)]
    held = {*whole.split.validation, *whole.split.test}
    near = _held_out_test(whole, held)
    free = [e for e in _sound(read) if not near(e)]
    control = random_control(free, len(chosen), seed=budget.seed)
    return Cut(_parts(whole, chosen, held), _parts(whole, control, held))


def _held_out_test(whole: Dataset, held: set[str]) -> Callable[[Example], bool]:
    """Whether an example is held out, asks the same, or is of a document that is."""
    words = {normal_words(e.question) for e in whole.examples if e.id in held}
    documents = {e.document_id for e in whole.examples if e.id in held}
    # Data of one page is split inside the page; then its document says nothing.
    documents -= {e.document_id for e in whole.examples if e.id not in held}
    known = whole.groups

    def near(example: Example) -> bool:
        if example.id in known:
            return example.id in held
        return example.document_id in documents or normal_words(example.question) in words

    return near


def _sound(read: Sequence[Example]) -> list[Example]:
    """Those that can be learned from at all: a question, and an answer at the end."""
    return [
        e for e in read
        if e.question.strip() and e.messages[-1].role == "assistant" and e.answer.strip()
    ]  # fmt: skip


def _parts(whole: Dataset, train: Sequence[Example], held: set[str]) -> Parts:
    examples = (*train, *(e for e in whole.examples if e.id in held))
    split = replace(whole.split, train=tuple(e.id for e in train))
    groups = {e.id: whole.groups.get(e.id, e.id) for e in examples}
    return examples, split, groups
