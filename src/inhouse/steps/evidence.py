"""Reads: the last comparison, its report and its replies. Makes: nothing. Refuses when: never.

What the pages Compare and Models show, found again in the registry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from inhouse.curation import dataset_from_jsonl
from inhouse.records import Comparison, Example, SideBySide
from inhouse.registry import Registry, decode
from inhouse.server.desk import Compared, Lineage

__all__ = ["compared_last", "examples_of", "lineage_of", "report_page"]


def compared_last(registry: Registry) -> Compared | None:
    """The last comparison with its replies; None when nothing was compared."""
    here: dict[str, Any] | None = registry.recall("compare", "current")
    if here is None:
        return None
    comparison = registry.load_comparison(str(here["comparison"]))
    created, rows = _reported(registry, comparison)
    examples = examples_of(registry, comparison.dataset)
    names = {contender.name for contender in comparison.contenders}
    asked = set(here.get("examples", examples))  # not noted by older versions
    replies = tuple(
        reply
        for reply in registry.replies(str(here["context"]))
        if reply.contender in names and reply.example_id in asked
    )
    return Compared(comparison, created, rows, replies, examples)


def report_page(registry: Registry) -> bytes | None:
    """The last report as a page, or None."""
    report = registry.latest("report")
    return registry.load_report(report)["report.html"] if report is not None else None


def lineage_of(registry: Registry, release: str) -> Lineage:
    """What a release was made of, back to the files."""
    found = registry.serving.releases.load(release)
    examples = examples_of(registry, found.dataset).values()
    return Lineage(
        release=found.id,
        comparison=found.comparison,
        run=found.run,
        dataset=found.dataset,
        n_examples=len(examples),
        files=tuple(sorted({example.source.file for example in examples})),
    )


def examples_of(registry: Registry, dataset: str | None = None) -> Mapping[str, Example]:
    """The examples of a dataset by id; of the newest when none is named."""
    wanted = dataset or registry.latest("dataset")
    if wanted is None:
        return {}
    read = dataset_from_jsonl(registry.load_dataset_bytes(wanted))
    return {example.id: example for example in read.examples}


def _reported(registry: Registry, comparison: Comparison) -> tuple[str, tuple[SideBySide, ...]]:
    """When the report was written and its rows; none when the report is of another comparison."""
    report = registry.latest("report")
    if report is None:
        return "", ()
    told = json.loads(registry.load_report(report)["report.json"])
    if (told["dataset"], told["train"]["run"]) != (comparison.dataset, comparison.run):
        return "", ()
    return str(told["created"]), tuple(decode(SideBySide, row) for row in told["side_by_side"])
