"""Control tokens, prompt scaffolding and placeholders that were left in the texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["ChatMarkup"]

_MARKUP = re.compile(
    r"<\|[a-z_]{2,24}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:bos|eos|pad|unk)>"
    r"|</?(?:start|end)_of_turn>|<(?:fim_(?:prefix|suffix|middle)|repo_name|think)>|</think>"
    r"|^#{2,3} ?(?:Instruction|Response|Input|Human|Assistant):"
    r"|^(?:Human|Assistant|User|Bot|AI|System): ?\S"
    r"|<no ?(?:output|input)>"
    r"|\[(?:insert|your|name|company|date|todo)\b[^\]]{0,40}\]|\blorem ipsum\b|\{\{\s*\w+\s*\}\}",
    re.IGNORECASE | re.MULTILINE,
)


class ChatMarkup:
    """Asks about what a program put into the text: `<|im_end|>`, `### Response:`, `[insert name]`.

    One literal control token ends an answer early when it is learned, or opens a turn that nobody
    took.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("chat_markup", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for what was left in."""
        cases = [case for e in examples if (case := _case(e)) is not None]
        return Checked(tuple(examples), (_finding(cases),) if cases else ())


def _case(example: Example) -> Case | None:
    found = [match.group() for m in example.messages for match in _MARKUP.finditer(m.content)]
    if not found:
        return None
    return Case(
        (example.id,),
        f"{found[0]!r} in {example.source}",
        (Edit(example.id),),
        {example.id: tuple(found)},
    )


def _finding(cases: Sequence[Case]) -> Finding:
    return Finding(
        check="chat_markup",
        severity="warning",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'example holds', 'examples hold')}"
        f" control tokens, prompt scaffolding or placeholders"
        f" ({listed(case.evidence for case in cases)})",
        fix="Take the marks out, or leave the examples out.",
        fix_kind="proposed",
        cases=tuple(cases),
    )
