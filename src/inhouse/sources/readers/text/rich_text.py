"""Rich text (.rtf), as WordPad, TextEdit and old word processors save it."""

from __future__ import annotations

from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.draft import Draft
from inhouse.sources.grids import is_header, with_tables
from inhouse.sources.reader import Faults, FileContents

__all__ = ["RichText"]

_SIGN = b"{\\rtf"


class RichText:
    """Reads paragraphs and tables; fonts and pictures are not looked at."""

    spec = Spec("rich_text", "1", {})
    suffixes = (".rtf",)

    def read(self, path: Path, relative: str) -> FileContents:
        """The document, as one, with its tables."""
        from striprtf.striprtf import rtf_to_text

        raw = path.read_bytes()
        if not raw.lstrip().startswith(_SIGN):
            return _told(relative, f"found {raw[:20]!r} at its beginning")
        try:
            text = str(rtf_to_text(raw.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
        except (ValueError, IndexError, KeyError, LookupError, RecursionError) as error:
            return _told(relative, f"found a file that cannot be read as one ({error})")
        draft = Draft()
        rows: list[list[str]] = []
        for line in [*text.split("\n"), ""]:
            if line.count("|") > 1 and line.rstrip().endswith("|"):
                rows.append([cell.strip() for cell in line.rstrip().rstrip("|").split("|")])
                continue
            if rows:
                draft.table(rows, header=is_header(rows))
                rows = []
            draft.paragraph(line)
        if not draft.text:
            return _told(relative, "found no words in it")
        return with_tables(draft.document(Source(relative), Path(relative).stem))


def _told(relative: str, found: str) -> FileContents:
    faults = Faults()
    faults.add(
        "unreadable_file",
        "error",
        Source(relative),
        f"expected a rich text file, {found}",
        fix="Open it in a word processor and save it as .docx.",
    )
    return FileContents(findings=faults.findings())
