"""`fine_tuned`: the model after training on the firm's own examples, nothing looked up."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.prompts.prompting import PromptContender
from inhouse.records import ContenderFacts

__all__ = ["FINE_TUNED"]

_FACTS = ContenderFacts(
    name="fine_tuned",
    title="Fine-tuned",
    phrase="the fine-tuned model",
    explanation="The model after extra training on your own examples.",
    upkeep=60,
    fine_tuned=True,
    needs=("model", "adapter"),
)
FINE_TUNED = ContenderKind(_FACTS, lambda own: PromptContender(_FACTS, own))
