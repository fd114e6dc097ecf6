"""Reads a folder: finds its files, gives each to the reader of its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from inhouse.sources.files import find_files
from inhouse.sources.making import MakerSettings, build_makers, make
from inhouse.sources.reader import FileContents, Reader, ReadLimits
from inhouse.sources.readers import build_all, reader_for

__all__ = ["Ingested", "KnownFile", "read", "relative_to"]

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Ingested:
    """Everything a folder gave."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What an unchanged file gave before."""

    contents: FileContents
    description: FileDescription


def read(
    path: Path,
    *,
    limits: ReadLimits = ReadLimits(),  # noqa: B008
    settings: MakerSettings = MakerSettings(),  # noqa: B008
    known: Mapping[str, KnownFile] | None = None,
) -> Work[Ingested]:
    """Every file of a folder that a reader knows, with the examples that could be made of it.

    Args:
        path: a folder or a file.
        limits: what is too much.
        settings: who makes examples, and how they are worded.
        known: what files gave before, by relative path; these are not opened.

    Raises:
        ConfigFault: a maker does not exist.
        DataFault: no file holds anything to learn from or to look things up in.
        UnreadableFile: there is nothing at `path`.
    """
    files = find_files(path)
    readers, makers = build_all(), build_makers(settings)
    contents: list[FileContents] = []
    described: list[FileDescription] = []
    unknown: dict[str, list[str]] = {}
    for done, file in enumerate(files):
        relative = relative_to(path, file)
        yield Progress("Reading", done, len(files), "files", relative)
        reader = reader_for(file, readers)
        if reader is None:
            unknown.setdefault(file.suffix.lower() or "no ending", []).append(relative)
            continue
        before = (known or {}).get(relative)
        if before is None:
            found = make(_read_file(file, relative, reader, limits), makers)
            before = KnownFile(found, _describe(relative, reader, found))
        contents.append(before.contents)
        described.append(before.description)
    findings = [f for found in contents for f in found.findings] + _not_read(unknown)
    ingested = Ingested(
        tuple(d for found in contents for d in found.documents),
        tuple(e for found in contents for e in found.examples),
        tuple(findings),
        tuple(described),
    )
    _refuse_empty(path, ingested)
    return ingested


def relative_to(path: Path, file: Path) -> str:
    """The file's name as sources give it: below the folder, with forward slashes."""
    return file.name if path.is_file() else file.relative_to(path).as_posix()


def _read_file(file: Path, relative: str, reader: Reader, limits: ReadLimits) -> FileContents:
    size = file.stat().st_size
    if size > limits.max_file_bytes:
        return _unreadable(
            relative,
            f"expected at most {limits.max_file_bytes / 1e6:.0f} MB, found {size / 1e6:.0f} MB",
            "Split the file, or raise curation.max_file_megabytes in inhouse.toml.",
        )
    try:
        return reader.read(file, relative)
    except (OSError, EOFError) as error:
        return _unreadable(
            relative,
            f"expected a readable file, found {getattr(error, 'strerror', None) or error}",
            "Check that the file is whole and that you may read it.",
        )


def _unreadable(relative: str, evidence: str, fix: str) -> FileContents:
    where = Source(relative)
    finding = Finding("unreadable_file", "error", (), f"{relative}: {evidence}", fix, where)
    return FileContents(findings=(finding,))


def _describe(relative: str, reader: Reader, found: FileContents) -> FileDescription:
    whole = [table for table in found.tables if not table.inside]
    tables = {table.document_id for table in whole}
    pages = [len(d.page_starts) or 1 for d in found.documents if d.id not in tables]
    in_rows = whole or any(d.source.row is not None for d in found.documents)
    return FileDescription(
        relative,
        reader.spec.name,
        len(found.documents),
        len(found.examples),
        len(found.findings),
        n_made=sum(1 for example in found.examples if "maker" in example.labels),
        n_parts=sum(len(table.rows) for table in whole) + sum(pages),
        part="rows" if in_rows else "pages",
        n_words=sum(len(document.text.split()) for document in found.documents),
        n_warnings=sum(1 for finding in found.findings if finding.severity != "info"),
    )


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


def _refuse_empty(path: Path, ingested: Ingested) -> None:
    if ingested.documents:
        return
    reasons = "; ".join(f.evidence for f in ingested.findings[:5]) or "it is empty"
    raise DataFault(
        f"{path} should hold CSV, XLSX, JSONL, Markdown or text files to learn from,",
        f"but nothing in it could be used: {reasons}.",
        "Put a table with the columns 'question' and 'answer' in it, then: inhouse run FOLDER",
    )
