"""AsciiDoc: headings, lists, tables, blocks and notes. (There is no permissive library for it.)"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.decoding import read_text
from inhouse.sources.draft import Draft
from inhouse.sources.grids import is_header, with_tables
from inhouse.sources.reader import Faults, FileContents

__all__ = ["AsciiDoc"]

_ATTRIBUTE = re.compile(r"^:(?P<name>!?[\w-]+):\s*(?P<value>.*)$")
_USED = re.compile(r"\{([\w-]{1,60})\}")
_HEADING = re.compile(r"^(?P<marks>={1,6}|#{1,6})\s+(?P<words>\S.*)$")
_POINT = re.compile(r"^\s*(?P<marks>\*{1,5}|-|\.{1,5}|\d+\.)\s+(?P<words>\S.*)$")
_TERM = re.compile(r"^\s*(?P<term>\S.*?)(?:::+|;;)(?:\s+(?P<words>.*))?$")
_FENCE = re.compile(r"^(?:-{4,}|\.{4,}|`{3,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--)\s*$")
_VERBATIM, _COMMENT = ("-", ".", "`", "+"), "/"
_TABLE = re.compile(r"^[|,:!]={3,}\s*$")
_CELL = re.compile(r"(?:^|\s)(?:\d+(?:\.\d+)?[*+])?[<^>.a-z]{0,3}\|")
_LINK = re.compile(r"(?:link:)?(https?://[^\s\[\]]+)\[([^\]]*)\]")
_OTHER_LINK = re.compile(r"(?:link|xref|mailto|kbd|btn|menu|footnote|pass):?[^\s\[\]]*\[([^\]]*)\]")
_REFERENCE = re.compile(r"<<([^,<>]+)(?:,([^<>]+))?>>")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,2})(\S(?:.{0,200}?\S)?)\1(?![\w*_])")
_PICTURE = re.compile(r"image::?[^\s\[\]]*\[([^\],]*)[^\]]*\]")


class AsciiDoc:
    """Reads AsciiDoc; files that it includes are named, not followed."""

    spec = Spec("asciidoc", "1", {})
    suffixes = (".adoc", ".asciidoc", ".asc")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page as one document, with its tables."""
        faults = Faults()
        lines = read_text(path, relative, faults).splitlines()
        page = _Page(lines, Source(relative), faults)
        draft = page.draft()
        if not draft.text:
            return FileContents(findings=faults.findings())
        found = with_tables(draft.document(Source(relative), Path(relative).stem))
        return replace(found, findings=faults.findings())


class _Page:
    """Goes through the lines once."""

    def __init__(self, lines: list[str], where: Source, faults: Faults) -> None:
        self._lines = lines
        self._where = where
        self._faults = faults
        self._at = 0
        self._attributes: dict[str, str] = {}
        self._out = Draft()
        self._run: list[str] = []

    def draft(self) -> Draft:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if not any(step(line) for step in self._steps()):
                self._run.append(line)
        self._end_run()
        return self._out

    def _steps(self) -> tuple[Callable[[str], bool], ...]:
        return self._silent, self._block, self._table, self._heading, self._point, self._term

    def _silent(self, line: str) -> bool:
        """Blank lines, attributes, comments, anchors, styles, includes."""
        attribute = _ATTRIBUTE.match(line)
        if not line.strip() or line.strip() in ("'''", "<<<", "+"):
            self._end_run()
        elif attribute:
            self._attributes[attribute["name"]] = attribute["value"].strip()
        elif line.startswith("include::"):
            self._faults.add(
                "not_read",
                "info",
                replace(self._where, row=self._at),
                f"{line.strip()[:80]} names another file, which is read by itself if it is here",
                fix="Nothing.",
            )
        elif re.match(r"^\.\w[^.]*$", line) and not self._run:
            self._out.paragraph(self._words(line[1:]))
        else:
            comment = line.startswith("//") and not line.startswith("////")
            return comment or re.match(r"^\[[^\]]*\]\s*$", line) is not None
        return True

    def _block(self, line: str) -> bool:
        if not _FENCE.match(line):
            return False
        self._end_run()
        sign = line.strip()
        if sign[0] not in (*_VERBATIM, _COMMENT) or sign == "--":
            return True  # an example, a note, a quotation: its content is text like any other
        content: list[str] = []
        while self._at < len(self._lines) and self._lines[self._at].strip() != sign:
            content.append(self._lines[self._at])
            self._at += 1
        self._at += 1
        if sign[0] != _COMMENT:
            self._out.code("\n".join(content))
        return True

    def _table(self, line: str) -> bool:
        if not _TABLE.match(line):
            return False
        self._end_run()
        head = any(
            "header" in before for before in self._lines[max(self._at - 3, 0) : self._at - 1]
        )
        rows: list[list[str]] = []
        width, blank_after_first = 0, False
        while self._at < len(self._lines) and self._lines[self._at].strip() != line.strip():
            text = self._lines[self._at]
            self._at += 1
            blank_after_first |= not text.strip() and len(rows) == 1
            cells = [self._words(c.strip()) for c in _CELL.split(text)]
            if len(cells) > 1 and (not rows or len(rows[-1]) >= width):
                rows.append(cells[1:])
                width = width or len(cells) - 1
            elif len(cells) > 1:
                rows[-1] += cells[1:]
            elif rows and text.strip():
                rows[-1][-1] = f"{rows[-1][-1]} {cells[0]}".strip()
        self._at += 1
        self._out.table(rows, header=head or blank_after_first or is_header(rows))
        return True

    def _heading(self, line: str) -> bool:
        found = _HEADING.match(line)
        if found is None:
            return False
        self._end_run()
        self._out.heading(len(found["marks"]), self._words(found["words"]))
        return True

    def _point(self, line: str) -> bool:
        found = _POINT.match(line)
        if found is None:
            return False
        self._end_run()
        words = [found["words"]]
        while self._at < len(self._lines) and re.match(
            r"^\s*[^\s*.+\-|=\[/:]", self._lines[self._at]
        ):
            words.append(self._lines[self._at].strip())
            self._at += 1
        marks = found["marks"]
        numbered = marks[0] == "." or marks[0].isdigit()
        depth = 0 if marks[0].isdigit() else len(marks) - 1
        self._out.point(self._words(" ".join(words)), depth=depth, number=1 if numbered else None)
        return True

    def _term(self, line: str) -> bool:
        found = _TERM.match(line)
        if found is None or self._run or line.lstrip().startswith(("image::", "http")):
            return False
        term = self._words(found["term"])
        if term.endswith("?"):
            self._out.heading(3, term)
        else:
            self._run.append(f"{found['term']}:")
        if found["words"]:
            self._run.append(found["words"])
        return True

    def _end_run(self) -> None:
        self._out.paragraph(self._words("\n".join(self._run)))
        self._run = []

    def _words(self, text: str) -> str:
        text = _USED.sub(lambda m: self._attributes.get(m[1], m[0]), text)
        text = _PICTURE.sub(r"\1", text)
        text = _LINK.sub(lambda m: f"[{m[2]}]({m[1]})" if m[2] else m[1], text)
        text = _OTHER_LINK.sub(r"\1", text)
        text = _REFERENCE.sub(lambda m: m[2] or m[1], text)
        text = re.sub(r"\[\[[^\]]*\]\]", "", text)
        return _EMPHASIS.sub(r"\2", text)
