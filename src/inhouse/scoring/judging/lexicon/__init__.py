"""What words mean to the judge: the same, the opposite, or each other's exclusion."""

from inhouse.scoring.judging.lexicon.categories import exclude
from inhouse.scoring.judging.lexicon.phrases import rewrite
from inhouse.scoring.judging.lexicon.vocabulary import (
    Concept,
    concept,
    is_function_word,
    is_negation,
    stem,
)

__all__ = [
    "Concept",
    "concept",
    "exclude",
    "is_function_word",
    "is_negation",
    "rewrite",
    "stem",
]
