"""`closest_answer`: the answer of the closest known question, word for word."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.lookup import Lookup
from inhouse.records import ContenderFacts

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
CLOSEST_ANSWER = ContenderKind(_FACTS, lambda own: Lookup(_FACTS, own, known_questions=True))
