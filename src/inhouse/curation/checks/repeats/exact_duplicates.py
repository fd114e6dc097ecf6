"""Conversations that are there twice, white space, case and punctuation aside."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.checks.repeats.copies import copies
from inhouse.curation.given_splits import STRENGTH
from inhouse.curation.likeness import normal_words
from inhouse.records import Example, Finding, Spec, content_id

__all__ = ["ExactDuplicates"]


class ExactDuplicates:
    """Keeps the first of each set of equal conversations; of a given split, the one that judges."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("exact_duplicates", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """Each conversation once."""
        seen: dict[str, list[int]] = {}
        for at, example in enumerate(examples):
            key = content_id(
                *(f"{m.role}:{normal_words(m.content) or m.content}" for m in example.messages)
            )
            seen.setdefault(key, []).append(at)

        def strength(at: int) -> int:
            part = background.parts.get(examples[at].id)
            return 0 if part is None else -STRENGTH[part]

        ordered = [sorted(places, key=strength) for places in seen.values()]
        kept = tuple(examples[at] for at in sorted(places[0] for places in ordered))
        repeated = [[examples[at] for at in places] for places in ordered if len(places) > 1]
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
