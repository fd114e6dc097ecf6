"""The words of a Word paragraph: runs, links, fields, notes; what is hidden or deleted is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["Words", "kids", "local"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ENTERED = {
    "hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "r", "customXml",
    "AlternateContent", "Choice", "dir", "bdo", "ruby", "rubyBase", "oMath", "oMathPara",
}  # fmt: skip
_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def local(element: Any) -> str:
    """The tag without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def kids(element: Any) -> Iterator[Any]:
    """The children, with those of content controls in their place."""
    for child in element:
        if local(child) in _WRAPPERS:
            yield from kids(child)
        else:
            yield child


class Words:
    """Reads paragraphs of one document, and remembers its notes in the order they are called."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._called: list[tuple[str, str]] = []
        self.hidden_words = 0

    def of(self, paragraph: Any) -> str:
        """The paragraph's words; text boxes in it are apart (see boxes)."""
        return "".join(self._pieces(paragraph))

    def boxes(self, paragraph: Any) -> list[Any]:
        """The bodies of text boxes anchored in a paragraph."""
        found = paragraph.iter(f"{_W}txbxContent")
        return [box for box in found if not _within(box, f"{_MC}Fallback", paragraph)]

    def notes(self) -> Iterator[tuple[str, str]]:
        """Foot- and endnotes that were called: their label and their words."""
        done = 0
        while done < len(self._called):
            kind, number = self._called[done]
            done += 1
            root = self._related(f"/{kind}s")
            for note in [] if root is None else root.iter(f"{_W}{kind}"):
                if note.get(f"{_W}id") == number:
                    words = " ".join(self.of(p).strip() for p in note.iter(f"{_W}p"))
                    yield str(done), words.strip()

    def comments(self) -> int:
        """How many comments there are."""
        root = self._related("/comments")
        return 0 if root is None else sum(1 for _ in root.iter(f"{_W}comment"))

    def _related(self, ending: str) -> Any:
        from docx.oxml.parser import parse_xml

        for relation in self._part.rels.values():
            if not relation.is_external and relation.reltype.endswith(ending):
                return parse_xml(relation.target_part.blob)
        return None

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = local(child)
            if tag == "t":
                yield child.text or ""
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == "sym":
                yield _symbol(child)
            elif tag in ("footnoteReference", "endnoteReference"):
                self._called.append((tag.removesuffix("Reference"), child.get(f"{_W}id")))
                yield f"[{len(self._called)}]"
            elif tag == "r" and child.find(f"{_W}rPr/{_W}vanish") is not None:
                hidden = "".join(t.text or "" for t in child.iter(f"{_W}t"))
                self.hidden_words += len(hidden.split())
            elif tag in _ENTERED:
                yield from self._pieces(child)
            elif child.tag.startswith(
                "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
            ):
                yield "".join(child.itertext())


def _symbol(element: Any) -> str:
    """A sign of a symbol font; private ones (ticks, boxes) have no letter of their own."""
    code = int(element.get(f"{_W}char") or "0", 16)
    return chr(code) if 0x20 <= code < 0xE000 else ""


def _within(element: Any, tag: str, limit: Any) -> bool:
    for above in element.iterancestors():
        if above is limit:
            return False
        if above.tag == tag:
            return True
    return False
