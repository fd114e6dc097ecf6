"""The contenders: one file each, named here or by an entry point of `inhouse.contenders`."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from inhouse.contenders.contender import Contender, ContenderKind, Ingredients
from inhouse.plugins import PluginTable
from inhouse.records import ContenderFacts

__all__ = ["BUILT_IN", "build", "facts_of", "names"]

BUILT_IN = MappingProxyType(
    {
        "closest_answer": "inhouse.contenders.closest_answer:CLOSEST_ANSWER",
        "quoting_assistant": "inhouse.contenders.quoting.assistant:QUOTING_ASSISTANT",
        "passage": "inhouse.contenders.passage:PASSAGE",
        "base": "inhouse.contenders.prompts.untouched:BASE_MODEL",
        "prompted": "inhouse.contenders.prompts.prompted:PROMPTED",
        "few_shot": "inhouse.contenders.prompts.few_shot:FEW_SHOT",
        "retrieval": "inhouse.contenders.prompts.retrieval:RETRIEVAL",
        "fine_tuned": "inhouse.contenders.prompts.fine_tuned:FINE_TUNED",
        "fine_tuned_with_retrieval": "inhouse.contenders.prompts.fine_tuned_with_retrieval:"
        "FINE_TUNED_WITH_RETRIEVAL",
    }
)
_TABLE = PluginTable("contender", "inhouse.contenders", BUILT_IN, "Correct compare.contenders.")


def names() -> tuple[str, ...]:
    """Every contender that can be built, the built-in ones first."""
    return _TABLE.names()


def build(name: str, ingredients: Ingredients) -> Contender:
    """The contender called `name`.

    Raises:
        ConfigFault: no contender has that name.
    """
    return _kind(name).build(ingredients)


def facts_of(wanted: Iterable[str]) -> tuple[ContenderFacts, ...]:
    """What these contenders are, the least upkeep first.

    Raises:
        ConfigFault: no contender has one of these names.
    """
    found = (_kind(name).facts for name in wanted)
    return tuple(sorted(found, key=lambda facts: (facts.upkeep, facts.name)))


def _kind(name: str) -> ContenderKind:
    kind: ContenderKind = _TABLE.load(name)
    return kind
