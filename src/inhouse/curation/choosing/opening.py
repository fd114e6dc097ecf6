"""Which examples nobody has anything against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inhouse.records import Example, Finding

__all__ = ["open_examples", "without_open_cases"]


def open_examples(findings: Iterable[Finding]) -> set[str]:
    """Ids of the examples that a finding still asks or proposes something about.

    Of a case that is about several, only the first, which is kept when nobody says otherwise,
    is in nobody's way when the others go.
    """
    doubtful: set[str] = set()
    for finding in findings:
        if finding.fix_kind == "automatic" or finding.severity == "info":
            continue
        if not finding.cases:
            doubtful |= set(finding.examples)
        for case in finding.cases:
            several = len(case.examples) > 1
            doubtful |= set(case.examples[1:] if several else case.examples)
    return doubtful


def without_open_cases(
    examples: Sequence[Example], findings: Iterable[Finding]
) -> tuple[Example, ...]:
    """The examples that no open case is about."""
    doubtful = open_examples(findings)
    return tuple(e for e in examples if e.id not in doubtful)
