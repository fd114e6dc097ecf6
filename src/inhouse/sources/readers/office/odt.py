"""OpenDocument texts, as LibreOffice and Google Docs save them."""

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

__all__ = ["OpenText"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_WIDEST = 200
_HIDDEN = (f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph")
_LEFT_OUT = (
    f"{_TEXT}tracked-changes", f"{_TEXT}sequence-decls", f"{_TEXT}table-of-content",
    f"{_TEXT}alphabetical-index", f"{_OFFICE}forms",
)  # fmt: skip


class OpenText:
    """Reads what a person sees; comments and hidden words are named."""

    spec = Spec("open_text", "1", {})
    suffixes = (".odt", ".ott")

    def read(self, path: Path, relative: str) -> FileContents:
        """The document, as one, with its tables."""
        from lxml import etree

        faults = Faults()
        try:
            with zipfile.ZipFile(path) as archive:
                parser = etree.XMLParser(resolve_entities=False, huge_tree=False)
                roots = [
                    etree.fromstring(archive.read(name), parser)
                    for name in ("content.xml", "styles.xml")
                    if name in archive.namelist() or name == "content.xml"
                ]
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError) as error:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                "expected an OpenDocument text, found a file that cannot be opened as one"
                f" ({error})",
                fix="Open it in LibreOffice and save it again, without a password.",
            )
            return FileContents(findings=faults.findings())
        writer = _Writer(roots)
        draft = writer.draft(roots)
        writer.tell(Source(relative), faults)
        if not draft.text:
            faults.add(
                "empty_file",
                "warning",
                Source(relative),
                "expected a document with words, found none; if it shows some, they are pictures",
                fix="Replace the pictures by text, or run a text recognition on them.",
            )
            return FileContents(findings=faults.findings())
        found = with_tables(draft.document(Source(relative), Path(relative).stem))
        return replace(found, findings=faults.findings())


class _Writer:
    """Writes one document's blocks."""

    def __init__(self, roots: list[Any]) -> None:
        self._out = Draft()
        self._notes: list[str] = []
        self._n_comments = 0
        self._n_hidden = 0
        styles = [style for root in roots for style in root.iter(f"{_STYLE}style")]
        self._concealing = {
            style.get(f"{_STYLE}name")
            for style in styles
            for letters in style.iter(f"{_STYLE}text-properties")
            if letters.get(f"{_TEXT}display") == "none"
        }
        self._titles = {
            style.get(f"{_STYLE}name")
            for style in styles
            if style.get(f"{_STYLE}parent-style-name") == "Title"
        } | {"Title"}
        self._numbered = {
            style.get(f"{_STYLE}name")
            for root in roots
            for style in root.iter(f"{_TEXT}list-style")
            if next(style.iter(f"{_TEXT}list-level-style-number"), None) is not None
            and next(style.iter(f"{_TEXT}list-level-style-bullet"), None) is None
        }

    def draft(self, roots: list[Any]) -> Draft:
        """The body, then the notes, then headers and footers, each once."""
        for body in roots[0].iter(f"{_OFFICE}text"):
            self._blocks(body)
        for number, note in enumerate(self._notes, start=1):
            self._out.paragraph(f"[{number}] {note}")
        seen: set[str] = set()
        for root in roots:
            for margin in root.iter(f"{_STYLE}header", f"{_STYLE}footer"):
                for paragraph in margin.iter(f"{_TEXT}p"):
                    words = self._words(paragraph).strip()
                    if words not in seen and any(sign.isalpha() for sign in words):
                        self._out.paragraph(words)
                    seen.add(words)
        return self._out

    def tell(self, where: Source, faults: Faults) -> None:
        """Names what was left out."""
        for check, count, what in (
            ("comments", self._n_comments, "comments in the margin"),
            ("hidden_text", self._n_hidden, "words that are marked as hidden"),
        ):
            if count:
                faults.add(
                    check,
                    "info",
                    where,
                    f"{count} {what} were left out",
                    fix="Move what matters into the text.",
                )

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
                continue
            if child.get(f"{_TEXT}style-name") in self._concealing:
                self._n_hidden += len("".join(child.itertext()).split())
            elif child.tag == f"{_TEXT}h":
                level = child.get(f"{_TEXT}outline-level") or "1"
                self._out.heading(int(level) if level.isdigit() else 1, self._words(child))
                self._boxes(child)
            elif child.tag == f"{_TEXT}p":
                if child.get(f"{_TEXT}style-name") in self._titles:
                    self._out.heading(1, self._words(child))
                else:
                    self._out.paragraph(self._words(child))
                self._boxes(child)
            elif child.tag == f"{_TEXT}list":
                numbered = child.get(f"{_TEXT}style-name") in self._numbered
                self._list(child, 0, numbered=numbered)
            elif child.tag == f"{_TABLE}table":
                self._table(child)
            else:
                self._blocks(child)

    def _boxes(self, paragraph: Any) -> None:
        """Text boxes that are anchored in a paragraph."""
        for box in paragraph.iter(f"{_DRAW}text-box"):
            self._blocks(box)

    def _list(self, element: Any, depth: int, *, numbered: bool) -> None:
        number = 0
        for item in element.iter(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            if next(item.iterancestors(f"{_TEXT}list"), None) is not element:
                continue
            own = [c for c in item if c.tag in (f"{_TEXT}p", f"{_TEXT}h")]
            if any(c.tag == f"{_TEXT}h" for c in own):
                self._blocks(item)  # numbered headings are points of a list to the format
                continue
            number += 1
            words = " ".join(self._words(paragraph) for paragraph in own)
            self._out.point(words, depth=depth, number=number if numbered else None)
            for below in item.iterchildren(f"{_TEXT}list"):
                self._list(below, depth + 1, numbered=numbered)
            for table in item.iterchildren(f"{_TABLE}table"):
                self._table(table)

    def _table(self, table: Any) -> None:
        rows = [
            [words for cell in row for words in self._cell(cell)]
            for row in table.iter(f"{_TABLE}table-row")
            if next(row.iterancestors(f"{_TABLE}table"), None) is table
        ]
        width = max((len(row) for row in rows), default=0)
        if width < 2:
            for row in rows:
                self._out.paragraph(" ".join(row))
            return
        marked = table.find(f"{_TABLE}table-header-rows") is not None
        self._out.table(rows, header=marked or is_header(rows))

    def _cell(self, cell: Any) -> list[str]:
        repeated = cell.get(f"{_TABLE}number-columns-repeated") or "1"
        times = min(int(repeated), _WIDEST) if repeated.isdigit() else 1
        paragraphs = cell.iter(f"{_TEXT}p", f"{_TEXT}h")
        words = " ".join(self._words(p).strip() for p in paragraphs)
        return [words] * times

    def _words(self, element: Any) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Any) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            yield from self._inline(child)
            yield child.tail or ""

    def _inline(self, child: Any) -> Iterator[str]:
        tag = child.tag
        if tag == f"{_OFFICE}annotation":
            self._n_comments += 1
        elif tag in _HIDDEN or child.get(f"{_TEXT}style-name") in self._concealing:
            self._n_hidden += len("".join(child.itertext()).split())
        elif tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c") or "1"
            yield " " * (min(int(count), _WIDEST) if count.isdigit() else 1)
        elif tag == f"{_TEXT}tab":
            yield "\t"
        elif tag == f"{_TEXT}line-break":
            yield "\n"
        elif tag == f"{_TEXT}note":
            body = child.find(f"{_TEXT}note-body")
            paragraphs = [] if body is None else body.iter(f"{_TEXT}p")
            self._notes.append(" ".join(self._words(p) for p in paragraphs))
            yield f"[{len(self._notes)}]"
        elif tag == f"{_TEXT}a":
            words, to = self._words(child), child.get(f"{_XLINK}href") or ""
            linked = to.startswith("http") and to.rstrip("/") not in words
            yield f"[{words.strip()}]({to})" if linked and words.strip() else words
        elif isinstance(tag, str) and not tag.startswith((_DRAW, f"{_OFFICE}annotation-end")):
            yield from self._pieces(child)
