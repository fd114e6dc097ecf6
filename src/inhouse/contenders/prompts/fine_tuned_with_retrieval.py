"""`fine_tuned_with_retrieval`: the fine-tuned model, given the nearest passages as well."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.prompts.prompting import PromptContender
from inhouse.records import ContenderFacts

__all__ = ["FINE_TUNED_WITH_RETRIEVAL"]

_FACTS = ContenderFacts(
    name="fine_tuned_with_retrieval",
    title="Fine-tuned + retrieval",
    phrase="the fine-tuned model with retrieval",
    explanation="The fine-tuned model, given the nearest passages as well.",
    upkeep=70,
    fine_tuned=True,
    needs=("model", "adapter", "knowledge"),
)
FINE_TUNED_WITH_RETRIEVAL = ContenderKind(
    _FACTS, lambda own: PromptContender(_FACTS, own, n_chunks=own.n_chunks)
)
