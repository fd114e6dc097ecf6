"""A contender that quotes the first thing it finds, whatever it is; floors are made of it."""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.contenders.contender import Answered, Answering, Ingredients, Request, say
from inhouse.records import ContenderFacts, Spec

__all__ = ["Lookup"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Quotes the best find, without a model and without a doubt.

    Args:
        facts: what it is.
        own: what it is made of.
        known_questions: only answers of known questions are found, no passages.
    """

    facts: ContenderFacts
    own: Ingredients
    known_questions: bool = False

    @property
    def spec(self) -> Spec:
        """What rebuilds it."""
        return Spec(self.facts.name, "1", {})

    def answer(self, request: Request) -> Answering:
        """The best find; handed over where nothing is known."""
        found = self.own.knowledge.search(request.question, 1, known_questions=self.known_questions)
        text = found[0].text if found else ""
        return say(Answered(text, found, "quoted" if found else "handed_over"))
