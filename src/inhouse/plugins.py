"""The door through which plugins come: a table of ours, and entry points of other packages."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

from inhouse.errors import ConfigFault

__all__ = ["PluginTable"]


@dataclass(frozen=True, slots=True)
class PluginTable:
    """Plugins of one kind by name; nothing is imported before it is asked for.

    Args:
        kind: what one of them is, in a sentence: "contender".
        group: of the entry points by which other packages add theirs.
        built_in: name to "module:attribute"; to add one of ours takes one line here.
        hint: where a name is set, for the error.
    """

    kind: str
    group: str
    built_in: Mapping[str, str]
    hint: str = ""

    def names(self) -> tuple[str, ...]:
        """Every name that can be loaded: ours in the table's order, then the others by name."""
        others = {point.name for point in entry_points(group=self.group)} - set(self.built_in)
        return (*self.built_in, *sorted(others))

    def load_all(self) -> tuple[Any, ...]:
        """What stands behind every name, in the order of `names()`."""
        return tuple(self.load(name) for name in self.names())

    def load(self, name: str) -> Any:
        """What stands behind a name. Ours cannot be replaced.

        Raises:
            ConfigFault: nothing has that name.
        """
        if name in self.built_in:
            module, _, attribute = self.built_in[name].partition(":")
            return getattr(importlib.import_module(module), attribute)
        for point in entry_points(group=self.group, name=name):
            return point.load()
        near = difflib.get_close_matches(name, self.names(), n=1)
        raise ConfigFault(
            f"Expected a {self.kind}: one of {', '.join(self.names())}.",
            f"Found '{name}'." + (f" Did you mean '{near[0]}'?" if near else ""),
            self.hint,
        )
