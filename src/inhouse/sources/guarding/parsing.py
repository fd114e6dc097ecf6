"""One file to its records, in parts: looked into, read, neutralized, examples made of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from inhouse.errors import DataFault
from inhouse.records import Customer, FileDescription, Finding, Source
from inhouse.sources.customers import MOST_CUSTOMERS, customers_in
from inhouse.sources.guarding.allowance import allowed
from inhouse.sources.guarding.concealed import find_concealed
from inhouse.sources.guarding.containers import Refused, inspect
from inhouse.sources.guarding.neutralizing import neutralized
from inhouse.sources.making import Maker, make
from inhouse.sources.making.kinds import is_code
from inhouse.sources.reader import Faults, FileContents, Reader, ReadLimits, StreamingReader

__all__ = ["Counts", "described", "parse", "unreadable"]


def parse(
    path: Path, relative: str, reader: Reader, makers: Sequence[Maker], limits: ReadLimits
) -> Iterator[FileContents]:
    """What the file gives, with the examples that could be made of it; never raises for a file.

    A finding takes the place of what cannot be read; what came before it stays.
    """
    try:
        _refuse_large(path, limits)
        inspect(path, limits.max_unpacked_bytes)
        faults = Faults()
        hidden = find_concealed(path)
        known: dict[Customer, None] = {}
        with allowed(limits):
            for part in _parts(reader, path, relative):
                clean = neutralized(part, faults, hidden, is_code=is_code(relative))
                made = make(clean, makers)
                yield replace(made, customers=_new_customers(made, known))
        yield FileContents(findings=faults.findings())
    except Refused as refused:
        yield unreadable(relative, refused.found, refused.fix, check=refused.check)
    except MemoryError:
        yield unreadable(
            relative,
            f"expected a file that is read in {limits.max_memory_bytes / 1e6:,.0f} MB of memory,"
            " found one that needs more; reading it was stopped",
            "Split the file, or raise ingest.max_memory_megabytes in inhouse.toml.",
        )
    except (OSError, EOFError, zlib.error, DataFault) as error:
        yield unreadable(
            relative,
            f"expected a readable file, found {getattr(error, 'strerror', None) or error}",
            "Check that the file is whole and that you may read it.",
        )
    except Exception as error:  # a reader's own failure must not cost the rest of the folder
        yield unreadable(
            relative,
            f"expected a file that the reader '{reader.spec.name}' understands, found one on which"
            f" it fails ({type(error).__name__}: {str(error)[:200]})",
            "Save the file again in the program it belongs to. If it opens there, report this.",
        )


def _new_customers(contents: FileContents, known: dict[Customer, None]) -> tuple[Customer, ...]:
    """Those of this part that no part before it named; they become known."""
    n_before = len(known)
    if n_before < MOST_CUSTOMERS:
        known |= dict.fromkeys(customers_in(contents))
    return tuple(islice(known, n_before, None))


def _refuse_large(path: Path, limits: ReadLimits) -> None:
    size = path.stat().st_size
    if size > limits.max_file_bytes:
        raise Refused(
            "unreadable_file",
            f"expected at most {limits.max_file_bytes / 1e6:.0f} MB, found {size / 1e6:.0f} MB",
            "Split the file, or raise curation.max_file_megabytes in inhouse.toml.",
        )


def _parts(reader: Reader, path: Path, relative: str) -> Iterator[FileContents]:
    if isinstance(reader, StreamingReader):
        return reader.stream(path, relative)
    return iter((reader.read(path, relative),))


def unreadable(
    relative: str, evidence: str, fix: str, *, check: str = "unreadable_file"
) -> FileContents:
    """A file of which only this can be said."""
    where = Source(relative)
    finding = Finding(check, "error", (), f"{relative}: {evidence}", fix, where)
    return FileContents(findings=(finding,))


@dataclass(slots=True)
class Counts:
    """What a file gave so far."""

    documents: int = 0
    examples: int = 0
    findings: int = 0
    made: int = 0
    rows: int = 0
    pages: int = 0
    words: int = 0
    warnings: int = 0
    customers: int = 0
    in_rows: bool = False

    def add(self, part: FileContents) -> None:
        """More of it."""
        self.documents += len(part.documents)
        self.examples += len(part.examples)
        self.findings += len(part.findings)
        self.customers += len(part.customers)
        self.made += sum(1 for example in part.examples if "maker" in example.labels)
        whole = [table for table in part.tables if not table.inside]
        tables = {table.document_id for table in whole}
        self.rows += sum(len(table.rows) for table in whole)
        self.pages += sum(len(d.page_starts) or 1 for d in part.documents if d.id not in tables)
        self.words += sum(len(document.text.split()) for document in part.documents)
        self.warnings += sum(1 for finding in part.findings if finding.severity != "info")
        self.in_rows |= bool(whole) or any(
            document.source.row is not None for document in part.documents[:1]
        )


def described(relative: str, kind: str, counts: Counts) -> FileDescription:
    """What one file gave, in numbers."""
    return FileDescription(
        relative,
        kind,
        counts.documents,
        counts.examples,
        counts.findings,
        n_made=counts.made,
        n_parts=counts.rows + counts.pages,
        part="rows" if counts.in_rows else "pages",
        n_words=counts.words,
        n_warnings=counts.warnings,
        n_customers=counts.customers,
    )
