"""What the checks are told beside the examples: above all how private words are treated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from inhouse.config import Config
from inhouse.curation import Background, given_parts
from inhouse.curation.privacy import Privacy, PrivacySettings, SurrogateMap, names_installed
from inhouse.records import Document, Example
from inhouse.sources import ReadLimits, customers_in
from inhouse.steps.project import Project

__all__ = ["background_of", "keep_map", "kept_map", "own_details", "privacy_settings"]


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
