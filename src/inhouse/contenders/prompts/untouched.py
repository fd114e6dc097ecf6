"""`base`: the model as it came, without instructions; measured for information only."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.prompts.prompting import PromptContender
from inhouse.records import ContenderFacts

__all__ = ["BASE_MODEL"]

_FACTS = ContenderFacts(
    name="base",
    title="Untouched model",
    phrase="the untouched model without instructions",
    explanation="The model as it came, without a word of instruction.",
    upkeep=90,
    needs=("model",),
    ships=False,
)
BASE_MODEL = ContenderKind(_FACTS, lambda own: PromptContender(_FACTS, own, system=""))
