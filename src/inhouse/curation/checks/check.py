"""What a check is: it looks at examples, and says what is wrong and which ones go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from inhouse.records import Example, Finding, Spec

__all__ = ["Check", "Checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """The examples that go on to the next check, and what was found."""

    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]


class Check(Protocol):
    """Finds one kind of fault.

    Where the fix is automatic the examples that come back are the fixed ones; otherwise they are
    those that were given. `spec` names the check and is enough to build it again.
    """

    spec: Spec

    def look(self, examples: Sequence[Example]) -> Checked:
        """The examples that go on, in the order they came, and what was found."""
        ...
