"""The conditions without which no fine-tuned model is called worth it."""

from __future__ import annotations

from inhouse.records import Gate, Interval, TaskWording
from inhouse.scoring.bootstrap import Estimate
from inhouse.scoring.verdict import ANSWERS, ENOUGH, LEARNED, VerdictSettings

__all__ = ["answers_the_question", "enough_test_examples", "learned_something"]


def enough_test_examples(n_groups: int, settings: VerdictSettings) -> Gate:
    """Whether enough different documents were held out.

    Args:
        n_groups: clusters in the test split.
        settings: what is enough.
    """
    meaning = (
        f"At least {settings.min_groups} separate documents must be held out for the test; "
        f"there are {n_groups}."
    )
    passed = n_groups >= settings.min_groups
    return Gate(ENOUGH, passed, float(n_groups), float(settings.min_groups), meaning)


def learned_something(difference: Estimate | None, words: TaskWording) -> Gate:
    """Whether the firm's held-out answers surprise the fine-tuned model less than the base.

    The value is the upper end of the interval; it must be below 0.

    Args:
        difference: fine-tuned minus base in bits per byte, or None if not measured.
        words: what the task's work is called.
    """
    if difference is None or difference.ci is None:
        return Gate(LEARNED, False, None, 0.0, "What training changed could not be measured.")
    ci = difference.ci
    change = "fewer" if difference.value < 0 else "more"
    meaning = (
        f"After training, your held-out {words.answers} must surprise the model less than before. "
        f"It needs {abs(difference.value):.3f} {change} bits a byte for them "
        f"(95 % interval of the change {ci.low:+.3f} to {ci.high:+.3f})."
    )
    return Gate(LEARNED, ci.high < 0, ci.high, 0.0, meaning)


def answers_the_question(specificity: Estimate | None, words: TaskWording) -> Gate:
    """Whether answers fit their own question better than the others.

    The value is the lower end of the interval; it must be above 0.

    Args:
        specificity: mean of `specificity()` of the fine-tuned contender, or None.
        words: what the task's work is called.
    """
    if specificity is None or specificity.ci is None:
        unknown = f"Whether {words.answers} fit their {words.question} is unknown."
        return Gate(ANSWERS, False, None, 0.0, unknown)
    ci: Interval = specificity.ci
    meaning = (
        f"{_an(words.answer)} must fit its own {words.question} better than it fits the other "
        f"{words.questions}. It scores {specificity.value:+.3f} against that, surely above "
        f"{ci.low:+.3f}; 0 means that the {words.answers} do not depend on the {words.question}."
    )
    return Gate(ANSWERS, ci.low > 0, ci.low, 0.0, meaning)


def _an(noun: str) -> str:
    return f"An {noun}" if noun[:1] in "aeio" else f"A {noun}"
