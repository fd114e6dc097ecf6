"""The tasks: one file each, named here or by an entry point of the group `inhouse.tasks`."""

from __future__ import annotations

from types import MappingProxyType

from inhouse.plugins import PluginTable
from inhouse.tasks.task import Context, Task, max_tokens, scorers_of

__all__ = ["BUILT_IN", "Context", "Task", "build", "max_tokens", "names", "scorers_of"]

BUILT_IN = MappingProxyType({"answer": "inhouse.tasks.answer:Answer"})
_TABLE = PluginTable(
    "task", "inhouse.tasks", BUILT_IN, 'Set it in inhouse.toml, for example: task = "answer".'
)


def names() -> tuple[str, ...]:
    """Every task that can be built, the built-in ones first."""
    return _TABLE.names()


def build(name: str) -> Task:
    """The task called `name`.

    Args:
        name: one of `names()`.

    Raises:
        ConfigFault: no task has that name.
    """
    task: Task = _TABLE.load(name)()
    return task
