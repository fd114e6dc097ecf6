"""PDF: structured text where it holds every word of the text of record, else that text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.draft import Draft
from inhouse.sources.grids import is_header, with_tables
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.pdf.coverage import (
    ENOUGH,
    ENOUGH_AROUND_TABLES,
    ENOUGH_IN_ORDER,
    kept_joins,
    recall,
)
from inhouse.sources.readers.pdf.form_fields import FilledField, with_fields
from inhouse.sources.readers.pdf.record import Record, RecordPage, open_record
from inhouse.sources.readers.pdf.structure import Block, EdgeParse, NoStructure, Structure

__all__ = ["Pdf"]

_TITLE_SAYS_NOTHING = re.compile(
    r"^(?:untitled|\(?anonymous\)?|microsoft word.*|document\d*|.*\.\w{2,4}|\W*)$", re.IGNORECASE
)
_MAX_WORDS_OF_A_HEADING = 20
_LARGER = 1.05
# A long line without a full stop, then one that begins small: rows of tables are shorter, or
# begin with a capital or a number.
_BROKEN_OFF = re.compile(r"(?<=[^\n]{45}(?:[^\W\d_]|,))[ ]?\n(?=[a-zß-ÿ])")
_DIGITS = re.compile(r"\d+")


class Pdf:
    """Reads PDF files.

    Args:
        structure: finds headings and tables; None for the built-in engine.
    """

    spec = Spec("pdf", "2", {})
    suffixes = (".pdf",)

    def __init__(self, structure: Structure | None = None) -> None:
        self._structure = structure or EdgeParse()

    def read(self, path: Path, relative: str) -> FileContents:
        """The file as one document with its pages; what cannot be read of it is told."""
        import pypdfium2

        faults = Faults()
        try:
            with open_record(path) as record:
                pages = list(record.pages())
                draft = self._draft(path, record, pages, Source(relative), faults)
                title = record.title
        except pypdfium2.PdfiumError as error:
            _tell_unreadable(error, relative, faults)
            return FileContents(findings=faults.findings())
        if not draft.text:
            return FileContents(findings=faults.findings())
        named = Path(relative).stem if _TITLE_SAYS_NOTHING.match(title) else title
        found = with_tables(draft.document(Source(relative), named))
        return replace(found, findings=faults.findings())

    def _draft(
        self,
        path: Path,
        record: Record,
        pages: Sequence[RecordPage],
        where: Source,
        faults: Faults,
    ) -> Draft:
        draft, used_record = Draft(), []
        try:
            blocks = list(self._structure.blocks(path))
        except NoStructure:
            blocks = []
        levels = _levels(blocks)
        margins: set[str] = set()
        for page in pages:
            draft.begin_page()
            if page.state in ("picture", "garbled"):
                continue
            own = [block for block in blocks if block.page == page.number]
            tables = _tables(own, record, page.number)
            if _covers(own, tables, page.text):
                own, rest = _filled(own, page.fields)
                _write(draft, own, tables, levels, margins)
            else:
                used_record.append(page.number)
                text, rest = with_fields(page.text, page.fields)
                _write_record(draft, text, own, levels)
            for field in rest:
                draft.paragraph(f"{field.label or field.name}: {field.value}")
        _tell_pages(pages, used_record, where, faults)
        return draft


def _filled(
    blocks: Sequence[Block], fields: Sequence[FilledField]
) -> tuple[list[Block], Sequence[FilledField]]:
    """The blocks with what was written into the form's fields, and the fields beside none."""
    rest = fields
    filled: list[Block] = []
    for block in blocks:
        text = block.text
        if rest and block.kind != "table":
            text, rest = with_fields(text, rest)
        filled.append(replace(block, text=text))
    return filled, rest


def _covers(blocks: Sequence[Block], tables: Sequence[list[list[str]]], record: str) -> bool:
    """Whether the blocks hold the words of the text of record, and in its order."""
    rest = iter(tables)
    said = "\n".join(
        "\n".join(" ".join(row) for row in next(rest)) if b.kind == "table" else b.text
        for b in blocks
    )
    in_order = ENOUGH_AROUND_TABLES if tables else ENOUGH_IN_ORDER
    return recall(said, record) >= ENOUGH and kept_joins(said, record) >= in_order


def _write_record(
    draft: Draft, text: str, blocks: Sequence[Block], levels: dict[float, int]
) -> None:
    """The text of record, line by line; those that are headings become some.

    A line that breaks off inside a sentence goes on with the next.
    """
    headings = {
        " ".join(b.text.split()): levels[_size(b)]
        for b in blocks
        if _is_heading(b) and _size(b) in levels
    }
    run: list[str] = []
    for line in _BROKEN_OFF.sub(" ", text).split("\n"):
        level = headings.get(" ".join(line.split()))
        if level is None:
            run.append(line)
        else:
            draft.paragraph("\n".join(run))
            draft.heading(level, line)
            run = []
    draft.paragraph("\n".join(run))


def _write(
    draft: Draft,
    blocks: Sequence[Block],
    tables: Sequence[list[list[str]]],
    levels: dict[float, int],
    margins: set[str],
) -> None:
    rest = iter(tables)
    for block in blocks:
        if block.kind == "table":
            rows = next(rest)
            draft.table(rows, header=is_header(rows))
        elif block.kind == "margin":
            # Letterheads and page numbers come back on every page: each kind is kept once.
            pattern = _DIGITS.sub("#", block.text)
            if pattern not in margins:
                draft.paragraph(block.text)
            margins.add(pattern)
        elif _is_heading(block) and _size(block) in levels:
            draft.heading(levels[_size(block)], block.text)
        else:
            draft.paragraph(block.text)


def _tables(blocks: Sequence[Block], record: Record, page: int) -> list[list[list[str]]]:
    """The words of each table's cells, from the text of record."""
    found: list[list[list[str]]] = []
    for block in blocks:
        if block.kind == "table":
            words = iter(record.within(page, [box for row in block.cells for box in row]))
            found.append([[" ".join(next(words).split()) for _ in row] for row in block.cells])
    return found


def _levels(blocks: Sequence[Block]) -> dict[float, int]:
    """Size of letters to heading level: larger than the text's own is higher."""
    letters: Counter[float] = Counter()
    for block in blocks:
        if block.kind == "paragraph":
            letters[_size(block)] += len(block.text)
    usual = letters.most_common(1)[0][0] if letters else 0.0
    headings = [b for b in blocks if _is_heading(b)]
    sizes = {_size(b) for b in headings if _size(b) > _LARGER * usual}
    ranked = sorted(sizes, reverse=True)
    bold = {_size(b) for b in headings if b.bold and _size(b) not in sizes and letters}
    return {size: rank for rank, size in enumerate(ranked, 1)} | dict.fromkeys(
        bold, len(ranked) + 1
    )


def _size(block: Block) -> float:
    return round(block.size * 2) / 2


def _is_heading(block: Block) -> bool:
    words = block.text.split()
    sentence = block.text.endswith((".", ";", ",")) and len(words) > 3
    letters = any(c.isalpha() for c in block.text)
    return (
        block.kind == "heading"
        and letters
        and len(words) <= _MAX_WORDS_OF_A_HEADING
        and not sentence
    )


def _tell_pages(
    pages: Sequence[RecordPage], used_record: Sequence[int], where: Source, faults: Faults
) -> None:
    told = {
        "picture": ("hold a picture and no text", "Run a text recognition on the file (OCR)."),
        "garbled": (
            "hold letters whose font does not say what they are",
            "Print the file to a new PDF from the program that made it, or run OCR on it.",
        ),
    }
    for state, (what, fix) in told.items():
        numbers = [page.number for page in pages if page.state == state]
        if numbers:
            words = f"expected text, but {_pages(numbers)} {what}; not read"
            first = replace(where, page=numbers[0])
            faults.add("unread_page", "warning", first, words, fix=fix)
    if used_record:
        faults.add(
            "coverage",
            "info",
            replace(where, page=used_record[0]),
            f"the structured text of {_pages(used_record)} lost more than"
            f" {1 - ENOUGH:.0%} of the words or their order; the plain text of the file was used"
            " there",
            fix="Nothing, unless a table there should become questions: save that one as CSV.",
        )


def _pages(numbers: Sequence[int]) -> str:
    """Numbers as people list them: "page 3", "pages 1-4, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"


def _tell_unreadable(error: Exception, relative: str, faults: Faults) -> None:
    locked = "password" in str(error).lower()
    faults.add(
        "unreadable_file",
        "error",
        Source(relative),
        "expected a PDF that opens without a password, found one that needs it"
        if locked
        else f"expected a whole PDF, found a file that cannot be opened as one ({error})",
        fix="Save it without a password."
        if locked
        else "Open it in a PDF viewer and save it again, or ask its sender for a new copy.",
    )
