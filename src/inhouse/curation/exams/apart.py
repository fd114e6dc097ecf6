"""What an exam asks is not trained on: its questions' copies among the examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from inhouse.curation.comparing.sameness import is_same_content
from inhouse.curation.likeness import near_duplicates, normal_words
from inhouse.curation.splitting import Closeness, group
from inhouse.records import Example, ExamQuestion, Message, Source

__all__ = ["KeptApart", "keep_apart"]

_MARK = "exam question "


@dataclass(frozen=True, slots=True)
class KeptApart:
    """Ids of the examples that an exam keeps apart.

    Args:
        copies: ask what a written exam asks, in the same words or nearly. What they say stays
            known: only the question may not be learned.
        kept_back: were moved into an exam, or belong to such a one as whole documents and
            near-duplicates do. Nothing of them may be known.
    """

    copies: tuple[str, ...]
    kept_back: tuple[str, ...]


def keep_apart(
    examples: Sequence[Example],
    written: Sequence[ExamQuestion],
    kept_back: Sequence[ExamQuestion],
    closeness: Closeness,
    *,
    customers: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> KeptApart:
    """Which examples may not be learned from because these questions are asked.

    Args:
        examples: all of them.
        written: questions of exams that somebody wrote.
        kept_back: questions of exams that were kept back from the files.
        closeness: what belongs together, as for the split.
        customers: example id to whatever tells whose it is, as for the split.
    """
    return KeptApart(
        tuple(sorted(_copies(examples, written, closeness.questions))),
        tuple(sorted(_of_their_groups(examples, kept_back, closeness, customers))),
    )


def _copies(
    examples: Sequence[Example], questions: Sequence[ExamQuestion], threshold: float
) -> frozenset[str]:
    if not questions:
        return frozenset()
    asked = {f"{_MARK}{i}": question.asked for i, question in enumerate(questions)}
    exact = {normal_words(text) for text in asked.values()}
    texts = {example.id: _asked(example) for example in examples}
    found = {i for i, text in texts.items() if normal_words(text) in exact}
    for a, b in near_duplicates({**texts, **asked}, threshold):
        if (a in asked) != (b in asked) and _same({**asked, **texts}, a, b):
            found.add(b if a in asked else a)
    return frozenset(found)


def _same(texts: Mapping[str, str], a: str, b: str) -> bool:
    return is_same_content(normal_words(texts[a]).split(), normal_words(texts[b]).split())


def _of_their_groups(
    examples: Sequence[Example],
    questions: Sequence[ExamQuestion],
    closeness: Closeness,
    customers: Mapping[str, Sequence[str]],
) -> frozenset[str]:
    if not questions:
        return frozenset()
    beside = [_as_example(i, question) for i, question in enumerate(questions)]
    groups = group([*examples, *beside], closeness, customers=customers)
    held = {groups[example.id] for example in beside}
    return frozenset(example.id for example in examples if groups[example.id] in held)


def _as_example(number: int, question: ExamQuestion) -> Example:
    mark = f"{_MARK}{number}"
    messages = (*question.messages, Message("assistant", question.answer))
    return Example(mark, messages, Source(""), mark)


def _asked(example: Example) -> str:
    return "\n".join(m.content for m in example.prompt if m.role == "user")
