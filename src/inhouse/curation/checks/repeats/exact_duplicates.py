"""Conversations that are there twice, white space, case and punctuation aside."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.checks.repeats.copies import copies
from inhouse.curation.likeness import normal_words
from inhouse.records import Example, Finding, Spec, content_id

__all__ = ["ExactDuplicates"]


class ExactDuplicates:
    """Keeps the first of each set of equal conversations."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("exact_duplicates", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """Each conversation once."""
        seen: dict[str, list[Example]] = {}
        for example in examples:
            key = content_id(
                *(f"{m.role}:{normal_words(m.content) or m.content}" for m in example.messages)
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
        evidence=counted(
            len(dropped), "example repeats another and was", "examples repeat another and were"
        )
        + f" left out ({listed(pairs)})",
        fix="Nothing to do: the first of each was kept.",
        source=dropped[0].source,
        fix_kind="automatic",
        cases=tuple(copies(rows, "there again") for rows in repeated),
    )
