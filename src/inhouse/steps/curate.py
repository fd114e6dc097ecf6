"""Reads: the ingested examples.

Makes: a dataset: duplicates out, control tokens escaped, groups kept whole, three splits.
Refuses when: too few usable examples are left to train and to judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inhouse.config import CurationConfig
from inhouse.curation import (
    CurationSettings,
    dataset_from_jsonl,
    dataset_to_jsonl,
    describe,
    too_long,
)
from inhouse.curation import (
    curate as make_dataset,
)
from inhouse.records import DataDescription, Dataset, Example, Finding, Progress, Work
from inhouse.registry import from_json, to_json
from inhouse.rendering import Renderer
from inhouse.steps.ingest import Ingested
from inhouse.steps.project import Project, memoized
from inhouse.steps.workbench import Workbench

__all__ = ["Curated", "curate"]


@dataclass(frozen=True, slots=True)
class Curated:
    """The dataset and what its owner should know about it."""

    dataset: Dataset
    description: DataDescription


def curate(project: Project, ingested: Ingested, bench: Workbench) -> Work[Curated]:
    """The dataset made from what was ingested."""
    config = project.config

    def make() -> Work[tuple[Mapping[str, object], str]]:
        renderer = yield from bench.renderer()
        yield Progress("Checking", 0, None, "examples")
        plain, escaped = _escape(ingested.examples, renderer)
        readable, unwritable = _writable(plain, renderer)
        kept, long_ones = _fitting(readable, renderer, bench.context_length)
        curated = yield from make_dataset(
            kept, task=config.task, seed=config.seed, settings=_settings(config.curation)
        )
        dataset = curated.dataset
        findings = (*ingested.findings, *escaped, *unwritable, *long_ones, *curated.findings)
        description = describe(ingested.files, len(ingested.examples), dataset, findings)
        project.registry.save_dataset(dataset.id, dataset_to_jsonl(dataset))
        split = dataset.split
        summary = (
            f"{len(dataset.examples)} usable examples: {len(split.train)} to learn from,"
            f" {len(split.validation)} to stop in time, {len(split.test)} to judge"
        )
        return {"dataset": dataset.id, "description": to_json(description)}, summary

    inputs = (ingested.key, repr(config.curation), str(config.seed), config.task)
    result = yield from memoized(project, "curate", (*inputs, config.base_model), make)
    dataset = dataset_from_jsonl(project.registry.load_dataset_bytes(str(result["dataset"])))
    return Curated(dataset, from_json(DataDescription, str(result["description"])))


def _settings(config: CurationConfig) -> CurationSettings:
    return CurationSettings(
        test_share=config.test_share,
        validation_share=config.validation_share,
        near_duplicate_questions=config.near_duplicate_questions,
        near_duplicate_answers=config.near_duplicate_answers,
        min_examples=config.min_examples,
    )


def _escape(examples: Sequence[Example], renderer: Renderer) -> tuple[list[Example], list[Finding]]:
    """The examples with the model's control tokens turned into plain words."""
    plain: list[Example] = []
    touched: list[Example] = []
    for example in examples:
        messages = tuple(
            replace(m, content=renderer.neutralize(m.content)) for m in example.messages
        )
        if messages != example.messages:
            touched.append(example)
        plain.append(replace(example, messages=messages))
    if not touched:
        return plain, []
    where = "; ".join(str(example.source) for example in touched[:5])
    finding = Finding(
        check="control_tokens",
        severity="warning",
        examples=tuple(example.id for example in touched),
        evidence=(
            f"{len(touched)} examples hold text the model would read as a command ({where});"
            " it was escaped with a space."
        ),
        fix="Remove it from the files if it is not meant.",
        source=touched[0].source,
    )
    return plain, [finding]


def _writable(
    examples: Sequence[Example], renderer: Renderer
) -> tuple[list[Example], list[Finding]]:
    """The examples whose answers the model's vocabulary can write, and a finding on the others."""
    kept: list[Example] = []
    lost: list[tuple[Example, str]] = []
    for example in examples:
        answers = [m.content.strip() for m in example.messages if m.role == "assistant"]
        wrong = next((a for a in answers if not renderer.can_write(a)), None)
        if wrong is None:
            kept.append(example)
        else:
            lost.append((example, wrong))
    if not lost:
        return kept, []
    where = "; ".join(f"{example.source}: {answer[:40]!r}" for example, answer in lost[:5])
    finding = Finding(
        check="unwritable",
        severity="warning",
        examples=tuple(example.id for example, _ in lost),
        evidence=f"expected answers the model's vocabulary can write, found {len(lost)} with"
        f" characters it lacks ({where}); they were left out",
        fix="Replace the odd characters, or take another base model: inhouse models list",
        source=lost[0][0].source,
    )
    return kept, [finding]


def _fitting(
    examples: Sequence[Example], renderer: Renderer, limit: int
) -> tuple[Sequence[Example], Sequence[Finding]]:
    lengths = {
        example.id: sum(len(renderer.completion(m.content)) for m in example.messages)
        for example in examples
    }
    # Half the context is left for the prompt: passages and solved examples come before a question.
    return too_long(examples, lengths, limit // 2)
