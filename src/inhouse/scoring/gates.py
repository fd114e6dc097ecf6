"""The conditions without which no fine-tuned model is called worth it."""

from __future__ import annotations

from inhouse.records import Gate, Interval
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


def learned_something(difference: Estimate | None) -> Gate:
    """Whether the firm's held-out answers surprise the fine-tuned model less than the base.

    The value is the upper end of the interval; it must be below 0.

    Args:
        difference: fine-tuned minus base in bits per byte, or None if not measured.
    """
    if difference is None or difference.ci is None:
        return Gate(LEARNED, False, None, 0.0, "What training changed could not be measured.")
    ci = difference.ci
    change = "fewer" if difference.value < 0 else "more"
    meaning = (
        "After training, your held-out answers must surprise the model less than before. It "
        f"needs {abs(difference.value):.3f} {change} bits a byte for them "
        f"(95 % interval of the change {ci.low:+.3f} to {ci.high:+.3f})."
    )
    return Gate(LEARNED, ci.high < 0, ci.high, 0.0, meaning)


def answers_the_question(specificity: Estimate | None) -> Gate:
    """Whether answers fit their own question better than the others.

    The value is the lower end of the interval; it must be above 0.

    Args:
        specificity: mean of `specificity()` of the fine-tuned contender, or None.
    """
    if specificity is None or specificity.ci is None:
        return Gate(ANSWERS, False, None, 0.0, "Whether answers fit their question is unknown.")
    ci: Interval = specificity.ci
    meaning = (
        "An answer must fit its own question better than it fits the other questions. It scores "
        f"{specificity.value:+.3f} against that, surely above {ci.low:+.3f}; 0 means that "
        "the answers do not depend on the question."
    )
    return Gate(ANSWERS, ci.low > 0, ci.low, 0.0, meaning)
