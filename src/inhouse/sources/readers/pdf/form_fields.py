"""What people wrote into the fields of a PDF form, each with the words beside its field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import POINTER, byref, cast, create_string_buffer
from dataclasses import dataclass
from typing import Any

__all__ = ["FilledField", "fields_of", "with_fields"]

_HIDDEN_FLAGS = 0x02 | 0x20  # hidden, and shown on paper only
_PASSWORD_FLAG = 1 << 13
_ABOVE_POINTS = 16.0
_MOST_LABEL_WORDS = 25
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FilledField:
    """One field.

    Args:
        label: the words beside it, or above; "" where there are none.
        name: as the form calls it.
        value: what was written, or "yes" for a box that is ticked.
    """

    label: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class _Widget:
    box: Box
    name: str
    value: str
    is_tick: bool


def fields_of(page: Any, text_page: Any) -> tuple[FilledField, ...]:
    """The fields of a page that hold something, from the top down.

    Args:
        page: an open page of a document whose forms are initialised.
        text_page: its text.
    """
    if page.formenv is None:
        return ()
    widgets = list(_widgets(page))
    filled = sorted((w for w in widgets if w.value), key=lambda w: (-w.box[3], w.box[0]))
    return tuple(
        FilledField(_label(widget, widgets, page, text_page), widget.name, widget.value)
        for widget in filled
    )


def with_fields(text: str, fields: Sequence[FilledField]) -> tuple[str, list[FilledField]]:
    """The text with each value behind its label, and the fields whose label is not in it."""
    rest: list[FilledField] = []
    lines = text.split("\n")
    for field in fields:
        at = _line_of(field.label, lines) if field.label else None
        if at is None:
            rest.append(field)
        else:
            lines[at] = lines[at].replace(field.label, f"{field.label} {field.value}", 1)
    return "\n".join(lines), rest


def _line_of(label: str, lines: Sequence[str]) -> int | None:
    """The line that is the label, else the first that holds it."""
    for fits in (str.__eq__, str.endswith, str.__contains__):
        for at, line in enumerate(lines):
            if fits(line.strip(), label):
                return at
    return None


def _widgets(page: Any) -> Iterator[_Widget]:
    import pypdfium2.raw as raw

    ticks = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
    written = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX,
               raw.FPDF_FORMFIELD_LISTBOX)  # fmt: skip
    form = page.formenv.raw
    for at in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        with _annotation(page, at) as found:
            if found is None or raw.FPDFAnnot_GetFlags(found) & _HIDDEN_FLAGS:
                continue
            kind = raw.FPDFAnnot_GetFormFieldType(form, found)
            value = ""
            if kind in ticks:
                value = "yes" if raw.FPDFAnnot_IsChecked(form, found) else ""
            elif kind in written and not _is_password(raw.FPDFAnnot_GetFormFieldFlags(form, found)):
                value = _said(raw.FPDFAnnot_GetFormFieldValue, form, found)
            if kind in (*ticks, *written):
                name = _said(raw.FPDFAnnot_GetFormFieldAlternateName, form, found) or _said(
                    raw.FPDFAnnot_GetFormFieldName, form, found
                )
                yield _Widget(_box(found), name, value, kind in ticks)


def _is_password(flags: int) -> bool:
    return bool(flags & _PASSWORD_FLAG)


@contextmanager
def _annotation(page: Any, at: int) -> Iterator[Any]:
    import pypdfium2.raw as raw

    found = raw.FPDFPage_GetAnnot(page.raw, at)
    try:
        yield found if found and raw.FPDFAnnot_GetSubtype(found) == raw.FPDF_ANNOT_WIDGET else None
    finally:
        if found:
            raw.FPDFPage_CloseAnnot(found)


def _said(call: Any, form: Any, annotation: Any) -> str:
    import pypdfium2.raw as raw

    n_bytes = call(form, annotation, None, 0)
    buffer = create_string_buffer(max(n_bytes, 2))
    call(form, annotation, cast(buffer, POINTER(raw.FPDF_WCHAR)), n_bytes)
    return " ".join(buffer.raw[:n_bytes].decode("utf-16-le", "replace").rstrip("\0").split())


def _box(annotation: Any) -> Box:
    import pypdfium2.raw as raw

    rectangle = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, byref(rectangle))
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _label(widget: _Widget, widgets: Sequence[_Widget], page: Any, text_page: Any) -> str:
    """The words between the field and the one before it on its line; else after it, or above."""
    left, bottom, right, top = widget.box
    beside = [o.box for o in widgets if o is not widget and o.box[1] < top and o.box[3] > bottom]
    start = max((box[2] for box in beside if box[2] <= left), default=0.0)
    end = min((box[0] for box in beside if box[0] >= right), default=page.get_width())
    before = _words(text_page, (start, bottom, left, top))
    after = _words(text_page, (right, bottom, end, top))
    above = _words(text_page, (left - 2, top, right, top + _ABOVE_POINTS))
    near = (after, before, above) if widget.is_tick and start > 0 else (before, above, after)
    return next((words for words in near if words), "")


def _words(text_page: Any, box: Box) -> str:
    left, bottom, right, top = box
    if right - left < 1:
        return ""
    text = str(text_page.get_text_bounded(left, bottom, right, top)).replace("\r", "")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    words = lines[-1] if lines else ""
    return words if len(words.split()) <= _MOST_LABEL_WORDS else ""
