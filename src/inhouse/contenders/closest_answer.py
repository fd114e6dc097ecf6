"""`closest_answer`: the answer of the closest known question, word for word."""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.contenders.contender import (
    Answered,
    Answering,
    ContenderKind,
    Ingredients,
    Request,
    say,
)
from inhouse.records import ContenderFacts, Spec

__all__ = ["CLOSEST_ANSWER"]

_FACTS = ContenderFacts(
    name="closest_answer",
    title="Closest known answer",
    phrase="quoting the closest known answer",
    explanation="The answer of the known question closest to the one asked, word for word."
    " What you would do without us; it never hands over, so it is a floor and not served.",
    upkeep=10,
    ships=False,
    needs=("knowledge",),
)


@dataclass(frozen=True, slots=True)
class _ClosestAnswer:
    own: Ingredients

    @property
    def spec(self) -> Spec:
        return Spec(_FACTS.name, "1", {})

    def answer(self, request: Request) -> Answering:
        found = self.own.knowledge.search(request.question, 1, known_questions=True)
        text = found[0].text if found else ""
        return say(Answered(text, found, "quoted" if found else "handed_over"))


CLOSEST_ANSWER = ContenderKind(_FACTS, _ClosestAnswer)
