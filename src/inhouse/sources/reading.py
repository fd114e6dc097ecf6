"""Reads a folder: finds its files, gives each to the reader of its format."""

from __future__ import annotations

import difflib
import importlib
import importlib.metadata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from inhouse.errors import DataFault, UnreadableFile
from inhouse.records import (
    Document,
    Example,
    FileDescription,
    Finding,
    Progress,
    Source,
    Work,
)
from inhouse.sources.reader import FileContents, Reader, ReadLimits

__all__ = ["Ingested", "find_files", "read"]

_READERS = (
    "inhouse.sources.json_lines:JsonLines",
    "inhouse.sources.delimited:Delimited",
    "inhouse.sources.workbook:Workbook",
    "inhouse.sources.prose:Markdown",
    "inhouse.sources.prose:PlainText",
)
_GROUP = "inhouse.sources"
_OURS = ("inhouse.toml", "inhouse-report.html", "inhouse-report.json")
_LEGAL = ("license", "licence", "copying", "notice")


@dataclass(frozen=True, slots=True)
class Ingested:
    """Everything a folder gave."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]


def find_files(path: Path) -> tuple[Path, ...]:
    """The files of a folder in a fixed order: no hidden ones, none of ours, no licence texts.

    Raises:
        UnreadableFile: there is nothing at `path`.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        near = difflib.get_close_matches(
            path.name, [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else [], n=1
        )
        hint = f"Did you mean {path.parent / near[0]}?" if near else "Check the path."
        raise UnreadableFile(
            "Inhouse reads a folder of files or one file,",
            f"but there is nothing at {path}.",
            hint,
        )
    found = [
        file
        for file in path.rglob("*")
        if file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and file.name not in _OURS
        and file.stem.lower() not in _LEGAL
    ]
    return tuple(sorted(found, key=lambda file: file.relative_to(path).as_posix()))


def read(path: Path, *, limits: ReadLimits = ReadLimits()) -> Work[Ingested]:  # noqa: B008
    """Every file of a folder that a reader knows.

    Raises:
        DataFault: no file holds anything to learn from or to look things up in.
        UnreadableFile: there is nothing at `path`.
    """
    files = find_files(path)
    readers = _readers()
    contents: list[FileContents] = []
    described: list[FileDescription] = []
    unknown: Counter[str] = Counter()
    for done, file in enumerate(files):
        relative = file.name if path.is_file() else file.relative_to(path).as_posix()
        yield Progress("Reading", done, len(files), "files", relative)
        reader = _reader_for(file, readers)
        if reader is None:
            unknown[file.suffix.lower() or "no ending"] += 1
            continue
        found = _read_file(file, relative, reader, limits)
        contents.append(found)
        described.append(_describe(relative, reader, found))
    findings = [f for found in contents for f in found.findings] + _not_read(unknown)
    ingested = Ingested(
        tuple(d for found in contents for d in found.documents),
        tuple(e for found in contents for e in found.examples),
        tuple(findings),
        tuple(described),
    )
    _refuse_empty(path, ingested)
    return ingested


def _readers() -> dict[str, Reader]:
    """Suffix to reader: ours, then those of other packages, which may replace ours."""
    found: dict[str, Reader] = {}
    for door in _READERS:
        module, _, name = door.partition(":")
        reader: Reader = getattr(importlib.import_module(module), name)()
        found |= dict.fromkeys(reader.suffixes, reader)
    for entry in importlib.metadata.entry_points(group=_GROUP):
        other: Reader = entry.load()()
        found |= dict.fromkeys(other.suffixes, other)
    return found


def _reader_for(file: Path, readers: dict[str, Reader]) -> Reader | None:
    both = "".join(file.suffixes[-2:]).lower()
    return readers.get(both) or readers.get(file.suffix.lower())


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
    return FileDescription(
        relative, reader.spec.name, len(found.documents), len(found.examples), len(found.findings)
    )


def _not_read(unknown: Counter[str]) -> list[Finding]:
    if not unknown:
        return []
    shown = ", ".join(f"{count} {suffix}" for suffix, count in sorted(unknown.items()))
    return [
        Finding(
            "not_read",
            "info",
            (),
            f"files of other kinds were not read: {shown}",
            "Save what matters in them as CSV, XLSX, JSONL, Markdown or text.",
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
