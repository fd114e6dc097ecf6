"""Orders to the model that stand in a text meant for people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["HiddenInstructions", "orders_in"]

_WHAT = r"(?:previous|prior|above|earlier|preceding|foregoing|the system|any other|existing)"
_ORDERS = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+)?{_WHAT}"
    r"\s+(?:\w+\s+){0,2}(?:instructions?|prompts?|rules?|directions?|guidelines?|context|messages?)"
    r"|\b(?:reveal|print|repeat|output|show)\s+(?:me\s+)?(?:your|the)\s+(?:system|hidden|initial)"
    r"\s+(?:prompt|instructions?|message)"
    r"|\byou are now (?:in )?(?:a |an )?(?:\w+ ){0,2}(?:mode|DAN|jailbroken|unrestricted)\b"
    r"|\b(?:note|message|instructions?|attention) (?:to|for) (?:the )?(?:ai|llm|language model"
    r"|assistant|chatbot)s?\b"
    r"|\bdo not (?:tell|inform|mention (?:this|it) to) the (?:user|customer|reader|human)\b"
    r"|\bif you are an? (?:ai|llm|language model|assistant)\b"
    r"|\b(?:ai|llm|language model)s? (?:reading|processing|summari[sz]ing) this\b",
    re.IGNORECASE,
)
# Letters of the tag block and runs of zero-width signs spell text that no reader sees.
_UNSEEN = re.compile("[\U000e0020-\U000e007e]{2,}|[\u200b\u200c\u200d\u2060\ufeff]{8,}")
_HIDDEN_HTML = re.compile(
    r"<[^>]{0,80}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0)[^>]{0,80}>"
    r"\s*([^<]{8,400})",
    re.IGNORECASE,
)


class HiddenInstructions:
    """Calls it an error when a document or an example gives orders to a language model.

    What is retrieved is read by the model as if the firm had said it, and what is learned stays.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("hidden_instructions", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for those that hold, or come from, an order."""
        tainted = {
            i: found
            for i, document in background.documents.items()
            if (found := orders_in(document.text))
        }
        cases = [case for e in examples if (case := _case(e, tainted.get(e.document_id, ())))]
        told = {e.document_id for e in examples}
        alone = [
            f"{found[0][:60]!r} in {background.documents[i].source}"
            for i, found in tainted.items()
            if i not in told
        ]
        findings = ([_finding(cases)] if cases else []) + ([_only(alone)] if alone else [])
        return Checked(tuple(examples), tuple(findings))


def orders_in(text: str) -> tuple[str, ...]:
    """What in `text` is addressed to a language model, or hidden from readers."""
    found = [m.group() for m in _ORDERS.finditer(text)]
    found += [f"{len(m.group())} invisible signs" for m in _UNSEEN.finditer(text)]
    found += [m.group(1).strip() for m in _HIDDEN_HTML.finditer(text)]
    return tuple(found)


def _case(example: Example, in_document: tuple[str, ...]) -> Case | None:
    own = [order for m in example.messages for order in orders_in(m.content)]
    found = tuple(own) or in_document
    if not found:
        return None
    where = example.source if own else f"the document of {example.source}"
    evidence = f"{found[0][:60]!r} in {where}"
    return Case((example.id,), evidence, (Edit(example.id),), {example.id: tuple(own)})


def _finding(cases: Sequence[Case]) -> Finding:
    return Finding(
        check="hidden_instructions",
        severity="error",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'example holds or comes', 'examples hold or come')}"
        f" from orders to a language model"
        f" ({listed(case.evidence for case in cases)})",
        fix="Leave them out, and find out who wrote them.",
        fix_kind="proposed",
        cases=tuple(cases),
    )


def _only(places: Sequence[str]) -> Finding:
    return Finding(
        check="hidden_instructions",
        severity="error",
        examples=(),
        evidence=f"{counted(len(places), 'document holds', 'documents hold')}"
        f" orders to a language model ({listed(places)})",
        fix="Take the orders out of the files: retrieval hands them to the model.",
    )
