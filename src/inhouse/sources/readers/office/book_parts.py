"""What is inside a workbook's file: its kind, its sheets, and the elements of their XML."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

__all__ = [
    "TABLE",
    "Quiet",
    "Unseeable",
    "book_part",
    "elements",
    "kind_of_book",
    "look_into",
    "relations",
    "root",
    "sheet_parts",
    "target",
]

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
"""The namespace of tables in an OpenDocument file."""


_Seen = TypeVar("_Seen")


class Unseeable(Exception):
    """Nobody can say what is hidden in this workbook; the text says why."""


def kind_of_book(path: Path) -> str:
    """What the file is, whatever its ending says."""
    if not zipfile.is_zipfile(path):
        return "xls"
    with zipfile.ZipFile(path) as archive:
        names = {*archive.namelist()}
    if "content.xml" in names:
        return "ods"
    return "xlsb" if any(name.endswith("workbook.bin") for name in names) else "xlsx"


def look_into(
    path: Path, looks: Mapping[str, Callable[[Path], Iterator[tuple[str, _Seen]]]]
) -> Mapping[str, _Seen]:
    """Sheet name to what is seen in it, by the look for this kind of workbook.

    Raises:
        Unseeable: there is no look for this kind, or the file is broken.
    """
    from lxml.etree import XMLSyntaxError

    look = looks.get(kind_of_book(path))
    if look is None:
        raise Unseeable("this kind of workbook does not tell")
    try:
        return dict(look(path))
    except (XMLSyntaxError, KeyError, ValueError, StopIteration, zipfile.BadZipFile) as error:
        raise Unseeable(str(error) or type(error).__name__) from error


def book_part(archive: zipfile.ZipFile) -> str:
    """The part that lists the sheets of an .xlsx file."""
    return next(
        target("", where)
        for kind, where, _ in relations(archive, "")
        if kind.endswith("/officeDocument")
    )


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each worksheet."""
    book = book_part(archive)
    targets = {
        key: target(posixpath.dirname(book), where)
        for kind, where, key in relations(archive, book)
        if kind.endswith("/worksheet")
    }
    for sheet in root(archive, book).iterfind(".//{*}sheets/{*}sheet"):
        key = next(str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id"))
        if key in targets:
            yield str(sheet.get("name")), targets[key]


def relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Kind, target and key of everything that a part refers to; "" is the file itself."""
    folder, name = posixpath.split(part)
    for one in root(archive, posixpath.join(folder, "_rels", f"{name}.rels")).iterfind(
        "{*}Relationship"
    ):
        yield str(one.get("Type")), str(one.get("Target")), str(one.get("Id"))


def target(folder: str, where: str) -> str:
    """The part that a reference from a part in `folder` leads to."""
    if where.startswith("/"):
        return where[1:]
    return posixpath.normpath(posixpath.join(folder, where))


def elements(
    source: IO[bytes], tags: tuple[str, ...], *, start: bool = False
) -> Iterator[tuple[str, dict[str, str]]]:
    """Tag and attributes of each of these elements; nothing of them stays in memory."""
    from lxml import etree

    events = ("start", "end") if start else ("end",)
    for event, element in etree.iterparse(
        source, events=events, tag=tags, resolve_entities=False, no_network=True, huge_tree=True
    ):
        if event == events[0]:
            named = etree.QName(element).localname
            yield named, {str(k): str(v) for k, v in element.attrib.items()}
        if event == "end":
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def root(archive: zipfile.ZipFile, part: str) -> Any:  # lxml has no types
    """The XML of a part."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(part), parser)


class Quiet:
    """Where xlrd's remarks go."""

    def write(self, _: str) -> None:
        """Forgets it."""
