"""Categories that outweigh the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked
from inhouse.records import CUSTOMER_LABEL, Example, Finding, Spec

__all__ = ["Balance"]

_MIN_EXAMPLES = 50
_MAX_CLASSES = 50
_TIMES = 10
_DATED = re.compile(r"\d{4}-\d|\d/\d+/\d|\d\.\d+\.\d{2}")


class Balance:
    """Tells which category of a column has ten times the examples of the usual one."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("balance", "1", {"times": _TIMES})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and a finding for each lopsided column."""
        if len(examples) < _MIN_EXAMPLES:
            return Checked(tuple(examples), ())
        columns = sorted({column for e in examples for column in e.labels} - {CUSTOMER_LABEL})
        found = [f for c in columns if (f := _lopsided(c, examples)) is not None]
        return Checked(tuple(examples), tuple(found))


def _lopsided(column: str, examples: Sequence[Example]) -> Finding | None:
    counts = Counter(e.labels[column] for e in examples if e.labels.get(column))
    if not 2 <= len(counts) <= _MAX_CLASSES or len(counts) > sum(counts.values()) / 4:
        return None
    (name, most), *_ = counts.most_common(1)
    if _DATED.search(name):
        return None  # a column of dates is no category
    middle = sorted(counts.values())[len(counts) // 2]
    if most < _TIMES * middle:
        return None
    ids = tuple(e.id for e in examples if e.labels.get(column) == name)
    return Finding(
        check="balance",
        severity="info",
        examples=ids,
        evidence=f"{most} of {sum(counts.values())} examples have the {column} {name[:40]!r}, where"
        f" the usual one of {len(counts)} has {middle}",
        fix="Add examples of the others if their questions matter as much.",
    )
