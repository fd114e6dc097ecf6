"""Reads: a folder of files, or one file.

Makes: documents and examples, each with its source; a finding for every row it left out; what
changed since the last time. A file that did not change is not opened again.
Refuses when: nothing readable is there.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from inhouse import __version__
from inhouse.records import (
    Document,
    Example,
    FileDescription,
    Finding,
    Notice,
    Progress,
    Source,
    Work,
    content_id,
)
from inhouse.registry import ContentsWriter, Ingest, IngestedFile, decode
from inhouse.sources import (
    Again,
    Change,
    FileChange,
    MakerSettings,
    ReadLimits,
    Some,
    Stale,
    build_all,
    changes_between,
    find_files,
    load_templates,
    makers_id,
    read_file,
    reader_for,
    readers_id,
    refuse_empty,
    relative_to,
    still_stale,
    unread,
)
from inhouse.steps.project import Project, memoized

__all__ = ["Ingested", "current_ingest", "ingest", "limits_of"]

# Clocks of file systems tick coarsely: a file changed this shortly before it was looked at may
# change again without a new time.
_RACY_NS = 2_000_000_000
_TOLD_EVERY = 20_000
_STALE_TOLD = 10


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the files gave, the key that names exactly these files, what changed since before.

    `stale` are the answers that still state what was replaced elsewhere, now or earlier.
    """

    key: str
    documents: Sequence[Document]
    examples: Sequence[Example]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]
    changes: tuple[Change, ...] = ()
    stale: tuple[Stale, ...] = ()


def ingest(project: Project) -> Work[Ingested]:
    """The files, read; what those that did not change gave is there already."""
    limits = limits_of(project)
    settings = _settings(project)
    before = current_ingest(project)
    rules = content_id(__version__, repr(limits), makers_id(settings), readers_id())
    files = _look_at(project.files, limits, rules, before)
    key = content_id(str(project.files.resolve()), *(file.key for file in files))

    def make() -> Work[tuple[Mapping[str, object], str]]:
        n_read = yield from _read_new(project, files, limits, settings)
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
    changes = _changes(project, before, stored)
    stale = _stale(project, changes, stored)
    for change in changes:
        yield from _told(change)
    described = tuple(f.description for f in stored.files if f.description is not None)
    findings = (*stored.findings, *_general(project), *map(_as_finding, stale))
    return Ingested(key, stored.documents, stored.examples, findings, described, changes, stale)


def current_ingest(project: Project) -> Ingest | None:
    """What the last ingest of these files gave, or None."""
    known = project.registry.recall("ingest", "current")
    if known is None or known["files"] != str(project.files.resolve()):
        return None
    return project.registry.load_ingest(str(known["ingest"]))


def limits_of(project: Project) -> ReadLimits:
    """What is too much for one file."""
    config = project.config
    return ReadLimits(
        max_file_bytes=config.curation.max_file_megabytes * 1_000_000,
        max_seconds=config.ingest.max_seconds,
        max_memory_bytes=config.ingest.max_memory_megabytes * 1_000_000,
        max_unpacked_bytes=config.ingest.max_unpacked_megabytes * 1_000_000,
    )


def _settings(project: Project) -> MakerSettings:
    config = project.config.ingest
    templates = load_templates(project.folder)
    return MakerSettings(config.makers, config.max_table_examples, config.staff, templates)


def _general(project: Project) -> list[Finding]:
    return unread(project.files, find_files(project.files))


def _read_new(
    project: Project,
    files: Sequence[IngestedFile],
    limits: ReadLimits,
    settings: MakerSettings,
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
        for n_parts in _store(writer, file, path, reader.spec.name, (limits, settings)):
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


def _changes(project: Project, before: Ingest | None, after: Ingest) -> tuple[Change, ...]:
    """By the files' content alone: new settings are no news about the firm."""
    if before is None:
        return ()
    old = {file.path: file for file in before.files if file.description is not None}
    new = {file.path: file for file in after.files if file.description is not None}
    differ = {
        path for path in old.keys() | new.keys()
        if path not in old or path not in new or old[path].sha256 != new[path].sha256
    }  # fmt: skip
    changed = [
        FileChange(
            path,
            "new" if path not in old else "changed" if path in new else "removed",
            _examples(project, old.get(path)),
            _examples(project, new.get(path)),
        )
        for path in sorted(differ)
    ]
    kept = (e for path, file in new.items() if path not in differ for e in _examples(project, file))
    return changes_between(changed, kept)


def _examples(project: Project, file: IngestedFile | None) -> Sequence[Example]:
    return () if file is None else project.registry.load_file(file).examples


def _stale(project: Project, changes: Sequence[Change], stored: Ingest) -> tuple[Stale, ...]:
    """The stale answers of this ingest and of earlier ones, while they stand and the fact does."""
    known = project.registry.recall("ingest", "stale") or {"stale": []}
    told = [decode(Stale, one) for one in cast("list[object]", known["stale"])]
    kept = still_stale(told, changes)
    new = [one for change in changes for one in change.stale]
    listed = {one.example: one for one in (*kept, *new)}
    if listed:
        ids = {example.id for example in stored.examples}
        listed = {key: one for key, one in listed.items() if key in ids}
    found = tuple(listed.values())
    if found or known["stale"]:
        project.registry.remember("ingest", "stale", {"stale": found}, seconds=0.0)
    return found


def _as_finding(stale: Stale) -> Finding:
    return Finding(
        "stale_answer",
        "warning",
        (stale.example,),
        str(stale),
        f"Change it there if it should say {stale.new or 'something else'} now.",
        Source(stale.place.partition(",")[0]),
    )


def _told(change: Change) -> Work[None]:
    counts = {
        "added": change.n_added, "updated": change.n_updated, "retired": change.n_retired
    }  # fmt: skip
    shown = ", ".join(f"{n} {word}" for word, n in counts.items() if n) or "none of them changed"
    was = {"new": "is new", "changed": "changed", "removed": "was removed"}[change.what]
    yield Notice(f"{change.file} {was}: of its examples, {shown}.")
    for sentence in change.sentences:
        yield Notice(f"{change.file}: {sentence}.")
    n = len(change.stale)
    if n:
        answers = "answer is" if n == 1 else "answers are"
        yield Notice(f"By that, {n} {answers} stale:", warning=True)
    for stale in change.stale[:_STALE_TOLD]:
        yield Notice(f"{stale}. See it: inhouse show {stale.example}", warning=True)
    if n > _STALE_TOLD:
        yield Notice(f"and {n - _STALE_TOLD} more; all of them are findings", warning=True)
