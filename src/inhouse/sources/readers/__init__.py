"""The readers: one file a format, named here or by an entry point of `inhouse.sources`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from inhouse.plugins import PluginTable
from inhouse.records import content_id
from inhouse.sources.files import in_mail_folder

if TYPE_CHECKING:
    from inhouse.sources.reader import Reader

__all__ = ["BUILT_IN", "build_all", "reader_for", "readers_id"]

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "json_lines": "inhouse.sources.readers.rows.json_lines:JsonLines",
        "parquet": "inhouse.sources.readers.rows.parquet:Parquet",
        "delimited": "inhouse.sources.readers.rows.delimited:Delimited",
        "workbook": "inhouse.sources.readers.office.workbook:Workbook",
        "word": "inhouse.sources.readers.office.docx:Word",
        "open_text": "inhouse.sources.readers.office.odt:OpenText",
        "old_word": "inhouse.sources.readers.office.old_word:OldWord",
        "rich_text": "inhouse.sources.readers.text.rich_text:RichText",
        "pdf": "inhouse.sources.readers.pdf:Pdf",
        "slides": "inhouse.sources.readers.office.pptx:Slides",
        "mail": "inhouse.sources.readers.mail:MailMessage",
        "outlook_mail": "inhouse.sources.readers.mail:OutlookMessage",
        "mailbox": "inhouse.sources.readers.mail:Mailbox",
        "archive": "inhouse.sources.readers.archive:Archive",
        "epub": "inhouse.sources.readers.html.epub:Epub",
        "web_page": "inhouse.sources.readers.html.page:WebPage",
        "markdown": "inhouse.sources.readers.text.markdown:Markdown",
        "source_code": "inhouse.sources.readers.text.source_code:SourceCode",
        "restructured_text": "inhouse.sources.readers.text.restructured_text:ReStructuredText",
        "asciidoc": "inhouse.sources.readers.text.asciidoc:AsciiDoc",
        "plain_text": "inhouse.sources.readers.text.plain_text:PlainText",
    }
)
_TABLE = PluginTable("reader", "inhouse.sources", BUILT_IN)
_SIGNS = (
    (b"from ", ".mbox"),
    (b"return-path:", ".eml"),
    (b"received:", ".eml"),
    (b"%pdf-", ".pdf"),
    (b"<!doctype html", ".html"),
    (b"<html", ".html"),
)


def build_all() -> dict[str, Reader]:
    """Suffix to reader: ours, then those of other packages, which may take a suffix of ours."""
    built: tuple[Reader, ...] = tuple(kind() for kind in _TABLE.load_all())
    return {suffix: reader for reader in built for suffix in reader.suffixes}


def reader_for(file: Path, readers: Mapping[str, Reader]) -> Reader | None:
    """The reader of a file's ending, the longest that is known; None if nothing reads it."""
    both = "".join(file.suffixes[-2:]).lower()
    known = readers.get(both) or readers.get(file.suffix.lower())
    return known or readers.get(_sniffed(file))


def _sniffed(file: Path) -> str:
    """The ending a file without a known one should have, by its place or its first bytes."""
    if in_mail_folder(file):
        return ".eml"
    if file.suffix or not file.is_file():
        return ""
    with file.open("rb") as opened:
        start = opened.read(64).lstrip().lower()
    return next((ending for sign, ending in _SIGNS if start.startswith(sign)), "")


def readers_id() -> str:
    """Hash of everything that decides what is read from a file."""
    specs = {f"{suffix} {r.spec.name} {r.spec.version}" for suffix, r in build_all().items()}
    return content_id(*sorted(specs))
