"""Reads: the ingested examples, and what people decided about them.

Makes: a dataset version: duplicates and private words out, decisions carried out, groups kept
whole, three splits; with a budget, the most useful training examples and a random control.
Refuses when: too few usable examples are left to train and to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inhouse.config import Config, CurationConfig
from inhouse.curation import (
    METHOD,
    Budget,
    CurationSettings,
    Known,
    dataset_from_jsonl,
    dataset_to_jsonl,
    describe,
    set_facts,
)
from inhouse.curation import (
    curate as make_dataset,
)
from inhouse.curation.privacy import names_installed
from inhouse.records import (
    DataCard,
    DataDescription,
    Dataset,
    Finding,
    Progress,
    Work,
    content_id,
)
from inhouse.registry import from_json, to_json
from inhouse.sources import customers_of
from inhouse.steps.discretion import background_of, keep_map, kept_map
from inhouse.steps.ingest import Ingested
from inhouse.steps.kept_apart import kept_apart
from inhouse.steps.measuring import measuring, models_were_asked
from inhouse.steps.project import Project, memoized, today
from inhouse.steps.renderable import renderable
from inhouse.steps.staleness import outdated
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task

__all__ = ["Curated", "CurrentVersion", "curate", "current_version"]


@dataclass(frozen=True, slots=True)
class Curated:
    """The dataset and what its owner should know about it.

    Args:
        dataset: this version.
        description: for the report.
        card: before and after.
        asked: every finding, those included whose cases people decided.
    """

    dataset: Dataset
    description: DataDescription
    card: DataCard
    asked: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CurrentVersion:
    """The last dataset version, without its examples.

    Args:
        card: before and after.
        asked: every finding, those included whose cases people decided.
        outdated: whether people decided something since.
    """

    card: DataCard
    asked: tuple[Finding, ...]
    outdated: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the registry remembers of it."""

    description: DataDescription
    card: DataCard
    asked: tuple[Finding, ...]


def curate(project: Project, ingested: Ingested, bench: Workbench) -> Work[Curated]:
    """The dataset made from what was ingested."""
    config = project.config
    ingested = kept_apart(project, ingested)
    decisions = project.registry.decisions.all()
    asked_models = models_were_asked(project)

    def make() -> Work[tuple[Mapping[str, object], str]]:
        renderer = yield from bench.renderer()
        yield Progress("Checking", 0, None, "examples")
        kept, unfit = renderable(ingested.examples, renderer, bench.context_length)
        secret = kept_map(project)
        background = replace(
            background_of(ingested, config, secret), outdated=outdated(ingested.stale)
        )
        budget = yield from _budget(config, bench)
        measure = measuring(project, bench) if asked_models else None
        curated = yield from make_dataset(
            kept,
            task=config.task,
            seed=config.seed,
            settings=_settings(config.curation),
            known=Known(
                background,
                measure,
                decisions=decisions,
                budget=budget,
                customers=customers_of(kept),
            ),
        )
        keep_map(project, secret)  # before the data it belongs to: a kill may not part them
        dataset, findings = curated.dataset, (*ingested.findings, *unfit, *curated.findings)
        description = describe(ingested.files, len(ingested.examples), dataset, findings)
        card = _card(project, ingested, dataset, findings)
        if curated.control is not None:
            card = _with_control(project, card, curated.control)
        project.registry.save_dataset(dataset.id, dataset_to_jsonl(dataset))
        made = _Kept(description, card, (*ingested.findings, *unfit, *curated.asked))
        return {"dataset": dataset.id, "kept": to_json(made)}, _summary(dataset)

    able = f"names {names_installed()}, models {asked_models}"
    stale = to_json(ingested.stale)
    inputs = (ingested.key, repr(config.curation), str(config.seed), config.task, able, stale)
    decided = to_json(decisions)
    result = yield from memoized(project, "curate", (*inputs, project.base_key, decided), make)
    here = {"key": result["key"], "decided": content_id(decided)}
    project.registry.remember("curate", "current", here, seconds=0.0)
    dataset = dataset_from_jsonl(project.registry.load_dataset_bytes(str(result["dataset"])))
    found = from_json(_Kept, str(result["kept"]))
    return Curated(dataset, found.description, found.card, found.asked)


def _with_control(project: Project, card: DataCard, control: Dataset) -> DataCard:
    """Keeps the dataset that the chosen one is compared with, and names it on the card."""
    project.registry.save_dataset(control.id, dataset_to_jsonl(control))
    return replace(card, method=METHOD, control=control.id)


def _summary(dataset: Dataset) -> str:
    split = dataset.split
    return (
        f"{len(dataset.examples)} usable examples: {len(split.train)} to learn from,"
        f" {len(split.validation)} to stop in time, {len(split.test)} to judge"
    )


def _budget(config: Config, bench: Workbench) -> Work[Budget | None]:
    """How many examples may be learned from, and what tells likeness; None takes all."""
    if not config.curation.keep:
        return None
    embedder = yield from bench.embedder()
    return Budget(config.curation.keep, embedder.embed, config.seed)


def current_version(project: Project) -> CurrentVersion | None:
    """What the last curation found, or None when there was none."""
    here = project.registry.recall("curate", "current")
    known = project.registry.recall("curate", str(here["key"])) if here is not None else None
    if here is None or known is None:
        return None
    kept = from_json(_Kept, str(known["kept"]))
    decided = content_id(to_json(project.registry.decisions.all()))
    return CurrentVersion(kept.card, kept.asked, decided != here["decided"])


def _settings(config: CurationConfig) -> CurationSettings:
    return CurationSettings(
        test_share=config.test_share,
        validation_share=config.validation_share,
        near_duplicate_questions=config.near_duplicate_questions,
        near_duplicate_answers=config.near_duplicate_answers,
        min_examples=config.min_examples,
    )


def _card(
    project: Project, ingested: Ingested, dataset: Dataset, findings: tuple[Finding, ...]
) -> DataCard:
    private = {i for f in findings if f.check == "personal_data" for i in f.examples}
    left = {
        i for f in findings if f.check == "personal_data" and f.fix_kind != "automatic"
        for i in f.examples
    } & {e.id for e in dataset.examples}  # fmt: skip
    decided: dict[str, int] = {}
    for decision in project.registry.decisions.all():
        decided[decision.choice] = decided.get(decision.choice, 0) + 1
    return DataCard(
        title=project.firm or project.files.resolve().name,
        created=today(),
        dataset=dataset.id,
        previous=project.registry.latest("dataset"),
        before=set_facts(ingested.examples, len(private)),
        after=set_facts(dataset.examples, len(left)),
        parts={n: len(getattr(dataset.split, n)) for n in ("train", "validation", "test")},
        automatic=tuple(f for f in findings if f.fix_kind == "automatic"),
        open=tuple(f for f in findings if f.fix_kind != "automatic"),
        decided=decided,
        method="",
        control=None,
        wording=build_task(project.config.task).facts.wording,
    )
