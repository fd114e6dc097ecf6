"""All the checks, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.curation.checks import Checked, build_all
from inhouse.records import Example, Finding, Progress, Work

__all__ = ["run_checks"]


def run_checks(examples: Sequence[Example]) -> Work[Checked]:
    """What is left of the examples, and everything that was found.

    The order they come in does not matter: they are looked at by file and row.
    """
    left = tuple(sorted(examples, key=lambda e: (e.source.file, e.source.row or 0, e.id)))
    findings: list[Finding] = []
    checks = build_all()
    for done, check in enumerate(checks):
        yield Progress("Checking", done, len(checks), "checks", check.spec.name.replace("_", " "))
        checked = check.look(left)
        left = checked.examples
        findings += checked.findings
    return Checked(left, tuple(findings))
