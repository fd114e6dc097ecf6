"""The cases that wait for a person, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inhouse.records import Case, Example, Finding, content_id

__all__ = ["Item", "case_key", "queue"]

_GRAVE = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Item:
    """One question to a person.

    Args:
        key: names the case as long as the texts it is about stay the same.
        finding: what it belongs to.
        case: what is to be decided.
        examples: those it is about, as they are now.
    """

    key: str
    finding: Finding
    case: Case
    examples: tuple[Example, ...]


def case_key(finding: Finding, case: Case) -> str:
    """The key of a case: the check, what it says and the examples, whose ids name their words."""
    return content_id(finding.check, case.evidence, *case.examples)


def queue(
    findings: Sequence[Finding], examples: Mapping[str, Example], decided: Collection[str] = ()
) -> tuple[Item, ...]:
    """What is not decided yet: errors first, then the surest.

    A finding without cases is no question: what it asks is done in the files.

    Args:
        findings: as the checks gave them.
        examples: by id.
        decided: keys of cases that are closed.
    """
    items = [item for item in _items(findings, examples) if item.key not in decided]
    return tuple(
        sorted(items, key=lambda i: (_GRAVE.index(i.finding.severity), -(i.case.score or 0.0)))
    )


def _items(findings: Sequence[Finding], examples: Mapping[str, Example]) -> Iterator[Item]:
    for finding in findings:
        if finding.fix_kind == "automatic":
            continue
        for case in finding.cases:
            known = tuple(examples[i] for i in case.examples if i in examples)
            if known:
                yield Item(case_key(finding, case), finding, case, known)
