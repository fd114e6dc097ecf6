"""Reads: a folder of files, or one file.

Makes: documents and examples, each with its source; a finding for every row it left out; what
changed since the last time. A file that did not change is not opened again.
Refuses when: nothing readable is there.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from inhouse.records import (
    Customer,
    Document,
    Example,
    FileDescription,
    Finding,
    Work,
    content_id,
)
from inhouse.records.rows import Rows
from inhouse.registry import ContentsWriter, IngestedFile
from inhouse.sources import Change, Stale, find_files, read_onto, refuse_empty, unread
from inhouse.steps.fingerprints import look_at, rules_of
from inhouse.steps.project import Project, memoized
from inhouse.steps.staleness import changes_since, current_ingest, keep_stale, told

__all__ = ["Ingested", "ingest"]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the files gave, the key that names exactly these files, what changed since before.

    `stale` are the answers that still state what was replaced elsewhere, now or earlier; `exams`
    the SHA-256 of the exams whose questions were taken out.
    """

    key: str
    documents: Sequence[Document]
    examples: Sequence[Example]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]
    changes: tuple[Change, ...] = ()
    stale: tuple[Stale, ...] = ()
    customers: Sequence[Customer] = ()
    exams: tuple[str, ...] = ()


def ingest(project: Project) -> Work[Ingested]:
    """The files, read; what those that did not change gave is there already."""
    before = current_ingest(project)
    files = look_at(project, before)
    key = content_id(str(project.files.resolve()), *(file.key for file in files))

    def make() -> Work[tuple[Mapping[str, object], str]]:
        n_read = yield from _read_new(project, files)
        project.registry.save_ingest(key, files)
        found = project.registry.load_ingest(key, most_in_memory=0)
        read = sum(1 for file in found.files if file.description is not None)
        refuse_empty(project.files, len(found.documents), (*found.findings[:5], *_general(project)))
        summary = (
            f"{len(found.examples):,} examples and {len(found.documents):,} documents"
            f" from {read:,} files; {len(found.findings):,} findings"
        )
        return {"ingest": key, "read": n_read}, summary

    yield from memoized(project, "ingest", (key,), make)
    stored = project.registry.load_ingest(key)
    here = {"ingest": key, "files": str(project.files.resolve())}
    project.registry.remember("ingest", "current", here, seconds=0.0)
    changes = changes_since(project, before, stored)
    stale = keep_stale(project, changes, stored)
    for change in changes:
        yield from told(change)
    described = tuple(f.description for f in stored.files if f.description is not None)
    findings = (*stored.findings, *_general(project))
    return Ingested(
        key,
        stored.documents,
        stored.examples,
        findings,
        described,
        changes,
        stale,
        stored.customers,
    )


def _general(project: Project) -> list[Finding]:
    return unread(project.files, find_files(project.files))


@dataclass(slots=True)
class _Store:
    """The registry as a shelf: takes the files that are not stored yet."""

    writer: ContentsWriter
    keys: Mapping[str, str]
    known: Container[str]

    def begin(self, relative: str) -> bool:
        # A file that came while this folder was read is read the next time.
        key = self.keys.get(relative)
        if key is None or key in self.known:
            return False
        self.writer.begin(key)
        return True

    def add(self, rows: Rows) -> None:
        self.writer.add(rows)

    def abandon(self) -> None:
        self.writer.abandon()

    def end(self, description: FileDescription) -> None:
        self.writer.end(description)


def _read_new(project: Project, files: Sequence[IngestedFile]) -> Work[int]:
    """Reads and stores the files that are not stored; how many those were."""
    known = project.registry.descriptions([file.key for file in files])
    writer = project.registry.contents_writer()
    store = _Store(writer, {file.path: file.key for file in files}, known)
    n_read = yield from read_onto(project.files, rules_of(project), store)
    writer.flush()
    return n_read
