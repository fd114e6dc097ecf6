"""`passage`: the passage of the firm's files that fits the question best, quoted."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.lookup import Lookup
from inhouse.records import ContenderFacts

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
PASSAGE = ContenderKind(_FACTS, lambda own: Lookup(_FACTS, own))
