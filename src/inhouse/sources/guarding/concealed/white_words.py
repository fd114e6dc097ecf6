"""White words on the white of a PDF page: nobody sees them, every text reader gives them."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_uint
from pathlib import Path
from typing import Any

from inhouse.sources.guarding.concealed.hidden import Hidden

__all__ = ["white_words"]

_WHITE = 250
_TINY_POINTS = 1.0
_DEEPEST_FORM = 4
Box = tuple[float, float, float, float]


def white_words(path: Path) -> Iterator[Hidden]:
    """The words that are drawn in white with nothing darker below them, or too small to see.

    Letters without ink count as seen: that is how recognised text lies over a scanned page.

    Args:
        path: a PDF; one that cannot be opened gives nothing, its reader says why.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return
    try:
        for at in range(len(document)):
            page = document[at]
            yield from _on_page(page)
            page.close()
    finally:
        document.close()


def _on_page(page: Any) -> Iterator[Hidden]:
    import pypdfium2.raw as raw

    objects = list(page.get_objects(max_depth=_DEEPEST_FORM))
    texts = [o for o in objects if o.type == raw.FPDF_PAGEOBJ_TEXT]
    unseen = [(o, why) for o in texts if (why := _why_unseen(o))]
    if not unseen:
        return
    grounds = [
        o.get_bounds()
        for o in objects
        if o.type not in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM) and not _is_white(o)
    ]
    text_page = page.get_textpage()
    run: list[tuple[str, str]] = []
    for found, why in unseen:
        if why == "white text on white" and _has_ground(found.get_bounds(), grounds):
            continue
        words = _words(found, text_page)
        if run and run[-1][1] != why:
            yield Hidden(" ".join(w for w, _ in run), run[0][1])
            run = []
        run.append((words, why))
    if run:
        yield Hidden(" ".join(w for w, _ in run), run[0][1])
    text_page.close()


def _why_unseen(text: Any) -> str:
    _, bottom, _, top = text.get_bounds()
    if 0 < top - bottom < _TINY_POINTS:
        return "text too small to see"
    return "white text on white" if _is_white(text) else ""


def _is_white(drawn: Any) -> bool:
    import pypdfium2.raw as raw

    if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
        return False
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    known = raw.FPDFPageObj_GetFillColor(
        drawn.raw, byref(red), byref(green), byref(blue), byref(alpha)
    )
    return bool(known) and min(red.value, green.value, blue.value) >= _WHITE


def _has_ground(words: Box, grounds: list[Box]) -> bool:
    """Whether something that is not white lies behind the middle of the words."""
    x, y = (words[0] + words[2]) / 2, (words[1] + words[3]) / 2
    return any(left <= x <= right and low <= y <= high for left, low, right, high in grounds)


def _words(text: Any, text_page: Any) -> str:
    import pypdfium2.raw as raw

    n_bytes = raw.FPDFTextObj_GetText(text.raw, text_page.raw, None, 0)
    buffer = (raw.FPDF_WCHAR * (n_bytes // 2 + 1))()
    raw.FPDFTextObj_GetText(text.raw, text_page.raw, buffer, n_bytes)
    return bytes(buffer)[:n_bytes].decode("utf-16-le", "replace").rstrip("\0").strip()
