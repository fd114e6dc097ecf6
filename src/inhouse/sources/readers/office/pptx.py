"""Presentations: every slide with its tables, charts and speaker notes."""

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

__all__ = ["Slides"]

_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


class Slides:
    """Reads presentations; a slide is a page."""

    spec = Spec("slides", "1", {})
    suffixes = (".pptx", ".pptm", ".ppsx", ".potx")

    def read(self, path: Path, relative: str) -> FileContents:
        """The presentation as one document; slides of pictures alone are told."""
        from lxml.etree import LxmlError
        from pptx.exc import PythonPptxError

        faults = Faults()
        draft = Draft()
        try:
            for number, slide in enumerate(_opened(path).slides, start=1):
                _write(slide, number, draft, Source(relative, page=number), faults)
        except (zipfile.BadZipFile, PythonPptxError, KeyError, ValueError, LxmlError) as error:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                f"expected a presentation, found a file that cannot be opened as one ({error})",
                fix="Open it in a presentation program and save it again as .pptx.",
            )
        if not draft.text:
            return FileContents(findings=faults.findings())
        found = with_tables(draft.document(Source(relative), Path(relative).stem))
        return replace(found, findings=faults.findings())


def _opened(path: Path) -> Any:
    """The presentation; templates and shows hold the same slides under another type."""
    from pptx.package import Package

    return Package.open(str(path)).main_document_part.presentation


def _write(slide: Any, number: int, draft: Draft, where: Source, faults: Faults) -> None:
    draft.begin_page()
    before = len(draft.text)
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        draft.heading(1 if number == 1 else 2, title.text_frame.text.replace("\v", " "))
    shapes = [s for s in _shapes(slide.shapes) if title is None or s.shape_id != title.shape_id]
    for shape in shapes:
        _shape(shape, draft)
    for words in _diagrams(slide):
        draft.paragraph(words)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and notes.text.strip():
        draft.paragraph(f"Speaker notes: {notes.text}")
    pictures = [s for s in shapes if hasattr(s, "image")]
    if pictures and len(draft.text) == before:
        faults.add(
            "unread_page",
            "warning",
            where,
            "expected text, found a slide of pictures; not read",
            fix="Write what it shows into the speaker notes.",
        )


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _shape(shape: Any, draft: Draft) -> None:
    if getattr(shape, "has_table", False):
        rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
        draft.table(rows, header=bool(shape.table.first_row) or is_header(rows))
    elif getattr(shape, "has_chart", False):
        _chart(shape.chart, draft)
    elif shape.has_text_frame:
        paragraphs = [p for p in shape.text_frame.paragraphs if p.text.strip()]
        for paragraph in paragraphs:
            words = paragraph.text.replace("\v", "\n")
            if shape.is_placeholder and len(paragraphs) > 1:
                draft.point(words, depth=paragraph.level)
            else:
                draft.paragraph(words)


def _chart(chart: Any, draft: Draft) -> None:
    """The numbers behind a chart, as the table they are."""
    if chart.has_title and chart.chart_title.has_text_frame:
        draft.paragraph(chart.chart_title.text_frame.text)
    for plot in chart.plots:
        series = list(plot.series)
        labels = [str(label) for label in plot.categories]
        head = ["", *(one.name for one in series)]
        rows = [
            [label, *(_number(one.values, at) for one in series)] for at, label in enumerate(labels)
        ]
        draft.table([head, *rows], header=False)


def _number(values: Any, at: int) -> str:
    value = values[at] if at < len(values) else None
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else str(value)


def _diagrams(slide: Any) -> Iterator[str]:
    """The words of drawn diagrams (SmartArt), which are kept apart from the slide."""
    from lxml import etree

    for relation in slide.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/diagramData"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            yield "\n".join(t.text for t in root.iter(_TEXT) if t.text and t.text.strip())
