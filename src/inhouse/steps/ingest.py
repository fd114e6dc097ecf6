"""Reads: a folder of files, or one file.

Makes: documents and examples, each with its source; a finding for every row it left out; what
changed since the last time. A file that did not change is not opened again.
Refuses when: nothing readable is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inhouse.records import (
    Document,
    Example,
    FileDescription,
    Finding,
    Progress,
    Work,
    content_id,
)
from inhouse.registry import ContentsWriter, IngestedFile
from inhouse.sources import (
    Again,
    Change,
    MakerSettings,
    ReadLimits,
    Some,
    Stale,
    build_all,
    find_files,
    read_file,
    reader_for,
    refuse_empty,
    unread,
)
from inhouse.steps.fingerprints import limits_of, look_at, maker_settings
from inhouse.steps.project import Project, memoized
from inhouse.steps.staleness import changes_since, current_ingest, keep_stale, told

__all__ = ["Ingested", "ingest"]

_TOLD_EVERY = 20_000


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the files gave, the key that names exactly these files, what changed since before.

    `stale` are the answers that still state what was replaced elsewhere, now or earlier; `exams`
    the SHA-256 of the exams whose questions were taken out, and `apart` the examples that went.
    """

    key: str
    documents: Sequence[Document]
    examples: Sequence[Example]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]
    changes: tuple[Change, ...] = ()
    stale: tuple[Stale, ...] = ()
    exams: tuple[str, ...] = ()
    apart: tuple[Example, ...] = ()


def ingest(project: Project) -> Work[Ingested]:
    """The files, read; what those that did not change gave is there already."""
    before = current_ingest(project)
    files = look_at(project, before)
    key = content_id(str(project.files.resolve()), *(file.key for file in files))

    def make() -> Work[tuple[Mapping[str, object], str]]:
        n_read = yield from _read_new(project, files, (limits_of(project), maker_settings(project)))
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
    return Ingested(key, stored.documents, stored.examples, findings, described, changes, stale)


def _general(project: Project) -> list[Finding]:
    return unread(project.files, find_files(project.files))


def _read_new(
    project: Project, files: Sequence[IngestedFile], rules: tuple[ReadLimits, MakerSettings]
) -> Work[int]:
    """Reads and stores the files that are not stored; how many those were."""
    known = project.registry.descriptions([file.key for file in files])
    readers = build_all()
    root = project.files
    writer = project.registry.contents_writer()
    n_read = 0
    for done, file in enumerate(files):
        path = root if root.is_file() else root / file.path
        reader = reader_for(path, readers)
        if reader is None or file.key in known:
            continue
        n_read += 1
        label = Progress("Reading", done, len(files), "files", file.path)
        yield label
        for n_parts in _store(writer, file, path, reader.spec.name, rules):
            yield replace(label, detail=f"{file.path} ({n_parts:,} rows)")
    writer.flush()
    return n_read


def _store(
    writer: ContentsWriter,
    file: IngestedFile,
    path: Path,
    kind: str,
    rules: tuple[ReadLimits, MakerSettings],
) -> Iterator[int]:
    """Stores what one file gives as it comes; says how many rows or pages that is so far."""
    writer.begin(file.key)
    told = 0
    for given in read_file(path, file.path, kind, *rules):
        if isinstance(given, Some):
            writer.add(given.rows)
            if given.n_parts - told >= _TOLD_EVERY:
                told = given.n_parts
                yield told
        elif isinstance(given, Again):
            writer.abandon()
        else:
            writer.end(given.description)
