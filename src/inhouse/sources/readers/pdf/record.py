"""The text of record of a PDF: what its text layer holds, page by page, read by PDFium."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from inhouse.sources.readers.pdf.form_fields import FilledField, fields_of

__all__ = ["Record", "RecordPage", "State", "open_record"]

State = Literal["text", "blank", "picture", "garbled"]
Box = tuple[float, float, float, float]

# PDFium marks a hyphen at a line's end with U+FFFE; some builds with U+0002.
_BROKEN_WORD = re.compile("[￾\x02]\\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FEW_WORDS = 12
_MOST_OF_A_PAGE = 0.5
_GARBLED = 0.3
_DEEPEST_FORM = 4
_BESIDE_POINTS = 15.0


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page.

    Args:
        number: 1 for the first.
        text: its words, line by line.
        fields: of a form, that hold something.
        state: "text"; "blank" where nothing is drawn; "picture" where something is drawn that is
            no text, over most of the page; "garbled" where its font does not say which letters.
    """

    number: int
    text: str
    state: State
    fields: tuple[FilledField, ...] = ()


class Record:
    """An open PDF."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    @property
    def title(self) -> str:
        """What the file says its title is; often a program's own words, or empty."""
        return str(self._document.get_metadata_dict().get("Title", "")).strip()

    def pages(self) -> Iterator[RecordPage]:
        """Every page."""
        for at in range(len(self._document)):
            page = self._document[at]
            text_page = page.get_textpage()
            text = _clean(text_page.get_text_bounded())
            yield RecordPage(at + 1, text, _state(page, text), fields_of(page, text_page))
            text_page.close()
            page.close()

    def within(self, number: int, boxes: list[Box]) -> list[str]:
        """The words inside each box of a page; a box is (left, bottom, right, top) in points.

        A letter belongs to the box that its middle is in, or is beside: PDFium's own search by
        box takes letters that only touch it, and cells touch.
        """
        if not boxes:
            return []
        page = self._document[number - 1]
        text_page = page.get_textpage()
        found: list[list[str]] = [[] for _ in boxes]
        last: list[str] = []
        low, high = min(box[1] for box in boxes), max(box[3] for box in boxes)
        for letter, x, y in _letters(text_page):
            if not letter.isspace():
                owner = _owner(boxes, x, y) if low <= y <= high else None
                last = found[owner] if owner is not None else []
            last.append(letter)
        text_page.close()
        page.close()
        return [_clean("".join(letters)) for letters in found]


@contextmanager
def open_record(path: Path) -> Iterator[Record]:
    """The PDF, closed at the end.

    Raises:
        pypdfium2.PdfiumError: it is no PDF, cut off, or needs a password.
    """
    import pypdfium2
    import pypdfium2.raw

    document = pypdfium2.PdfDocument(path)
    try:
        if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
            document.init_forms()
        yield Record(document)
    finally:
        document.close()


def _owner(boxes: list[Box], x: float, y: float) -> int | None:
    """The box around a point, else the nearest one on its line, not far from it."""
    near: tuple[float, int] | None = None
    for i, (left, bottom, right, top) in enumerate(boxes):
        if bottom <= y <= top:
            distance = max(left - x, x - right, 0.0)
            if distance == 0.0:
                return i
            if distance <= _BESIDE_POINTS and (near is None or distance < near[0]):
                near = (distance, i)
    return near[1] if near else None


def _letters(text_page: Any) -> Iterator[tuple[str, float, float]]:
    """Each letter with the middle of its box."""
    from ctypes import byref, c_double

    from pypdfium2.raw import FPDFText_GetCharBox, FPDFText_GetUnicode

    # One set of numbers for every letter: allocating them anew costs more than the call.
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    into = byref(left), byref(right), byref(bottom), byref(top)
    for at in range(text_page.count_chars()):
        code = FPDFText_GetUnicode(text_page, at)
        FPDFText_GetCharBox(text_page, at, *into)
        yield (
            chr(code) if code else " ",
            (left.value + right.value) / 2,
            (bottom.value + top.value) / 2,
        )


def _clean(text: str) -> str:
    text = _BROKEN_WORD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text).replace("\xa0", " ").strip()


def _state(page: Any, text: str) -> State:
    words = text.split()
    letters = [c for c in text if not c.isspace()]
    if letters:
        unknown = sum(1 for c in letters if c == "�" or unicodedata.category(c) == "Co")
        if unknown > _GARBLED * len(letters):
            return "garbled"
    if len(words) >= _FEW_WORDS:
        return "text"
    if _picture_share(page) > _MOST_OF_A_PAGE:
        return "picture"
    if words:
        return "text"
    return "picture" if next(iter(page.get_objects(max_depth=1)), None) is not None else "blank"


def _picture_share(page: Any) -> float:
    """The share of the page that its largest picture covers."""
    import pypdfium2.raw

    kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    width, height = page.get_size()
    largest = 0.0
    for image in page.get_objects(filter=[kind], max_depth=_DEEPEST_FORM):
        left, bottom, right, top = image.get_bounds()
        largest = max(largest, (right - left) * (top - bottom))
    return float(largest / (width * height)) if width * height else 0.0
