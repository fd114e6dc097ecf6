"""Reads: a folder of files, or one file.

Makes: documents and examples, each with its source; a finding for every row it left out; what
changed since the last time. A file that did not change is not opened again.
Refuses when: nothing readable is there.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inhouse import __version__
from inhouse.records import Document, Example, FileDescription, Finding, Notice, Work, content_id
from inhouse.registry import Ingest, IngestedFile
from inhouse.sources import (
    Change,
    FileContents,
    KnownFile,
    MakerSettings,
    ReadLimits,
    changes_between,
    find_files,
    load_templates,
    makers_id,
    read,
    readers_id,
    relative_to,
)
from inhouse.steps.project import Project, memoized

__all__ = ["Ingested", "current_ingest", "ingest"]

# Clocks of file systems tick coarsely: a file changed this shortly before it was looked at may
# change again without a new time.
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the files gave, the key that names exactly these files, what changed since before."""

    key: str
    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]
    changes: tuple[Change, ...] = ()


def ingest(project: Project) -> Work[Ingested]:
    """The files, read; those that did not change are taken from the last time."""
    limits = ReadLimits(max_file_bytes=project.config.curation.max_file_megabytes * 1_000_000)
    settings = _settings(project)
    before = current_ingest(project)
    rules = content_id(__version__, repr(limits), makers_id(settings), readers_id())
    files = _look_at(project.files, limits, rules, before)
    key = content_id(str(project.files.resolve()), *(file.key for file in files))

    def make() -> Work[tuple[Mapping[str, object], str]]:
        known = _unchanged(files, before)
        found = yield from read(project.files, limits=limits, settings=settings, known=known)
        described = {description.file: description for description in found.files}
        placed = tuple(_described(file, described.get(file.path)) for file in files)
        stored = Ingest(found.documents, found.examples, found.findings, placed)
        project.registry.save_ingest(key, stored)
        summary = (
            f"{len(found.examples)} examples and {len(found.documents)} documents"
            f" from {len(found.files)} files; {len(found.findings)} findings"
        )
        return {"ingest": key, "read": len(found.files) - len(known)}, summary

    yield from memoized(project, "ingest", (key,), make)
    stored = project.registry.load_ingest(key)
    here = {"ingest": key, "files": str(project.files.resolve())}
    project.registry.remember("ingest", "current", here, seconds=0.0)
    changes = _changes(before, stored)
    for change in changes:
        yield from _told(change)
    described = tuple(f.description for f in stored.files if f.description is not None)
    return Ingested(key, stored.documents, stored.examples, stored.findings, described, changes)


def current_ingest(project: Project) -> Ingest | None:
    """What the last ingest of these files gave, or None."""
    known = project.registry.recall("ingest", "current")
    if known is None or known["files"] != str(project.files.resolve()):
        return None
    return project.registry.load_ingest(str(known["ingest"]))


def _settings(project: Project) -> MakerSettings:
    config = project.config.ingest
    templates = load_templates(project.folder)
    return MakerSettings(config.makers, config.max_table_examples, config.staff, templates)


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


def _described(file: IngestedFile, description: FileDescription | None) -> IngestedFile:
    return IngestedFile(
        file.path,
        file.key,
        file.sha256,
        file.size_bytes,
        file.modified_ns,
        file.seen_ns,
        description,
    )


def _contents(ingest: Ingest) -> dict[str, FileContents]:
    """What each file gave: records stand in the order of the files, as many as it says."""
    found: dict[str, FileContents] = {}
    d = e = f = 0
    for file in ingest.files:
        counts = file.description
        if counts is None:
            continue
        found[file.path] = FileContents(
            ingest.documents[d : d + counts.n_documents],
            ingest.examples[e : e + counts.n_examples],
            ingest.findings[f : f + counts.n_findings],
        )
        d, e, f = d + counts.n_documents, e + counts.n_examples, f + counts.n_findings
    return found


def _unchanged(files: tuple[IngestedFile, ...], before: Ingest | None) -> dict[str, KnownFile]:
    if before is None:
        return {}
    keys = {file.path: file.key for file in files}
    contents = _contents(before)
    return {
        file.path: KnownFile(contents[file.path], file.description)
        for file in before.files
        if file.description is not None and keys.get(file.path) == file.key
    }


def _changes(before: Ingest | None, after: Ingest) -> tuple[Change, ...]:
    """By the files' content alone: new settings are no news about the firm."""
    if before is None:
        return ()
    old = {file.path: file.sha256 for file in before.files if file.description is not None}
    new = {file.path: file.sha256 for file in after.files if file.description is not None}
    files = {
        path: "new" if path not in old else "changed" for path in new if new[path] != old.get(path)
    }
    files |= {path: "removed" for path in old if path not in new}
    if not files:
        return ()
    both = (*_contents(before).items(), *_contents(after).items())
    file_of = {e.id: path for path, found in both for e in found.examples}
    return changes_between(before.examples, after.examples, files, file_of)


def _told(change: Change) -> Work[None]:
    counts = {
        "added": change.n_added, "updated": change.n_updated, "retired": change.n_retired
    }  # fmt: skip
    shown = ", ".join(f"{n} {word}" for word, n in counts.items() if n) or "none of them changed"
    was = {"new": "is new", "changed": "changed", "removed": "was removed"}[change.what]
    yield Notice(f"{change.file} {was}: of its examples, {shown}.")
    for sentence in change.sentences:
        yield Notice(f"{change.file}: {sentence}.")
    if change.stale:
        ids = ", ".join(change.stale[:5])
        yield Notice(
            f"{len(change.stale)} answers in other files still say what was replaced and are"
            f" stale: {ids}. Look at one: inhouse show {change.stale[0]}",
            warning=True,
        )
