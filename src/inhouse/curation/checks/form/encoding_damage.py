"""Texts that were read in the wrong encoding once, and texts that lost characters for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["EncodingDamage"]

_LOST = "\ufffd"


class EncodingDamage:
    """Repairs what can be worked out ("donâ€™t"), asks about what cannot ("don\ufffdt").

    Only the encoding is repaired: curly quotes, ligatures and entities stay as they are.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("encoding_damage", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """The examples with repaired texts, and up to two findings."""
        from ftfy import fix_encoding

        repaired: list[Example] = []
        changed: list[Example] = []
        for example in examples:
            messages = tuple(replace(m, content=fix_encoding(m.content)) for m in example.messages)
            if messages != example.messages:
                changed.append(example)
            repaired.append(replace(example, messages=messages))
        lost = [e for e in repaired if any(_LOST in m.content for m in e.messages)]
        found = ([_mended(changed)] if changed else []) + ([_broken(lost)] if lost else [])
        return Checked(tuple(repaired), tuple(found))


def _mended(rows: Sequence[Example]) -> Finding:
    return Finding(
        check="encoding_damage",
        severity="warning",
        examples=tuple(row.id for row in rows),
        evidence=f"{counted(len(rows), 'example was', 'examples were')}"
        f" saved in one encoding and read in another, so that"
        f" letters and quotes turned into others; they were repaired ({_where(rows)})",
        fix="Nothing to do here; export the files as UTF-8 so that it does not come back.",
        source=rows[0].source,
        fix_kind="automatic",
    )


def _broken(rows: Sequence[Example]) -> Finding:
    return Finding(
        check="encoding_damage",
        severity="warning",
        examples=tuple(row.id for row in rows),
        evidence=f"{counted(len(rows), 'example holds', 'examples hold')}"
        f" the sign {_LOST}, which stands for a character that"
        f" was lost when the file was saved ({_where(rows)})",
        fix="Write the lost characters again, or export the file from its program as UTF-8.",
        source=rows[0].source,
        cases=tuple(
            Case((row.id,), f"a lost character in {row.source}", marks={row.id: (_LOST,)})
            for row in rows
        ),
    )


def _where(rows: Sequence[Example]) -> str:
    return listed(row.source for row in rows)
