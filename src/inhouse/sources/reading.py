"""Reads a folder: finds its files, gives each to the reader of its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse.errors import DataFault
from inhouse.records import (
    Document,
    Example,
    FileDescription,
    Finding,
    Progress,
    Source,
    Work,
)
from inhouse.records.rows import records_of
from inhouse.sources.files import find_files, links_out
from inhouse.sources.guarding.request import Request
from inhouse.sources.guarding.worker_process import Again, Some, Whole, shared_worker
from inhouse.sources.making import MakerSettings, build_makers
from inhouse.sources.reader import Faults, FileContents, ReadLimits
from inhouse.sources.readers import build_all, reader_for

__all__ = [
    "Again",
    "Ingested",
    "Some",
    "Whole",
    "read",
    "read_file",
    "refuse_empty",
    "relative_to",
    "unread",
]

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Ingested:
    """Everything a folder gave."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]


def read(
    path: Path,
    *,
    limits: ReadLimits = ReadLimits(),  # noqa: B008
    settings: MakerSettings = MakerSettings(),  # noqa: B008
) -> Work[Ingested]:
    """Every file of a folder that a reader knows, with the examples that could be made of it.

    All of it is in memory at the end; the step `ingest` stores it as it comes.

    Args:
        path: a folder or a file.
        limits: what is too much.
        settings: who makes examples, and how they are worded.

    Raises:
        ConfigFault: a maker does not exist.
        DataFault: no file holds anything to learn from or to look things up in.
        UnreadableFile: there is nothing at `path`.
    """
    files = find_files(path)
    readers = build_all()
    build_makers(settings)
    contents: list[FileContents] = []
    described: list[FileDescription] = []
    for done, file in enumerate(files):
        relative = relative_to(path, file)
        yield Progress("Reading", done, len(files), "files", relative)
        reader = reader_for(file, readers)
        if reader is None:
            continue
        found: list[FileContents] = []
        for given in read_file(file, relative, reader.spec.name, limits, settings):
            if isinstance(given, Whole):
                described.append(given.description)
            elif isinstance(given, Again):
                found = []
            else:
                documents, examples, findings = records_of(given.rows)
                found.append(FileContents(tuple(documents), tuple(examples), tuple(findings)))
        contents += found
    findings = [f for found in contents for f in found.findings] + unread(path, files)
    ingested = Ingested(
        tuple(d for found in contents for d in found.documents),
        tuple(e for found in contents for e in found.examples),
        tuple(findings),
        tuple(described),
    )
    refuse_empty(path, len(ingested.documents), ingested.findings)
    return ingested


def read_file(
    file: Path, relative: str, kind: str, limits: ReadLimits, settings: MakerSettings
) -> Iterator[Some | Again | Whole]:
    """What one file gives, as a worker reads it: rows as they come, then the whole in numbers."""
    request = Request(str(file.resolve()), relative, limits, settings)
    return shared_worker().read(request, kind)


def relative_to(path: Path, file: Path) -> str:
    """The file's name as sources give it: below the folder, with forward slashes."""
    return file.name if path.is_file() else file.relative_to(path).as_posix()


def unread(path: Path, files: Sequence[Path]) -> list[Finding]:
    """What is told of a folder and not of one of its files: kinds nobody reads, links out of it."""
    readers = build_all()
    unknown: dict[str, list[str]] = {}
    for file in files:
        if reader_for(file, readers) is None:
            kind = file.suffix.lower() or "no ending"
            unknown.setdefault(kind, []).append(relative_to(path, file))
    return [*_links_out(path), *_not_read(unknown)]


def _links_out(path: Path) -> list[Finding]:
    faults = Faults()
    for file in links_out(path):
        faults.add(
            "link_out",
            "warning",
            Source(relative_to(path, file)),
            f"expected a file, found a link to {file.resolve()}, outside the folder; it was"
            " not followed",
            fix="Copy the file into the folder if it belongs there.",
        )
    return list(faults.findings())


def _not_read(unknown: Mapping[str, Sequence[str]]) -> list[Finding]:
    if not unknown:
        return []
    shown = "; ".join(
        f"{len(names)} {suffix} ({', '.join(names[:_NAMED])}"
        + (f" and {len(names) - _NAMED} more)" if len(names) > _NAMED else ")")
        for suffix, names in sorted(unknown.items())
    )
    return [
        Finding(
            "not_read",
            "info",
            (),
            f"files of other kinds were not read: {shown}",
            "Save what matters in them in a format that is read (README, your own files).",
        )
    ]


def refuse_empty(path: Path, n_documents: int, findings: Sequence[Finding]) -> None:
    """Does nothing when there are documents.

    Raises:
        DataFault: there are none; the text says why.
    """
    if n_documents:
        return
    reasons = "; ".join(f.evidence for f in findings[:5]) or "it is empty"
    raise DataFault(
        f"{path} should hold CSV, XLSX, JSONL, Markdown or text files to learn from,",
        f"but nothing in it could be used: {reasons}.",
        "Put a table with the columns 'question' and 'answer' in it, then: inhouse run FOLDER",
    )
