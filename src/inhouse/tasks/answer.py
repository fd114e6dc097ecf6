"""`answer`: questions to a firm, answered as the firm would (support, FAQ, front desk)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from inhouse.errors import NotEnoughData
from inhouse.records import Chunk, Conversation, Example, Message, Spec
from inhouse.scoring import Scorer, Tools
from inhouse.scoring import build as build_scorer
from inhouse.tasks.task import Context

__all__ = ["Answer", "few_shot_prompt", "max_tokens", "retrieval_prompt", "system_prompts"]

_PRIMARY = "answer_quality"
_SCORERS = (_PRIMARY, "facts", "similarity", "chrf", "rouge_l", "token_f1")
_MAX_TITLES, _MAX_TITLE_CHARACTERS = 6, 60
_SHORTEST, _LONGEST = 48, 512


class Answer:
    """The task `answer`."""

    primary_metric = _PRIMARY
    contenders = (
        "closest_answer",
        "passage",
        "prompted",
        "few_shot",
        "retrieval",
        "fine_tuned",
        "fine_tuned_with_retrieval",
    )
    learned_pair = ("fine_tuned", "prompted", "base")

    def __init__(self) -> None:
        self.spec = Spec("answer", "1", {"primary_metric": _PRIMARY})

    def scorers(self, tools: Tools) -> tuple[Scorer, ...]:
        """The scorers, the primary one first."""
        return tuple(build_scorer(name, tools) for name in _SCORERS)

    def system_prompts(self, firm: str, titles: Sequence[str]) -> tuple[str, ...]:
        """Candidate system prompts; the caller picks one by validation loss."""
        return system_prompts(firm, titles)

    def max_tokens(self, token_lengths: Sequence[int]) -> int:
        """How many tokens an answer may have: half more than 95 % of the training answers need."""
        return max_tokens(token_lengths)

    def conversation(self, prompt: Conversation, context: Context) -> Conversation:
        """System prompt, solved examples as earlier turns, passages beside the question."""
        asked = retrieval_prompt(prompt, context.chunks) if context.chunks else prompt
        shown = few_shot_prompt(asked, context.shots)
        return _with_system(shown, context.system)


def system_prompts(firm: str, titles: Sequence[str]) -> tuple[str, ...]:
    """Three or four candidate system prompts, from plain to detailed.

    Args:
        firm: its name; empty if unknown.
        titles: of its documents, the most telling first; they say what it is asked about.
    """
    who = firm.strip() or "this business"
    prompts = [
        f"You answer questions for {who}.",
        f"You work at the front desk of {who}. Answer the customer's question in a few short, "
        "friendly sentences. Give exact prices, times and names where you know them.",
        f"You are the assistant of {who}. Answer only what was asked, briefly and correctly, in "
        "the words the staff would use. If you do not know, say so and offer to find out.",
    ]
    topics = _topics(titles)
    if topics:
        prompts.append(
            f"You work at the front desk of {who}. Customers ask about {topics}. Answer in a few "
            "short sentences, with exact prices, times and names where you know them."
        )
    return tuple(prompts)


def few_shot_prompt(prompt: Conversation, shots: Sequence[Example]) -> Conversation:
    """The prompt after solved examples, each as a turn of the user and one of the assistant.

    Args:
        prompt: the messages before the answer.
        shots: solved examples, the most alike last.
    """
    turns = [
        message
        for shot in shots
        for message in (Message("user", shot.question), Message("assistant", shot.answer))
    ]
    own = [m for m in prompt if m.role == "system"]
    return (*own, *turns, *(m for m in prompt if m.role != "system"))


def retrieval_prompt(prompt: Conversation, chunks: Sequence[Chunk]) -> Conversation:
    """The prompt with passages before its last question.

    They stand in the user's turn, next to the question: a system turn is far away in a long
    conversation, and some chat templates have none.

    Args:
        prompt: the messages before the answer; the last is the user's.
        chunks: passages, the best first.
    """
    if not chunks:
        return prompt
    passages = "\n\n".join(chunk.text.strip() for chunk in chunks)
    asked = (
        f"Notes from our files:\n\n{passages}\n\n"
        f"Answer the question from these notes.\n\nQuestion: {prompt[-1].content}"
    )
    return (*prompt[:-1], Message(prompt[-1].role, asked))


def max_tokens(token_lengths: Sequence[int]) -> int:
    """How many tokens an answer may have: half more than 95 % of the training answers need.

    Args:
        token_lengths: tokens of each training answer, end-of-turn token included.

    Raises:
        NotEnoughData: there are no training answers.
    """
    if not token_lengths:
        raise NotEnoughData("Expected at least one training answer.", "Found none.")
    p95 = float(np.quantile(np.asarray(token_lengths, dtype=np.float64), 0.95))
    return min(max(math.ceil(1.5 * p95), _SHORTEST), _LONGEST)


def _with_system(prompt: Conversation, system: str) -> Conversation:
    """`system` first; what the example's own system message adds comes after it."""
    own = [m.content for m in prompt if m.role == "system" and m.content != system]
    text = "\n\n".join(part for part in (system, *own) if part.strip())
    rest = tuple(m for m in prompt if m.role != "system")
    return (Message("system", text), *rest) if text else rest


def _topics(titles: Sequence[str]) -> str:
    short = (" ".join(title.split()) for title in titles)
    kept = list(dict.fromkeys(t for t in short if 0 < len(t) <= _MAX_TITLE_CHARACTERS))
    return "; ".join(kept[:_MAX_TITLES])
