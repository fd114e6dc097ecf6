"""EPUB books: their pages in the order of reading."""

from __future__ import annotations

import posixpath
import urllib.parse
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from inhouse.records import Source, Spec
from inhouse.sources.decoding import decode
from inhouse.sources.grids import with_tables
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.html.to_draft import html_to_draft

__all__ = ["Epub"]

_CONTAINER = "META-INF/container.xml"


class Epub:
    """Reads the pages that the book's spine lists; a document a page."""

    spec = Spec("epub", "1", {})
    suffixes = (".epub",)

    def read(self, path: Path, relative: str) -> FileContents:
        """The pages with words, with their tables."""
        from lxml import etree

        faults = Faults()
        found: list[FileContents] = []
        try:
            with zipfile.ZipFile(path) as archive:
                for place in _spine(archive):
                    name = f"{relative}/{posixpath.basename(place)}"
                    text = decode(archive.read(place), relative, faults)
                    draft = html_to_draft(text, Source(name), faults)
                    if draft.text:
                        document = draft.document(Source(name), Path(relative).stem)
                        found.append(with_tables(document))
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError) as error:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                f"expected an EPUB book, found a file that cannot be read as one ({error})",
                fix="Save it again without copy protection, or as .docx or .pdf.",
            )
        if not found and not faults.findings():
            faults.add(
                "empty_file",
                "warning",
                Source(relative),
                "expected a book with words, found none; its pages may be pictures",
                fix="Run a text recognition on it.",
            )
        together = FileContents(
            tuple(d for one in found for d in one.documents),
            tables=tuple(t for one in found for t in one.tables),
        )
        return replace(together, findings=faults.findings())


def _spine(archive: zipfile.ZipFile) -> list[str]:
    """Places of the pages in the archive, in the order of reading."""
    container = _parsed(archive.read(_CONTAINER))
    package = container.xpath("string(//*[local-name()='rootfile']/@full-path)")
    root = _parsed(archive.read(package))
    places = {
        item.get("id"): posixpath.normpath(
            posixpath.join(posixpath.dirname(package), urllib.parse.unquote(item.get("href") or ""))
        )
        for item in root.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if "html" in (item.get("media-type") or "") and "nav" not in (item.get("properties") or "")
    }
    listed = root.xpath("//*[local-name()='spine']/*[local-name()='itemref']/@idref")
    return [places[name] for name in listed if name in places]


def _parsed(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False))
