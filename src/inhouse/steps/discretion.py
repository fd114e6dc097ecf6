"""What the checks are told beside the examples: above all how private words are treated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Protocol

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
from inhouse.records import Customer, Document, Example, Message, Source
from inhouse.steps.project import Project
from inhouse.steps.staleness import current_ingest

__all__ = [
    "Read",
    "background_of",
    "discreet",
    "keep_map",
    "kept_map",
    "own_details",
    "privacy_settings",
]


class Read(Protocol):
    """What reading a folder gave, in memory or stored."""

    @property
    def documents(self) -> Sequence[Document]:
        """All of them."""
        ...

    @property
    def examples(self) -> Sequence[Example]:
        """Those that stood in the files, and those made of them."""
        ...

    @property
    def customers(self) -> Sequence[Customer]:
        """Whoever stands in a customer column."""
        ...


def privacy_settings(customers: Iterable[Customer], config: Config) -> PrivacySettings:
    """What is looked for: whoever stands in the files' customer columns above all."""
    told = tuple(dict.fromkeys(customers))
    return PrivacySettings(
        names=config.curation.recognize_names == "auto" and names_installed(),
        phone_regions=config.curation.phone_regions,
        customers=tuple(c.value for c in told if c.kind == "name"),
        customer_values=tuple((c.kind, c.value) for c in told if c.kind != "name"),
    )


def background_of(read: Read, config: Config, kept: SurrogateMap | None = None) -> Background:
    """What the checks are told beside the examples: documents, given splits, private words."""
    settings = privacy_settings(read.customers, config)
    return Background(
        documents={document.id: document for document in read.documents},
        parts=given_parts(read.examples),
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
    stored = current_ingest(project)
    customers = stored.customers if stored is not None else ()
    looking = detectors(privacy_settings(customers, project.config))
    beside = [_as_example(number, text) for number, text in enumerate(texts)]
    kept = kept_map(project)
    found = looked_through([*examples, *beside], looking, own_details(project.config), kept)
    surrogates = Surrogates(kept)
    told = [redacted(one, surrogates, redact)[0].answer for one in found[len(examples) :]]
    keep_map(project, kept)
    return told


def _as_example(number: int, text: str) -> Example:
    return Example(str(number), (Message("assistant", text),), Source(""), f"text {number}")
