"""Words in a file that its own program does not show: white on white, no size, marked hidden.

White words on a dark ground are a heading, so a ground of any kind settles the doubt for them; and
what a page folds away until it is clicked is no secret.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from inhouse.sources.guarding.concealed.hidden import Hidden
from inhouse.sources.guarding.concealed.white_words import white_words

__all__ = ["find_concealed"]

_MIN_CHARACTERS = 8
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_TINY_HALF_POINTS = 3


def find_concealed(path: Path) -> tuple[Hidden, ...]:
    """The concealed words of a DOCX, a PDF or an HTML page; nothing for others and broken ones."""
    suffix = path.suffix.lower()
    try:
        if suffix in (".docx", ".docm", ".dotx", ".dotm"):
            found = list(_in_docx(path))
        elif suffix in (".html", ".htm", ".xhtml"):
            found = list(_in_html(path))
        elif suffix == ".pdf":
            found = list(white_words(path))
        else:
            return ()
    except (zipfile.BadZipFile, ElementTree.ParseError, OSError, KeyError, EOFError):
        return ()  # its reader says what is wrong with it
    long = [words for words in found if len(words.text.strip()) >= _MIN_CHARACTERS]
    return tuple(dict.fromkeys(long))


# Word


def _in_docx(path: Path) -> Iterator[Hidden]:
    with zipfile.ZipFile(path) as archive:
        styles = _styles(archive)
        with archive.open("word/document.xml") as file:
            tree = ElementTree.parse(file).getroot()
    if tree.find(f"{_W}background") is None:
        yield from _in_block(tree, styles, grounded=False)
    else:
        yield from _in_block(tree, styles, grounded=True)


def _styles(archive: zipfile.ZipFile) -> Mapping[str, ElementTree.Element]:
    """Style id to its properties of letters."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    with archive.open("word/styles.xml") as file:
        root = ElementTree.parse(file).getroot()
    found: dict[str, ElementTree.Element] = {}
    for style in root.iter(f"{_W}style"):
        letters = style.find(f"{_W}rPr")
        if letters is not None:
            found[style.get(f"{_W}styleId", "")] = letters
    return found


def _in_block(
    element: ElementTree.Element, styles: Mapping[str, ElementTree.Element], *, grounded: bool
) -> Iterator[Hidden]:
    """Runs below `element`; `grounded` when something dark may lie behind them."""
    for child in element:
        if child.tag == f"{_W}p":
            yield from _in_paragraph(child, styles, grounded=grounded)
        else:
            behind = grounded or child.tag in (f"{_W}tbl", f"{_W}txbxContent")
            yield from _in_block(child, styles, grounded=behind)


def _in_paragraph(
    paragraph: ElementTree.Element, styles: Mapping[str, ElementTree.Element], *, grounded: bool
) -> Iterator[Hidden]:
    shaded = grounded or paragraph.find(f"{_W}pPr/{_W}shd") is not None
    said, why = "", ""
    for run in paragraph.iter(f"{_W}r"):
        reason = _why_unseen(run, styles, shaded=shaded)
        text = "".join(t.text or "" for t in run.iter(f"{_W}t"))
        if reason != why and said:
            yield Hidden(said, why)
            said = ""
        why = reason
        said += text if reason else ""
    if said:
        yield Hidden(said, why)


def _why_unseen(
    run: ElementTree.Element, styles: Mapping[str, ElementTree.Element], *, shaded: bool
) -> str:
    own = run.find(f"{_W}rPr")
    named = own.find(f"{_W}rStyle") if own is not None else None
    style = styles.get(named.get(f"{_W}val", "")) if named is not None else None
    for letters in (own, style):
        if letters is None:
            continue
        vanish = letters.find(f"{_W}vanish")
        if vanish is not None and vanish.get(f"{_W}val", "1").lower() not in _OFF:
            return "text marked as hidden"
        size = _value(letters, "sz")
        if size.isdigit() and int(size) <= _TINY_HALF_POINTS:
            return "text too small to see"
        marked = letters.find(f"{_W}shd") is not None or letters.find(f"{_W}highlight") is not None
        if _value(letters, "color").upper() == "FFFFFF" and not (shaded or marked):
            return "white text on white"
    return ""


def _value(letters: ElementTree.Element, name: str) -> str:
    found = letters.find(f"{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""


# HTML

_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
_WHITE = re.compile(
    r"(?:^|;)\s*color\s*:\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\b[^)]*\)"
    r"|transparent)\s*(?:!important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(
    r"(?:^|;)\s*font-size\s*:\s*(?:0|1px|0?\.\d+px)\w*\s*(?:;|$|!)", re.IGNORECASE
)
_NO_INK = re.compile(r"(?:^|;)\s*opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color|-image)?\s*:", re.IGNORECASE)


def _in_html(path: Path) -> Iterator[Hidden]:
    seen = _Concealed()
    seen.feed(path.read_bytes().decode("utf-8", "replace"))
    seen.close()
    return iter(seen.found)


class _Concealed(HTMLParser):
    """Collects the words of elements whose own style conceals them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Hidden] = []
        self._open: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes whether the element conceals, and whether it has a ground."""
        if tag in _VOID:
            return
        named = dict(attrs)
        style = named.get("style") or ""
        _, why, grounded = self._open[-1] if self._open else ("", "", False)
        # A class may bring a ground that only the style sheet knows.
        grounded = grounded or bool(_GROUND.search(style)) or bool(named.get("class"))
        if not why:
            why = _why_concealed(style, grounded=grounded)
        self._open.append((tag, why, grounded))

    def handle_endtag(self, tag: str) -> None:
        """Closes the element, and those left open inside it."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        """Keeps the words where they are concealed."""
        if self._open and self._open[-1][1] and data.strip():
            self.found.append(Hidden(data.strip(), self._open[-1][1]))


def _why_concealed(style: str, *, grounded: bool) -> str:
    if _NO_SIZE.search(style):
        return "text too small to see"
    if _NO_INK.search(style):
        return "text without ink"
    if _WHITE.search(style) and not grounded:
        return "white text on white"
    return ""
