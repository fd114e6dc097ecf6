"""`passage`: the passage of the firm's files that fits the question best, quoted."""

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

__all__ = ["PASSAGE"]

_FACTS = ContenderFacts(
    name="passage",
    title="Best passage",
    phrase="quoting the best passage of your files",
    explanation="The passage of your files that fits the question best, word for word. No"
    " model; it never hands over, so it is a floor and not served.",
    upkeep=20,
    ships=False,
    needs=("knowledge",),
)


@dataclass(frozen=True, slots=True)
class _Passage:
    own: Ingredients

    @property
    def spec(self) -> Spec:
        return Spec(_FACTS.name, "1", {})

    def answer(self, request: Request) -> Answering:
        found = self.own.knowledge.search(request.question, 1)
        text = found[0].text if found else ""
        return say(Answered(text, found, "quoted" if found else "handed_over"))


PASSAGE = ContenderKind(_FACTS, _Passage)
