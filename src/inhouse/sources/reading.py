"""Reads a folder: finds its files, gives each to the reader of its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, cast

from inhouse.errors import DataFault
from inhouse.records import (
    Customer,
    Document,
    Example,
    FileDescription,
    Finding,
    Progress,
    Severity,
    Source,
    Work,
)
from inhouse.records.rows import Rows, records_of
from inhouse.sources.files import find_files, links_out, passed_over
from inhouse.sources.guarding.request import ReadingRules, Request
from inhouse.sources.guarding.worker_process import Again, Some, shared_worker
from inhouse.sources.making import build_makers
from inhouse.sources.reader import Faults
from inhouse.sources.readers import build_all, reader_for

__all__ = [
    "Ingested",
    "Shelf",
    "read",
    "read_onto",
    "refuse_empty",
    "relative_to",
    "unread",
]

_NAMED = 20
# Kinds in which offices keep words, that need another program to be read.
_WITH_WORDS = """
    .ppt .pps .pot .key .numbers .odp .odg .pst .ost
    .mobi .azw .azw3 .fb2 .djvu .xps .oxps .one .wri .hwp .hwpx .pub .vsd .vsdx .mpp
    .mdb .accdb .dbf .tex .org .rar .7z .tar .tgz .bz2 .xz .gz .cab .chm .hlp .ibooks .abw .lwp
    .vtt .srt .ics .vcf .tif .tiff
"""
_WORDED = frozenset(_WITH_WORDS.split())
_SAVE_AS = (
    "Open them in the program that made them and save them as .docx, .xlsx, .pdf, .eml or .txt in"
    " the same folder."
)
_TOLD_EVERY = 20_000


@dataclass(frozen=True, slots=True)
class Ingested:
    """Everything a folder gave."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]
    customers: tuple[Customer, ...] = ()


class Shelf(Protocol):
    """Where what is read is put, file by file."""

    def begin(self, relative: str) -> bool:
        """Whether the file is to be read; if so, what is added from now on is of this file."""
        ...

    def add(self, rows: Rows) -> None:
        """More of the file."""
        ...

    def abandon(self) -> None:
        """What was added of the file is void; it is begun again."""
        ...

    def end(self, description: FileDescription) -> None:
        """The file is whole."""
        ...


def read(path: Path, rules: ReadingRules = ReadingRules()) -> Work[Ingested]:  # noqa: B008
    """Every file of a folder that a reader knows, all of it in memory.

    Args:
        path: a folder or a file.
        rules: limits, and who makes examples of what was read.

    Raises:
        ConfigFault: a maker does not exist.
        DataFault: no file holds anything to learn from or to look things up in.
        UnreadableFile: there is nothing at `path`.
    """
    shelf = _InMemory()
    yield from read_onto(path, rules, shelf)
    given = [records_of(rows) for rows in shelf.rows]
    findings = (*(f for one in given for f in one.findings), *unread(path, find_files(path)))
    documents = tuple(d for one in given for d in one.documents)
    refuse_empty(path, len(documents), findings)
    return Ingested(
        documents,
        tuple(e for one in given for e in one.examples),
        findings,
        tuple(shelf.described),
        tuple(dict.fromkeys(c for one in given for c in one.customers)),
    )


def read_onto(path: Path, rules: ReadingRules, shelf: Shelf) -> Work[int]:
    """Reads every file of a folder that a reader knows and the shelf wants; how many those were.

    Whoever reads a firm's files reads them here, in the worker, by the rules it is given.

    Raises:
        ConfigFault: a maker does not exist.
        UnreadableFile: there is nothing at `path`.
    """
    files = find_files(path)
    readers = build_all()
    build_makers(rules.making)
    n_read = 0
    for done, file in enumerate(files):
        relative = relative_to(path, file)
        reader = reader_for(file, readers)
        if reader is None or not shelf.begin(relative):
            continue
        n_read += 1
        label = Progress("Reading", done, len(files), "files", relative)
        yield label
        request = Request(str(file.resolve()), relative, rules)
        for n_parts in _shelved(request, reader.spec.name, shelf):
            yield replace(label, detail=f"{relative} ({n_parts:,} rows)")
    return n_read


def _shelved(request: Request, kind: str, shelf: Shelf) -> Iterator[int]:
    """Puts away what one file gives as it comes; says how many rows or pages that is so far."""
    told = 0
    for given in shared_worker().read(request, kind):
        if isinstance(given, Some):
            shelf.add(given.rows)
            if given.n_parts - told >= _TOLD_EVERY:
                told = given.n_parts
                yield told
        elif isinstance(given, Again):
            shelf.abandon()
        else:
            shelf.end(given.description)


@dataclass(slots=True)
class _InMemory:
    """Keeps everything."""

    rows: list[Rows] = field(default_factory=list)
    described: list[FileDescription] = field(default_factory=list)
    _begun: int = 0

    def begin(self, relative: str) -> bool:
        self._begun = len(self.rows)
        return True

    def add(self, rows: Rows) -> None:
        self.rows.append(rows)

    def abandon(self) -> None:
        del self.rows[self._begun :]

    def end(self, description: FileDescription) -> None:
        self.described.append(description)


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
    return [*_links_out(path), *_not_read(unknown), *_passed_over(path)]


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


def _not_read(unknown: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Kinds that nothing reads: a warning for those that hold a person's words."""
    for severity, worded in (("warning", True), ("info", False)):
        shown = "; ".join(
            f"{len(names)} {suffix} ({_named(names)})"
            for suffix, names in sorted(unknown.items())
            if (suffix in _WORDED) == worded
        )
        if shown:
            yield Finding(
                "not_read",
                cast("Severity", severity),
                (),
                f"files of other kinds were not read: {shown}",
                _SAVE_AS
                if worded
                else "Save what matters in them in a format that is read (README, your own files).",
            )


def _passed_over(path: Path) -> Iterator[Finding]:
    shown = "; ".join(
        f"{len(names)} {reason} ({_named(names)})" for reason, names in passed_over(path).items()
    )
    if shown:
        yield Finding(
            "not_read",
            "info",
            (),
            f"these were not looked at: {shown}",
            "Nothing, unless one of them should be learned: move it to a folder of its own, under"
            " another name.",
        )


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


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
