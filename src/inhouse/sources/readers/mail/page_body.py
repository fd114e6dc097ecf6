"""The words of a mail written as a web page, what it quotes marked as in plain mails."""

from __future__ import annotations

import re
from typing import Any

from inhouse.records import Source
from inhouse.sources.reader import Faults
from inhouse.sources.readers.html.to_draft import html_to_draft

__all__ = ["page_words"]

# Private characters around a number stand for what is put in afterwards.
_PLACE = re.compile("\ue000(\\d+)\ue001")
_RULE = re.compile(r"^\\(?=-{2,}\s*$)", re.MULTILINE)
_SIGNATURES = (
    "gmail_signature", "moz-signature", "Signature", "AppleMailSignature",
    "ms-outlook-mobile-signature", "protonmail_signature_block", "yahoo-signature",
)  # fmt: skip
_DEEPEST = 12


def page_words(page: str, source: Source, depth: int = 0) -> str:
    """The words; each line of a `blockquote` begins with `>`, a signature with a line of dashes."""
    import lxml.etree
    import lxml.html

    if not page.strip():
        return ""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:
        return ""
    kept: list[str] = []
    for quote in _outermost(root, "blockquote") if depth < _DEEPEST else ():
        inner = _markup(quote).replace("blockquote", "div", 1)
        words = page_words(inner, source, depth + 1)
        kept.append("\n".join(f"> {line}".rstrip() for line in words.split("\n")))
        _replace(quote, len(kept) - 1)
    for signature in _signatures(root):
        kept.append("-- ")
        _put_before(signature, len(kept) - 1)
    text = html_to_draft(_markup(root), source, Faults()).text
    text = _RULE.sub("", text.replace("&lt;", "<"))
    return _PLACE.sub(lambda place: kept[int(place[1])], text)


def _markup(element: Any) -> str:
    import lxml.html

    return str(lxml.html.tostring(element, encoding="unicode", with_tail=False))


def _outermost(root: Any, tag: str) -> list[Any]:
    return [e for e in root.iter(tag) if not any(above.tag == tag for above in e.iterancestors())]


def _signatures(root: Any) -> list[Any]:
    return [
        element
        for element in root.iter("div", "span", "pre", "table")
        if {*(element.get("class") or "").split(), element.get("id")} & {*_SIGNATURES}
    ]


def _place(number: int) -> Any:
    import lxml.html

    place = lxml.html.Element("p")
    place.text = f"\ue000{number}\ue001"
    return place


def _replace(element: Any, number: int) -> None:
    place = _place(number)
    place.tail, element.tail = element.tail, None
    element.getparent().replace(element, place)


def _put_before(element: Any, number: int) -> None:
    element.addprevious(_place(number))
