"""Conversations that are there twice, white space, case and punctuation aside."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import Checked
from inhouse.curation.likeness import normal_words
from inhouse.records import Example, Finding, Spec

__all__ = ["ExactDuplicates"]


class ExactDuplicates:
    """Keeps the first of each set of equal conversations."""

    def __init__(self) -> None:
        self.spec = Spec("exact_duplicates", "1", {})

    def look(self, examples: Sequence[Example]) -> Checked:
        """Each conversation once."""
        seen: dict[tuple[str, ...], list[Example]] = {}
        for example in examples:
            key = tuple(
                f"{m.role}:{normal_words(m.content) or m.content}" for m in example.messages
            )
            seen.setdefault(key, []).append(example)
        kept = tuple(rows[0] for rows in seen.values())
        repeated = [rows for rows in seen.values() if len(rows) > 1]
        return Checked(kept, (_finding(repeated),) if repeated else ())


def _finding(repeated: Sequence[Sequence[Example]]) -> Finding:
    dropped = [row for rows in repeated for row in rows[1:]]
    pairs = [f"{rows[1].source} repeats {rows[0].source}" for rows in repeated]
    return Finding(
        check="exact_duplicates",
        severity="info",
        examples=tuple(row.id for row in dropped),
        evidence=f"{len(dropped)} examples repeat another and were left out"
        f" ({'; '.join(pairs[:5])}{'; …' if len(pairs) > 5 else ''})",
        fix="Nothing to do: the first of each was kept.",
        source=dropped[0].source,
        fix_kind="automatic",
    )
