"""Web pages as browsers save them: HTML, XHTML and MHTML."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.decoding import decode
from inhouse.sources.grids import with_tables
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.html.to_draft import html_to_draft

__all__ = ["WebPage"]

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,30})")
_HEAD_BYTES = 4096
_ARCHIVES = (".mhtml", ".mht")


class WebPage:
    """Reads what a person sees of a page; menus are named, not read."""

    spec = Spec("web_page", "2", {})
    suffixes = (".html", ".htm", ".xhtml", *_ARCHIVES)

    def read(self, path: Path, relative: str) -> FileContents:
        """The page as one document, with its tables."""
        faults = Faults()
        raw, declared = path.read_bytes(), None
        if path.suffix.lower() in _ARCHIVES:
            raw, declared = _archived(raw)
        text = decode(raw, relative, faults, declared=declared or _declared(raw))
        draft = html_to_draft(text, Source(relative), faults)
        if not draft.text:
            faults.add(
                "empty_file",
                "warning",
                Source(relative),
                "expected a page with words, found none; a script may fetch them later",
                fix="Open it in a browser and save it as 'Web page, complete' or as a PDF.",
            )
            return FileContents(findings=faults.findings())
        found = with_tables(draft.document(Source(relative), Path(relative).stem))
        return replace(found, findings=faults.findings())


def _declared(raw: bytes) -> str | None:
    named = _CHARSET.search(raw[:_HEAD_BYTES].lower())
    return named[1].decode("ascii") if named else None


def _archived(raw: bytes) -> tuple[bytes, str | None]:
    """The page inside a web archive: its first part that is HTML."""
    archive = email.message_from_bytes(raw, policy=email.policy.default)
    for part in archive.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            return (body if isinstance(body, bytes) else b""), part.get_content_charset()
    return b"", None
