"""The scorers: one file each, named here or by an entry point of the group `inhouse.scorers`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from inhouse.plugins import PluginTable

if TYPE_CHECKING:
    from inhouse.scoring.grading import Scorer, Tools

__all__ = ["BUILT_IN", "build", "names"]

BUILT_IN = MappingProxyType(
    {
        "usefulness": "inhouse.scoring.scorers.usefulness:Usefulness",
        "answer_quality": "inhouse.scoring.scorers.answer_quality:AnswerQuality",
        "claims": "inhouse.scoring.scorers.claims:Claims",
        "facts": "inhouse.scoring.scorers.facts:Facts",
        "similarity": "inhouse.scoring.scorers.similarity:Similarity",
        "chrf": "inhouse.scoring.scorers.chrf:Chrf",
        "rouge_l": "inhouse.scoring.scorers.rouge_l:RougeL",
        "token_f1": "inhouse.scoring.scorers.token_f1:TokenF1",
    }
)
_TABLE = PluginTable("scorer", "inhouse.scorers", BUILT_IN)


def names() -> tuple[str, ...]:
    """Every scorer that can be built, the built-in ones first."""
    return _TABLE.names()


def build(name: str, tools: Tools) -> Scorer:
    """The scorer called `name`.

    Args:
        name: one of `names()`.
        tools: what it may need; each takes what it uses.

    Raises:
        ConfigFault: no scorer has that name.
    """
    scorer: Scorer = _TABLE.load(name)(tools)
    return scorer
