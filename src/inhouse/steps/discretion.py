"""What the checks are told beside the examples: above all how private words are treated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from inhouse.config import Config
from inhouse.curation import Background, given_parts
from inhouse.curation.privacy import (
    Privacy,
    PrivacySettings,
    SurrogateMap,
    Surrogates,
    detectors,
    looked_through,
    names_installed,
    redacted,
)
from inhouse.records import Document, Example, Message, Source
from inhouse.sources import ReadLimits, customers_in
from inhouse.steps.project import Project

__all__ = [
    "background_of",
    "discreet",
    "keep_map",
    "kept_map",
    "own_details",
    "privacy_settings",
]


def privacy_settings(files: Path, examples: Sequence[Example], config: Config) -> PrivacySettings:
    """What is looked for in these files."""
    limits = ReadLimits(max_file_bytes=config.curation.max_file_megabytes * 1_000_000)
    customers = customers_in(files, examples, limits)
    return PrivacySettings(
        names=config.curation.recognize_names == "auto" and names_installed(),
        phone_regions=config.curation.phone_regions,
        customers=customers.names,
        customer_values=customers.values,
    )


def background_of(
    files: Path,
    documents: Sequence[Document],
    examples: Sequence[Example],
    config: Config,
    kept: SurrogateMap | None = None,
) -> Background:
    """What the checks are told beside the examples: documents, given splits, private words."""
    settings = privacy_settings(files, examples, config)
    return Background(
        documents={document.id: document for document in documents},
        parts=given_parts(examples),
        privacy=Privacy(settings, config.curation.redact, own_details(config), kept),
    )


def own_details(config: Config) -> tuple[str, ...]:
    """What the owner named as the firm's own."""
    named = config.curation.own_details
    return () if named == "auto" else tuple(v.strip() for v in named.split(";") if v.strip())


def kept_map(project: Project) -> SurrogateMap:
    """What stands for what in this project so far.

    Raises:
        UserFault: the map cannot be opened.
    """
    text = project.registry.vault.load()
    return SurrogateMap(**json.loads(text)) if text is not None else SurrogateMap()


def keep_map(project: Project, kept: SurrogateMap) -> None:
    """Keeps the map, encrypted, once there is anything in it."""
    if kept.known or project.registry.vault.load() is not None:
        project.registry.vault.save(json.dumps(asdict(kept)))


def discreet(project: Project, examples: Sequence[Example], texts: Sequence[str]) -> list[str]:
    """The texts with the fictions in that curation puts into examples.

    Args:
        project: says what is replaced, and what stands for what so far.
        examples: of the dataset; what three of their documents answer is the firm's own.
        texts: to be learned from beside them.
    """
    redact = project.config.curation.redact
    if redact == "none" or not texts:
        return list(texts)
    looking = detectors(privacy_settings(project.files, examples, project.config))
    beside = [_as_example(number, text) for number, text in enumerate(texts)]
    kept = kept_map(project)
    found = looked_through([*examples, *beside], looking, own_details(project.config), kept)
    surrogates = Surrogates(kept)
    told = [redacted(one, surrogates, redact)[0].answer for one in found[len(examples) :]]
    keep_map(project, kept)
    return told


def _as_example(number: int, text: str) -> Example:
    return Example(str(number), (Message("assistant", text),), Source(""), f"text {number}")
