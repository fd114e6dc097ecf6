"""`answer`: questions to a firm, answered as the firm would (support, FAQ, front desk)."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.records import (
    Chunk,
    Conversation,
    Example,
    Message,
    MetricWording,
    Spec,
    TaskFacts,
    TaskWording,
)
from inhouse.tasks.task import Context

__all__ = ["Answer", "few_shot_prompt", "retrieval_prompt", "system_prompts"]

_MAX_TITLES, _MAX_TITLE_CHARACTERS = 6, 60
_WORDING = TaskWording(
    question="question",
    questions="questions",
    answer="answer",
    answers="answers",
    metrics=(
        MetricWording(
            "usefulness",
            "Usefulness",
            "what the answers are worth: a right one 1, one left to a person 0, a wrong one -1,"
            " on a scale from 0 (all wrong) by 0.5 (all left to a person) to 1 (all right)",
        ),
        MetricWording("right", "Right", "share of the questions that were answered rightly"),
        MetricWording("partly", "Partly right", "share answered in part, or with more than asked"),
        MetricWording("wrong", "Wrong", "share answered with something your files do not say"),
        MetricWording("handed_over", "Handed over", "share left to a person"),
        MetricWording(
            "bits_per_byte",
            "Bits per byte",
            "how surprised the model is by your own answers; lower is better",
        ),
        MetricWording("facts", "Facts", "share of facts right, with invented ones counted against"),
        MetricWording("similarity", "Meaning", "closeness of meaning to your own answer"),
        MetricWording("chrf", "chrF", "overlap of letter sequences"),
    ),
    wanting="Write more question-answer pairs, 50 to 100 well-chosen ones are a good start, in a"
    " table with the columns 'question' and 'answer'",
    more="add more questions and answers",
    trusted=0.7,  # below it an answer of three still has a wrong or missing fact
    distrust="so it still gets facts wrong or invents them. Let it write drafts that a person"
    " checks; do not let it answer alone.",
    watched="facts",
    watched_below="It still gets facts wrong: on the {n} questions where numbers, prices, times,"
    " names or a yes or no count, {contender} scored {score} of 1 for them. Let a person check"
    " those before anybody relies on them.",
    caveats="The score is computed, not a person's opinion: read the answers above before you"
    " decide. It speaks of questions like those in your files, not of others. All contenders knew"
    " what your files say, but not the held-out questions and their answers; what is served knows"
    " those too. Fine-tuning teaches style and habits of answering; a fact that was never in the"
    " files cannot be learned from them, and a fact that changes must be taught again.",
)
_FACTS = TaskFacts(
    name="answer",
    scorers=("usefulness", "facts", "similarity", "chrf"),
    contenders=(
        "closest_answer",
        "quoting_assistant",
        "passage",
        "prompted",
        "few_shot",
        "retrieval",
        "fine_tuned",
        "fine_tuned_with_retrieval",
    ),
    wording=_WORDING,
    learned_pair=("fine_tuned", "prompted", "base"),
    floors=("closest_answer", "passage"),
    shortest=48,
    longest=512,
)


class Answer:
    """The task `answer`."""

    facts = _FACTS

    def __init__(self) -> None:
        self.spec = Spec(_FACTS.name, "1", {"primary_metric": _FACTS.primary_metric})

    def uses(self, example: Example) -> bool:
        """Whether it has a question and an answer."""
        return bool(example.question.strip() and example.answer.strip())

    def system_prompts(self, firm: str, titles: Sequence[str]) -> tuple[str, ...]:
        """Candidate system prompts; the caller picks one by validation loss."""
        return system_prompts(firm, titles)

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
