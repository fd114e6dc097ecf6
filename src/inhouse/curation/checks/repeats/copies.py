"""What is decided about an example and its copies."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import listed
from inhouse.records import Case, Edit, Example

__all__ = ["copies"]


def copies(rows: Sequence[Example], how: str) -> Case:
    """The case of a first example and others that repeat it; the fix leaves the others out.

    Args:
        rows: two or more, the one that is kept first.
        how: what the others are, as in "the question is {how} in FILE".
    """
    first, *others = rows
    where = listed((row.source for row in others), ", ")
    return Case(
        examples=tuple(row.id for row in rows),
        evidence=f"{first.question[:60]!r} in {first.source} is {how} in {where}",
        edits=tuple(Edit(row.id) for row in others),
    )
