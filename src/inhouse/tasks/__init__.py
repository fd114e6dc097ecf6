"""The tasks: one file each, named here or by an entry point of the group `inhouse.tasks`."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import cast

from inhouse.errors import ConfigFault
from inhouse.tasks.task import Context, Task

__all__ = ["BUILT_IN", "Context", "Task", "build", "names"]

BUILT_IN: Mapping[str, str] = MappingProxyType({"answer": "inhouse.tasks.answer:Answer"})
_GROUP = "inhouse.tasks"


def names() -> tuple[str, ...]:
    """Every task that can be built, the built-in ones first."""
    others = {point.name for point in entry_points(group=_GROUP)} - set(BUILT_IN)
    return (*BUILT_IN, *sorted(others))


def build(name: str) -> Task:
    """The task called `name`.

    Args:
        name: one of `names()`.

    Raises:
        ConfigFault: no task has that name.
    """
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        make = getattr(importlib.import_module(module), attribute)
        return cast("Callable[[], Task]", make)()
    for point in entry_points(group=_GROUP, name=name):
        return cast("Callable[[], Task]", point.load())()
    near = difflib.get_close_matches(name, names(), n=1)
    raise ConfigFault(
        f"Expected a task: one of {', '.join(names())}.",
        f"Found '{name}'." + (f" Did you mean '{near[0]}'?" if near else ""),
        'Set it in inhouse.toml, for example: task = "answer".',
    )
