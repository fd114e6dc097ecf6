"""`retrieval`: the base model, given the passages of the firm's files nearest to the question."""

from inhouse.contenders.contender import ContenderKind
from inhouse.contenders.prompts.prompting import PromptContender
from inhouse.records import ContenderFacts

__all__ = ["RETRIEVAL"]

_FACTS = ContenderFacts(
    name="retrieval",
    title="Retrieval",
    phrase="looking things up in your files (retrieval)",
    explanation="The base model, given the passages of your files nearest to the question.",
    upkeep=50,
    needs=("model", "knowledge"),
)
RETRIEVAL = ContenderKind(_FACTS, lambda own: PromptContender(_FACTS, own, n_chunks=own.n_chunks))
