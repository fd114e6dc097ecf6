"""All the checks, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from inhouse.curation.checks import Background, Checked, Measured, Need, build_all
from inhouse.records import Example, Finding, Progress, Work

__all__ = ["Measure", "run_checks"]

Measure: TypeAlias = Callable[[Sequence[Example], Measured, Need], Work[Measured]]
"""Asks a model about examples: what was measured so far, with one need more."""


def run_checks(
    examples: Sequence[Example],
    background: Background | None = None,
    *,
    measure: Measure | None = None,
) -> Work[Checked]:
    """What is left of the examples, and everything that was found.

    The order they come in does not matter: they are looked at by file and row.

    Args:
        examples: to look at.
        background: what is known beside them.
        measure: asks the models; None leaves out the checks that need one.
    """
    left = tuple(sorted(examples, key=lambda e: (e.source.file, e.source.row or 0, e.id)))
    known = background or Background()
    measured: set[Need] = set()
    findings: list[Finding] = []
    skipped: list[str] = []
    checks = build_all()
    for done, check in enumerate(checks):
        if check.needs and measure is None:
            skipped.append(check.spec.name)
            continue
        for need in sorted(check.needs - measured):
            assert measure is not None
            told = yield from measure(left, known.measured, need)
            known = replace(known, measured=told)
            measured.add(need)
        yield Progress("Checking", done, len(checks), "checks", check.spec.name.replace("_", " "))
        checked = check.look(left, known)
        left = checked.examples
        findings += checked.findings
    return Checked(left, tuple(findings), tuple(skipped))
