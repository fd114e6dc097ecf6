"""Reads: a folder of files. Makes: nothing: how much planted private data would be found in it.

Refuses when: nothing readable is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from inhouse.config import Config
from inhouse.curation.privacy import (
    PrivacySettings,
    Recall,
    blind_spots,
    detectors,
    invented_names,
    looked_through,
    measured_recall,
    names_installed,
    plant,
)
from inhouse.records import Progress, Work
from inhouse.sources import ReadingRules, read
from inhouse.steps.discretion import own_details, privacy_settings

__all__ = ["PrivacyCheck", "check_privacy"]

_PER_KIND = 100
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class PrivacyCheck:
    """How well private words are found in these files.

    Args:
        found: kind to how many examples hold it.
        n_examples: of so many.
        n_customers: names in customer columns.
        labelled: recall where the text says what the number is.
        bare: recall where it does not.
        blind: what cannot be found, in sentences.
        names_installed: whether names are recognised.
    """

    found: dict[str, int]
    n_examples: int
    n_customers: int
    labelled: tuple[Recall, ...]
    bare: tuple[Recall, ...]
    blind: tuple[str, ...]
    names_installed: bool


def check_privacy(files: Path, config: Config, rules: ReadingRules) -> Work[PrivacyCheck]:
    """Plants invented identifiers into the firm's own texts and looks how many are found."""
    found = yield from read(files, rules)
    examples = found.examples
    settings = privacy_settings(found.customers, config)
    looking = detectors(settings)
    yield Progress("Looking for private words", 0, 3, "steps", "as they are")
    counted: dict[str, int] = {}
    for one in looked_through(examples, looking, own_details(config)):
        for kind in one.kinds():
            counted[kind] = counted.get(kind, 0) + 1
    texts = [f"{e.question} {e.answer}"[:_LONGEST] for e in examples]
    labelled, bare = yield from _measured(texts, settings, config.seed)
    return PrivacyCheck(
        found=dict(sorted(counted.items(), key=lambda item: -item[1])),
        n_examples=len(examples),
        n_customers=len(settings.customers),
        labelled=labelled,
        bare=bare,
        blind=blind_spots(names=settings.names, customers=len(settings.customers)),
        names_installed=names_installed(),
    )


def _measured(
    texts: list[str], settings: PrivacySettings, seed: int
) -> Work[tuple[tuple[Recall, ...], tuple[Recall, ...]]]:
    """Recall with a label beside the identifier, people in no column included; and without."""
    # The language model knows names only, and is a hundred times slower than the rest.
    quick = detectors(replace(settings, names=False))
    measured: list[tuple[Recall, ...]] = []
    for done, bare in enumerate((False, True), start=1):
        yield Progress("Looking for private words", done, 3, "steps", "planted ones")
        planted = plant(texts, seed=seed, per_kind=_PER_KIND, names=settings.customers, bare=bare)
        measured.append(measured_recall(planted, quick))
    strangers = plant(
        texts, seed=seed, per_kind=_PER_KIND, kinds=("person",), names=invented_names()
    )
    (unknown,) = measured_recall(strangers, detectors(settings))
    return (*measured[0], replace(unknown, kind="unknown_person")), measured[1]
