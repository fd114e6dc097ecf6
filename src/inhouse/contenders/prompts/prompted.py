"""`prompted`: the base model behind the best instruction that was found."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.prompts.prompting import PromptContender
from inhouse.records import ContenderFacts

__all__ = ["PROMPTED"]

_FACTS = ContenderFacts(
    name="prompted",
    title="Best prompt",
    phrase="the best prompt",
    explanation="The base model with the best instruction we found. Nothing to maintain.",
    upkeep=30,
    needs=("model",),
)
PROMPTED = ContenderKind(_FACTS, lambda own: PromptContender(_FACTS, own))
