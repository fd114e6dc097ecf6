"""Everything a writer is asked about some files, each prompt with its checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from inhouse.records import Conversation, Document, Example, content_id
from inhouse.sources.generating.paraphrasing import (
    judge_paraphrases,
    paraphrase_examples,
    paraphrase_prompt,
)
from inhouse.sources.generating.passages import Passage, passages_of
from inhouse.sources.generating.question_writing import (
    judge_questions,
    question_examples,
    question_prompt,
)
from inhouse.sources.generating.writer import VERSION, Judged

__all__ = ["Amounts", "Prompt", "new_questions", "prompts_of"]

_TOKENS_A_PAIR, _TOKENS_A_WORDING = 120, 50
_MAX_QUESTION_WORDS = 60
# What these ask is no question of a customer's that could be asked otherwise.
_NOT_REWORDED = {"code", "contracts", "posts", "abstracts"}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is written: questions a passage, wordings a question, prompts of each kind."""

    questions: int
    paraphrases: int
    max_prompts: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to be written about.

    Args:
        key: hash of what is asked, of whom and how it is checked.
        words: what is asked.
        max_tokens: for the answer.
        judge: what of the answer is kept.
        examples: the kept as examples.
    """

    key: str
    words: Conversation
    max_tokens: int
    judge: Callable[[str], Judged]
    examples: Callable[[Judged], Iterator[Example]]


def prompts_of(
    documents: Sequence[Document], examples: Sequence[Example], amounts: Amounts, writer: str
) -> Iterator[Prompt]:
    """The prompts about the passages of `documents`, then about the questions of `examples`."""
    passages = passages_of(documents) if amounts.questions else iter(())
    for passage in islice(passages, amounts.max_prompts):
        yield _about_passage(passage, amounts.questions, writer)
    reworded = (e for e in examples if amounts.paraphrases and _can_be_reworded(e))
    for example in islice(reworded, amounts.max_prompts):
        yield _about_question(example, amounts.paraphrases, writer)


def _about_passage(passage: Passage, n: int, writer: str) -> Prompt:
    words = question_prompt(passage, n)
    return Prompt(
        _key("questions", writer, n, words),
        words,
        _TOKENS_A_PAIR * n,
        partial(judge_questions, passage=passage, n=n),
        partial(question_examples, passage=passage, writer=writer),
    )


def _about_question(example: Example, n: int, writer: str) -> Prompt:
    words = paraphrase_prompt(example.question, n)
    return Prompt(
        _key("paraphrases", writer, n, words),
        words,
        _TOKENS_A_WORDING * n,
        partial(judge_paraphrases, question=example.question, n=n),
        partial(paraphrase_examples, example=example, writer=writer),
    )


def _can_be_reworded(example: Example) -> bool:
    is_asked = example.labels.get("maker") not in _NOT_REWORDED
    return is_asked and 0 < len(example.question.split()) <= _MAX_QUESTION_WORDS


def _key(kind: str, writer: str, n: int, words: Conversation) -> str:
    return content_id(VERSION, kind, writer, str(n), *(m.content for m in words))


def new_questions(written: Sequence[Example], known: Sequence[Example]) -> list[Example]:
    """Each question once, and none that the files ask themselves."""
    seen = {_folded(example) for example in known}
    kept: list[Example] = []
    for example in written:
        if _folded(example) not in seen:
            seen.add(_folded(example))
            kept.append(example)
    return kept


def _folded(example: Example) -> str:
    return " ".join(example.question.casefold().split())
