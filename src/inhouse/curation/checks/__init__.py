"""The checks: one file each, named here or by an entry point of the group `inhouse.checks`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from inhouse.curation.checks.check import Background, Check, Checked, Measured, Need

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BUILT_IN", "Background", "Check", "Checked", "Measured", "Need", "build_all"]

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        # Order decides: cleaning takes away the control characters that damage is repaired from,
        # and only clean texts can be told to be the same.
        "encoding_damage": "inhouse.curation.checks.form.encoding_damage:EncodingDamage",
        "schema": "inhouse.curation.checks.form.schema:Schema",
        "exact_duplicates": "inhouse.curation.checks.repeats.exact_duplicates:ExactDuplicates",
        "different_answers": "inhouse.curation.checks.truth.different_answers:DifferentAnswers",
        "one_word_answers": "inhouse.curation.checks.form.one_word_answers:OneWordAnswers",
        "refusals": "inhouse.curation.checks.form.refusals:Refusals",
    }
)
_GROUP = "inhouse.checks"


def build_all() -> tuple[Check, ...]:
    """Every check, in the order they run: the built-in ones, then those of other packages."""
    built: list[Check] = []
    for door in BUILT_IN.values():
        module, _, attribute = door.partition(":")
        built.append(
            cast("Callable[[], Check]", getattr(importlib.import_module(module), attribute))()
        )
    others = sorted(entry_points(group=_GROUP), key=lambda point: point.name)
    return (*built, *(cast("Callable[[], Check]", point.load())() for point in others))
