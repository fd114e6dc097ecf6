"""`quoting_assistant`: quotes the firm where that is sure to answer, else asks a person."""

from __future__ import annotations

import re

from inhouse.contenders.clock import answer_about_time, read_opening_times
from inhouse.contenders.contender import (
    Answered,
    Answering,
    ContenderKind,
    Ingredients,
    Request,
    say,
)
from inhouse.contenders.conversation import standalone
from inhouse.contenders.quoting.confidence import Calibration
from inhouse.contenders.quoting.matching import Match, Matcher
from inhouse.contenders.urgent import UrgentMatch, emergency_text, is_urgent, load_rules
from inhouse.records import AnswerPolicy, ContenderFacts, Spec

__all__ = ["QUOTING_ASSISTANT"]

_FACTS = ContenderFacts(
    name="quoting_assistant",
    title="Quoting assistant",
    phrase="the quoting assistant",
    explanation="Quotes your own words where it is sure enough that they answer the question, and"
    " hands the rest over to a person. It works out whether you are open from your hours, answers"
    " emergencies with your emergency text, and never writes a sentence of its own.",
    upkeep=15,
    needs=("knowledge", "policy"),
)
_SHOWN = 3
_NO_EMERGENCY_TEXT = "If this is an emergency, call the emergency services now."
_HEADING = re.compile(r"^#{1,6}\s.*\n*", re.MULTILINE)


class _Assistant:
    def __init__(self, own: Ingredients) -> None:
        self._policy = own.policy or AnswerPolicy()
        self._chunks = {chunk.id: chunk for chunk in own.knowledge.chunks}
        self._matcher = Matcher(own.knowledge)
        self._calibration = Calibration(
            self._policy.slope, self._policy.offset, self._policy.threshold
        )
        self._urgent = load_rules(self._policy.urgent)
        self._hours = read_opening_times(own.knowledge.chunks)

    @property
    def spec(self) -> Spec:
        policy = self._policy
        return Spec(
            _FACTS.name,
            "2",
            {
                "slope": policy.slope,
                "offset": policy.offset,
                "threshold": policy.threshold,
                "hand_over": policy.hand_over,
                "urgent": "; ".join(policy.urgent),
            },
        )

    def answer(self, request: Request) -> Answering:
        return say(self._answered(request))

    def _answered(self, request: Request) -> Answered:
        urgent = is_urgent(request.messages, self._urgent)
        if urgent is not None:
            return self._emergency(request, urgent)
        question = standalone(request.messages)
        return self._about_time(question, request) or self._quoted(question)

    def _emergency(self, request: Request, urgent: UrgentMatch) -> Answered:
        """The firm's own emergency text, however sure anything else is."""
        found = emergency_text(self._chunks.values(), question=f"{request.question} {urgent.rule}")
        if found is None:
            return Answered(f"{_NO_EMERGENCY_TEXT} {self._policy.hand_over}", (), "handed_over")
        return Answered(_HEADING.sub("", found.text).strip(), (found,), "quoted", 1.0)

    def _about_time(self, question: str, request: Request) -> Answered | None:
        """Worked out from the firm's hours and the clock."""
        if self._hours is None:
            return None
        told = answer_about_time(question, request.now, self._hours)
        if told is None:
            return None
        passages = tuple(self._chunks[i] for i in told.sources[:_SHOWN] if i in self._chunks)
        return Answered(told.text, passages, "quoted", 1.0)

    def _quoted(self, question: str) -> Answered:
        matches = self._matcher.matches(question, _SHOWN)
        if not matches:
            return self._hand_over((), 0.0)
        confidence = self._calibration.confidence(matches[0])
        if not self._calibration.is_enough(confidence):
            return self._hand_over(matches, confidence)
        return Answered(matches[0].text, (matches[0].chunk,), "quoted", confidence)

    def _hand_over(self, matches: tuple[Match, ...], confidence: float) -> Answered:
        """What was found is for the person who takes over."""
        found = tuple(match.chunk for match in matches)
        return Answered(self._policy.hand_over, found, "handed_over", confidence)


QUOTING_ASSISTANT = ContenderKind(_FACTS, _Assistant)
