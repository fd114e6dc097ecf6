"""The files of a folder as they are now, and what would be read of them by which rules."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from inhouse import __version__
from inhouse.config import Config
from inhouse.records import content_id
from inhouse.registry import Ingest, IngestedFile
from inhouse.sources import (
    MakerSettings,
    ReadingRules,
    ReadLimits,
    find_files,
    load_templates,
    makers_id,
    readers_id,
    relative_to,
)
from inhouse.steps.project import Project

__all__ = ["look_at", "reading_rules", "rules_of"]

# Clocks of file systems tick coarsely: a file changed this shortly before it was looked at may
# change again without a new time.
_RACY_NS = 2_000_000_000
# What a file gives beside documents, examples and findings: what was stored without is read again.
_GIVES = "customers, typed forms"


def look_at(project: Project, before: Ingest | None) -> tuple[IngestedFile, ...]:
    """Every file with the key of what it gives; unchanged ones are not opened.

    Args:
        project: whose files.
        before: the last ingest of these files, or None.
    """
    rules = rules_of(project)
    decide = content_id(
        __version__, repr(rules.limits), makers_id(rules.making), readers_id(), _GIVES
    )
    return _look_at(project.files, rules.limits, decide, before)


def rules_of(project: Project) -> ReadingRules:
    """How the project's files are read."""
    return reading_rules(project.config, project.folder)


def reading_rules(config: Config, folder: Path) -> ReadingRules:
    """How files are read: the one place where settings and wordings become rules.

    Args:
        config: the settings.
        folder: the project's, which may hold wordings of its own.

    Raises:
        ConfigFault: these wordings are no TOML, or name what nobody fills in.
    """
    limits = ReadLimits(
        max_file_bytes=config.curation.max_file_megabytes * 1_000_000,
        max_seconds=config.ingest.max_seconds,
        max_memory_bytes=config.ingest.max_memory_megabytes * 1_000_000,
        max_unpacked_bytes=config.ingest.max_unpacked_megabytes * 1_000_000,
    )
    own = config.ingest
    making = MakerSettings(own.makers, own.max_table_examples, own.staff, load_templates(folder))
    return ReadingRules(limits, making)


def _look_at(
    path: Path, limits: ReadLimits, rules: str, before: Ingest | None
) -> tuple[IngestedFile, ...]:
    known = {file.path: file for file in before.files} if before is not None else {}
    looked: list[IngestedFile] = []
    for file in find_files(path):
        relative = relative_to(path, file)
        facts = file.stat()
        last = known.get(relative)
        same = last is not None and (
            (last.size_bytes, last.modified_ns) == (facts.st_size, facts.st_mtime_ns)
            and last.modified_ns < last.seen_ns - _RACY_NS
        )
        sha = last.sha256 if last is not None and same else _sha256(file, limits)
        key = content_id(relative, sha, rules)
        looked.append(
            IngestedFile(relative, key, sha, facts.st_size, facts.st_mtime_ns, time.time_ns())
        )
    return tuple(looked)


def _sha256(path: Path, limits: ReadLimits) -> str:
    size = path.stat().st_size
    if size > limits.max_file_bytes:
        return f"too large: {size}"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
