"""The scorers: one file each, named here or by an entry point of the group `inhouse.scorers`."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from inhouse.errors import ConfigFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from inhouse.scoring.grading import Scorer, Tools

__all__ = ["BUILT_IN", "build", "names"]

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "answer_quality": "inhouse.scoring.scorers.answer_quality:AnswerQuality",
        "claims": "inhouse.scoring.scorers.claims:Claims",
        "facts": "inhouse.scoring.scorers.facts:Facts",
        "similarity": "inhouse.scoring.scorers.similarity:Similarity",
        "chrf": "inhouse.scoring.scorers.chrf:Chrf",
        "rouge_l": "inhouse.scoring.scorers.rouge_l:RougeL",
        "token_f1": "inhouse.scoring.scorers.token_f1:TokenF1",
    }
)
_GROUP = "inhouse.scorers"


def names() -> tuple[str, ...]:
    """Every scorer that can be built, the built-in ones first."""
    others = {point.name for point in entry_points(group=_GROUP)} - set(BUILT_IN)
    return (*BUILT_IN, *sorted(others))


def build(name: str, tools: Tools) -> Scorer:
    """The scorer called `name`.

    Args:
        name: one of `names()`.
        tools: what it may need; each takes what it uses.

    Raises:
        ConfigFault: no scorer has that name.
    """
    return _factory(name)(tools)


def _factory(name: str) -> Callable[[Tools], Scorer]:
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        return cast(
            "Callable[[Tools], Scorer]", getattr(importlib.import_module(module), attribute)
        )
    for point in entry_points(group=_GROUP, name=name):
        return cast("Callable[[Tools], Scorer]", point.load())
    near = difflib.get_close_matches(name, names(), n=1)
    raise ConfigFault(
        f"Expected a scorer: one of {', '.join(names())}.",
        f"Found '{name}'." + (f" Did you mean '{near[0]}'?" if near else ""),
    )
