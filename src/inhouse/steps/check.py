"""Reads: a folder of files, or one file.

Makes: nothing on disk: what is wrong with the data, as findings.
Refuses when: nothing readable is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from inhouse.config import Config
from inhouse.curation import Measure, run_checks
from inhouse.records import Finding, Work, content_id
from inhouse.sources import ReadingRules, read
from inhouse.steps.discretion import background_of
from inhouse.steps.dynamics import dynamics_of
from inhouse.steps.project import Project
from inhouse.steps.staleness import outdated, stale_in

__all__ = ["Diagnosis", "check"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found.

    Args:
        dataset: content_id of the examples that were read: the same data, the same id.
        n_examples: how many were read.
        n_usable: how many the automatic fixes leave.
        findings: errors first, then warnings, then the rest; in the order of the checks.
        skipped: the checks that were left out because no model was asked.
    """

    dataset: str
    n_examples: int
    n_usable: int
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...] = ()


def check(
    files: Path,
    config: Config,
    rules: ReadingRules,
    measure: Measure | None = None,
    project: Project | None = None,
) -> Work[Diagnosis]:
    """What is wrong with these files.

    Args:
        files: a folder, or a file.
        config: the settings.
        rules: how the project's files are read.
        measure: asks the models; None leaves out the checks that need one.
        project: what is known of these files from before, or None.
    """
    found = yield from read(files, rules)
    background = background_of(found, config)
    if project is not None:
        stale = stale_in(project, found.examples)
        background = replace(background, outdated=outdated(stale), losses=dynamics_of(project))
    checked = yield from run_checks(found.examples, background, measure=measure)
    order = ("error", "warning", "info")
    findings = sorted(
        (*found.findings, *checked.findings), key=lambda finding: order.index(finding.severity)
    )
    key = content_id(*sorted(example.id for example in found.examples))
    return Diagnosis(
        key, len(found.examples), len(checked.examples), tuple(findings), checked.skipped
    )
