"""Word documents: text, tables, notes, headers, with the numbers that Word counts itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from inhouse.records import Source, Spec
from inhouse.sources.draft import Draft
from inhouse.sources.grids import is_header, with_tables
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.office.looks import levels_by_look
from inhouse.sources.readers.office.numbering import Numbering
from inhouse.sources.readers.office.word_text import Words, kids, local

__all__ = ["Word"]

_MAX_WORDS_OF_A_HEADING = 12
_MANY_PARAGRAPHS = 4
_ENOUGH_HEADINGS = 2


class Word:
    """Reads what a person sees: insertions are taken as accepted, deletions and hidden text not."""

    spec = Spec("word", "2", {})
    suffixes = (".docx", ".docm", ".dotx", ".dotm")

    def read(self, path: Path, relative: str) -> FileContents:
        """The document, as one, with its tables."""
        from docx.opc.exceptions import PackageNotFoundError
        from lxml.etree import LxmlError

        faults = Faults()
        try:
            draft = _Body(_opened(path), relative, faults).draft()
        except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, LxmlError) as error:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                f"expected a Word document, found a file that cannot be opened as one ({error})",
                fix="Open it in a word processor and save it again as .docx.",
            )
            return FileContents(findings=faults.findings())
        if not draft.text:
            _tell_empty(relative, faults)
            return FileContents(findings=faults.findings())
        found = with_tables(draft.document(Source(relative), Path(relative).stem))
        return replace(found, findings=faults.findings())


def _opened(path: Path) -> Any:
    """The main part; templates and files with macros hold the same as documents."""
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart

    for kind in (
        CONTENT_TYPE.WML_DOCUMENT_MAIN.replace("document.main", "template.main"),
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ):
        PartFactory.part_type_for[kind] = DocumentPart
    package = Package.open(str(path))
    part = package.main_document_part
    if isinstance(part, DocumentPart):
        return part
    return DocumentPart.load(part.partname, CONTENT_TYPE.WML_DOCUMENT_MAIN, part.blob, package)


def _tell_empty(relative: str, faults: Faults) -> None:
    faults.add(
        "empty_file",
        "warning",
        Source(relative),
        "expected a document with words, found none; if it shows some, they are pictures",
        fix="Replace the pictures by text, or run a text recognition on them.",
    )


class _Body:
    """Writes one document's blocks."""

    def __init__(self, part: Any, relative: str, faults: Faults) -> None:
        self._part = part
        self._words = Words(part)
        self._numbering = Numbering(part)
        self._where = Source(relative)
        self._faults = faults
        self._out = Draft()
        self._styles = _styles(part)
        self._has_title = False
        self._looks: dict[Any, int] = {}

    def draft(self) -> Draft:
        body = self._part.element.body
        own = [p for p in kids(body) if local(p) == "p"]
        self._has_title = any(
            self._style(p) == "title" and "".join(p.itertext()).strip() for p in own
        )
        if sum(1 for p in own if self._styles.level(self._style_id(p))) < _ENOUGH_HEADINGS:
            size = self._styles.default_size(self._part)
            self._looks = levels_by_look(own, self._style_elements, size)
        self._blocks(body)
        self._margins()
        for label, note in self._words.notes():
            self._out.paragraph(f"[{label}] {note}")
        self._tell()
        return self._out

    def _blocks(self, parent: Any) -> None:
        for child in kids(parent):
            if local(child) == "p":
                self._paragraph(child)
            elif local(child) == "tbl":
                self._table(child)

    def _paragraph(self, paragraph: Any) -> None:
        text = self._words.of(paragraph)
        label, depth = self._numbering.label(paragraph, self._style_ids(paragraph))
        level = self._level(paragraph)
        if level and text.strip() and len(text.split()) <= 3 * _MAX_WORDS_OF_A_HEADING:
            self._out.heading(level, f"{label} {text}" if label else text)
        elif label == "•":
            self._out.point(text, depth=depth)
        elif text.strip():
            self._out.paragraph(f"{label} {text}" if label else text)
        for box in self._words.boxes(paragraph):
            self._blocks(box)

    def _level(self, paragraph: Any) -> int:
        """A heading's level by its style or outline; 0 for a paragraph."""
        name = self._style(paragraph)
        if name == "title":
            return 1
        level = self._styles.level(self._style_id(paragraph)) or self._looks.get(paragraph, 0)
        return level + 1 if level and self._has_title else level

    def _style(self, paragraph: Any) -> str:
        return self._styles.name(self._style_id(paragraph))

    def _style_elements(self, paragraph: Any) -> list[Any]:
        return self._styles.elements(self._style_id(paragraph))

    def _style_ids(self, paragraph: Any) -> list[str]:
        return self._styles.chain(self._style_id(paragraph))

    def _style_id(self, paragraph: Any) -> str:
        properties = paragraph.pPr
        style = None if properties is None else properties.style
        return style or ""

    def _table(self, table: Any) -> None:
        rows = [[c for c in kids(row) if local(c) == "tc"] for row in kids(table)
                if local(row) == "tr"]  # fmt: skip
        width = max((sum(_columns(c) for c in row) for row in rows), default=0)
        nested = next(iter(table.xpath(".//w:tc//w:tbl")), None) is not None
        long = any(sum(1 for _ in _paragraphs(c)) > _MANY_PARAGRAPHS for row in rows for c in row)
        if width < 2 or nested or long:
            for row in rows:
                for cell in row:
                    self._blocks(cell)
            return
        cells = _filled(
            [[(self._cell(c), _columns(c), _continues(c)) for c in row] for row in rows]
        )
        self._out.table(cells, header=_is_marked_header(table) or is_header(cells))

    def _cell(self, cell: Any) -> str:
        parts = []
        for paragraph in _paragraphs(cell):
            label, _ = self._numbering.label(paragraph, self._style_ids(paragraph))
            text = self._words.of(paragraph).strip()
            parts.append(f"{label} {text}" if label and text else text)
            parts += self._boxed(paragraph)
        return " ".join(part for part in parts if part)

    def _boxed(self, paragraph: Any) -> list[str]:
        """The paragraphs of text boxes, where a block has no place."""
        boxes = self._words.boxes(paragraph)
        return [self._words.of(p).strip() for box in boxes for p in _paragraphs(box)]

    def _margins(self) -> None:
        """Headers and footers, each once: letterheads name the firm, its hours, its phone."""
        seen: set[str] = set()
        for relation in self._part.rels.values():
            if relation.is_external or not relation.reltype.endswith(("/header", "/footer")):
                continue
            for paragraph in _paragraphs(relation.target_part.element):
                for text in (self._words.of(paragraph).strip(), *self._boxed(paragraph)):
                    if text and text not in seen and any(c.isalpha() for c in text):
                        self._out.paragraph(text)
                    seen.add(text)

    def _tell(self) -> None:
        left_out = {
            "hidden_text": (self._words.hidden_words, "words that are marked as hidden"),
            "comments": (self._words.comments(), "comments in the margin"),
        }
        for check, (count, what) in left_out.items():
            if count:
                self._faults.add(
                    check,
                    "info",
                    self._where,
                    f"{count} {what} were left out",
                    fix="Move what matters into the text.",
                )


def _paragraphs(parent: Any) -> Iterator[Any]:
    for child in kids(parent):
        if local(child) == "p":
            yield child
        elif local(child) in ("tbl", "tr", "tc"):
            yield from _paragraphs(child)


def _columns(cell: Any) -> int:
    span = cell.xpath("./w:tcPr/w:gridSpan/@w:val")
    return int(span[0]) if span and span[0].isdigit() else 1


def _continues(cell: Any) -> bool:
    """Whether it is the lower part of a merged cell."""
    merged = cell.xpath("./w:tcPr/w:vMerge")
    return bool(merged) and merged[0].get(f"{{{merged[0].nsmap['w']}}}val") != "restart"


def _filled(rows: list[list[tuple[str, int, bool]]]) -> list[list[str]]:
    """The words of each place, those of merged cells in each place they cover."""
    filled: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for text, span, continues in row:
            above = (
                filled[-1][len(line)]
                if continues and filled and len(line) < len(filled[-1])
                else ""
            )
            line += [text or above] * span
        filled.append(line)
    return filled


def _is_marked_header(table: Any) -> bool:
    return bool(table.xpath("./w:tr[1]/w:trPr/w:tblHeader"))


def _styles(part: Any) -> Styles:
    return Styles({s.styleId: s for s in part.styles.element.style_lst})


class Styles:
    """What the styles say of a paragraph, with those they are based on."""

    def __init__(self, styles: dict[str, Any]) -> None:
        self._styles = styles

    def chain(self, style_id: str) -> list[str]:
        """The style and those below it, nearest first."""
        found: list[str] = []
        while style_id in self._styles and style_id not in found:
            found.append(style_id)
            based = self._styles[style_id].basedOn
            style_id = "" if based is None else based.val
        return found

    def elements(self, style_id: str) -> list[Any]:
        """The styles of the chain."""
        return [self._styles[one] for one in self.chain(style_id)]

    def default_size(self, part: Any) -> int:
        """Of text without a size, in half points; 0 if the file does not say."""
        found = part.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr/w:sz/@w:val")
        return int(found[0]) if found and found[0].isdigit() else 0

    def name(self, style_id: str) -> str:
        """The style's own name in lower case; built-in ones are English in every Word."""
        return self._named(style_id) if style_id in self._styles else ""

    def level(self, style_id: str) -> int:
        """The heading level that the style or one below it gives; 0 for none."""
        for one in self.chain(style_id):
            name = self._named(one)
            if name.startswith("heading ") and name[8:].isdigit():
                return int(name[8:])
            outline = self._styles[one].xpath("./w:pPr/w:outlineLvl/@w:val")
            if outline and outline[0].isdigit() and int(outline[0]) < 9:
                return int(outline[0]) + 1
        return 0

    def _named(self, style_id: str) -> str:
        return (self._styles[style_id].name_val or "").lower()
