"""`few_shot`: the base model, shown solved examples before every question."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.prompts.prompting import PromptContender
from inhouse.records import ContenderFacts

__all__ = ["FEW_SHOT"]

_FACTS = ContenderFacts(
    name="few_shot",
    title="Prompt with examples",
    phrase="the prompt with examples",
    explanation="The base model, shown a few of your own answers in every prompt.",
    upkeep=40,
    needs=("model", "shots"),
)
FEW_SHOT = ContenderKind(_FACTS, lambda own: PromptContender(_FACTS, own, shots=own.shots))
