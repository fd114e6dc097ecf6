"""`quoting_assistant`: quotes the firm where that is sure to answer, else asks a person."""

from __future__ import annotations

from inhouse.contenders.contender import (
    Answered,
    Answering,
    ContenderKind,
    Ingredients,
    Request,
    say,
)
from inhouse.contenders.quoting.confidence import Calibration
from inhouse.contenders.quoting.matching import Match, Matcher
from inhouse.contenders.quoting.statements import habits_of
from inhouse.records import AnswerPolicy, ContenderFacts, Spec

__all__ = ["ASSISTANT", "calibration_of"]

_FACTS = ContenderFacts(
    name="quoting_assistant",
    title="Quoting assistant",
    phrase="the quoting assistant",
    explanation="Quotes your own words where it is sure enough that they answer the question, and"
    " hands the rest over to a person. It never writes a sentence of its own.",
    upkeep=15,
    needs=("knowledge", "policy"),
)
_SHOWN = 3


class _Assistant:
    def __init__(self, own: Ingredients) -> None:
        self._policy = own.policy or AnswerPolicy()
        known = [c.text for c in own.knowledge.chunks if c.question]
        self._matcher = Matcher(own.knowledge, habits_of(known))
        self._calibration = calibration_of(self._policy)

    @property
    def spec(self) -> Spec:
        policy = self._policy
        return Spec(
            _FACTS.name,
            "1",
            {"slope": policy.slope, "offset": policy.offset, "threshold": policy.threshold},
        )

    def answer(self, request: Request) -> Answering:
        return say(self._answered(request))

    def _answered(self, request: Request) -> Answered:
        matches = self._matcher.matches(request.question, _SHOWN)
        if not matches:
            return self._hand_over((), 0.0)
        confidence = self._calibration.confidence(matches[0])
        if not self._calibration.is_enough(confidence):
            return self._hand_over(matches, confidence)
        best = matches[0]
        return Answered(best.text, (best.chunk,), "quoted", confidence)

    def _hand_over(self, matches: tuple[Match, ...], confidence: float) -> Answered:
        """What was found is shown to the person who takes over, not to the customer."""
        found = tuple(match.chunk for match in matches)
        return Answered(self._policy.hand_over, found, "handed_over", confidence)


ASSISTANT = ContenderKind(_FACTS, _Assistant)


def calibration_of(policy: AnswerPolicy) -> Calibration:
    """The calibration that a policy was frozen with."""
    return Calibration(policy.slope, policy.offset, policy.threshold, policy.n_calibrated)
