"""What an example must be before anything can be learned from it."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Example, Finding, Spec

__all__ = ["Schema", "clean_text"]

_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def clean_text(text: str) -> str:
    """`text` in Unicode's NFC form, without control characters, its line ends `\\n`, stripped.

    Tokenizers normalise some of this themselves and some do not; done once here, training and
    serving cannot differ.
    """
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _DROPPED)
    return _BLANK_LINES.sub("\n\n", _TRAILING.sub("", kept)).strip()


# Controls, lone surrogates, private use; of the format characters only the joiners matter to
# scripts, so the zero-width space, byte-order marks and soft hyphens that spreadsheets leave go.
_DROPPED = {"Cc", "Cs", "Co"}
_INVISIBLE = str.maketrans("", "", "\u200b\ufeff\u00ad\u2060")


class Schema:
    """Cleans every text, and leaves out conversations that cannot be rendered."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("schema", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """Every example whose conversation can be rendered, its texts cleaned."""
        kept: list[Example] = []
        bad: dict[str, list[Example]] = {}
        for example in examples:
            messages = tuple(
                replace(m, content=clean_text(m.content.translate(_INVISIBLE)))
                for m in example.messages
            )
            # The same object where nothing was to clean: a million examples are held once.
            same = messages == example.messages
            cleaned = example if same else replace(example, messages=messages)
            fault = _fault(cleaned)
            if fault is None:
                kept.append(cleaned)
            else:
                bad.setdefault(fault, []).append(example)
        return Checked(tuple(kept), tuple(_finding(fault, rows) for fault, rows in bad.items()))


def _fault(example: Example) -> str | None:
    talk = [m for m in example.messages if m.role != "system"]
    if not talk or talk[-1].role != "assistant":
        return "the last message is not the assistant's"
    if talk[0].role != "user":
        return "the first message is not the user's"
    if any(a.role == b.role for a, b in itertools.pairwise(talk)):
        return "user and assistant do not alternate"
    if any(m.role == "system" for m in example.messages[1:]):
        return "a system message is not the first"
    if any(not m.content for m in example.messages):
        return "a message is empty"
    return None


def _finding(fault: str, rows: Sequence[Example]) -> Finding:
    where = listed(row.source for row in rows)
    return Finding(
        check="schema",
        severity="warning",
        examples=tuple(row.id for row in rows),
        evidence=f"{counted(len(rows), 'example was', 'examples were')}"
        f" left out because {fault} ({where})",
        fix="Correct them: an optional system message, then user and assistant in turn.",
        source=rows[0].source,
    )
