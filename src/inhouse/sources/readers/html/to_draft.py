"""HTML to a draft: headings, paragraphs, lists, tables and code, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inhouse.records import Source
from inhouse.sources.draft import Draft
from inhouse.sources.reader import Faults
from inhouse.sources.readers.html.comments import take_out_comments
from inhouse.sources.readers.html.faq_data import questions_in
from inhouse.sources.readers.html.folding import Folding, asked_words
from inhouse.sources.readers.html.grid import cells_of, has_header, is_layout

__all__ = ["html_to_draft"]

_UNSEEN = {
    "script", "style", "noscript", "head", "svg", "canvas", "iframe", "object", "embed",
    "audio", "video", "select", "datalist", "math", "map",
}  # fmt: skip
_MENUS = {"nav", "menu"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS,
}  # fmt: skip
_QUESTION_LEVEL = 3
_DEEPEST = 200


def html_to_draft(text: str, source: Source, faults: Faults) -> Draft:
    """What a person sees of the page, as a draft.

    Headings that are no headings to HTML (terms of a list, folded boxes, questions that the
    page's own FAQ data names) become some; questions that stand only in that data are added.
    """
    import lxml.etree
    import lxml.html

    draft = Draft()
    if not text.strip():
        return draft
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:
        return draft  # nothing in it is an element or a word
    n_comments = take_out_comments(root)
    asked = questions_in(root)
    walker = _Walker(draft, {_folded(q) for q, _ in asked}, Folding(root))
    title = _title(root)
    if root.find(".//h1") is None:
        draft.heading(1, title)
    walker.walk(root, 0)
    draft.title = draft.title or title
    seen = _folded(draft.text)
    for question, answer in asked:
        if _folded(question) not in seen:
            draft.heading(_QUESTION_LEVEL, question)
            draft.paragraph(answer)
    _tell(walker, source, faults)
    if n_comments:
        faults.add(
            "comments",
            "info",
            source,
            f"{n_comments} comments in the margin were left out",
            fix="Move what matters into the text.",
        )
    return draft


def _tell(walker: _Walker, source: Source, faults: Faults) -> None:
    if walker.menu_words:
        faults.add(
            "menus",
            "info",
            source,
            f"{walker.menu_words} words of menus (nav) were left out",
            fix="Nothing, unless something there stands nowhere else.",
        )
    for words in walker.folding.hidden:
        faults.add(
            "hidden_text",
            "info",
            source,
            f"words that the page hides and nothing on it opens were left out: {words!r}",
            fix="Nothing, unless a person sees them in a browser: then copy them into a page.",
        )


def _title(root: Any) -> str:
    """The window's title; it heads a page without a heading of its own."""
    named = root.find(".//head/title")
    return " ".join((named.text_content() if named is not None else "").split())


def _folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


class _Walker:
    """Goes through the elements once and writes blocks."""

    def __init__(self, draft: Draft, asked: set[str], folding: Folding) -> None:
        self._draft = draft
        self._asked = asked
        self.folding = folding
        self._holds: dict[Any, bool] = {}
        self.menu_words = 0

    def walk(self, element: Any, depth: int) -> None:
        """Writes the element's blocks; runs of words between them are paragraphs."""
        run: list[str] = [element.text or ""]
        for child in element:
            if not isinstance(child.tag, str):
                run.append(child.tail or "")
                continue
            if self._is_block(child):
                self._paragraph(run)
                run = []
                if depth < _DEEPEST:
                    self._block(child, depth + 1)
            else:
                run.append(self._words(child))
            run.append(child.tail or "")
        self._paragraph(run)

    def _block(self, element: Any, depth: int) -> None:
        tag = element.tag
        if tag in _UNSEEN or self.folding.is_unseen(element) or self.folding.is_deferred(element):
            return
        opener = self.folding.deferred_to(element)
        if opener is not None:
            self._draft.heading(_QUESTION_LEVEL, asked_words(self._all_words(opener)))
        if tag in _MENUS or element.get("role") == "navigation" or self.folding.is_menu(element):
            self.menu_words += len(element.text_content().split())
        elif tag in _HEADINGS:
            self._draft.heading(_HEADINGS[tag], self._all_words(element))
        elif tag in ("ul", "ol"):
            self._list(element, 0)
        elif tag == "table" and not is_layout(element):
            self._table(element)
        elif tag == "pre":
            self._draft.code(element.text_content())
        elif self._asks(element):
            self._draft.heading(_QUESTION_LEVEL, asked_words(self._all_words(element)))
        else:
            self.walk(element, depth)
        if self.folding.answers(element):
            self._draft.end_section()

    def _asks(self, element: Any) -> bool:
        """A term, a box's summary or a line of the FAQ data that is a question."""
        words = _folded(self._all_words(element)) if len(element) < 4 else ""
        if not words:
            return False
        asks = asked_words(self._all_words(element)).endswith("?")
        opens = element.tag in ("dt", "summary", "button") or self.folding.opens(element)
        return (opens and asks) or words in self._asked

    def _list(self, element: Any, depth: int) -> None:
        number = _number(element.get("start")) if element.tag == "ol" else None
        for item in element:
            if not isinstance(item.tag, str) or self.folding.is_unseen(item):
                continue
            if item.tag in ("ul", "ol"):
                self._list(item, depth + 1)
            elif item.tag != "li" or self._has_big_blocks(item):
                self.walk(item, depth)
            else:
                self._item(item, depth, number)
                number = None if number is None else number + 1

    def _item(self, item: Any, depth: int, number: int | None) -> None:
        nested = list(item.iterdescendants("ul", "ol"))
        elsewhere = [e for e in item.iterdescendants() if self.folding.is_deferred(e)]
        words = " ".join(_without(item, [*nested, *elsewhere], self._piece)).strip()
        self._draft.point(words, depth=depth, number=number)
        for child in nested:
            if not any(above in nested for above in child.iterancestors()):
                self._list(child, depth + 1)

    def _has_big_blocks(self, item: Any) -> bool:
        return next(item.iterdescendants("table", "pre", *_HEADINGS), None) is not None

    def _table(self, element: Any) -> None:
        caption = element.find("caption")
        if caption is not None:
            self._draft.paragraph(self._all_words(caption))
        self._draft.table(cells_of(element, self._all_words), header=has_header(element))

    def _is_block(self, element: Any) -> bool:
        known = self._holds.get(element)
        if known is None:
            known = (
                element.tag in _BLOCKS
                or any(child.tag in _BLOCKS for child in element.iterdescendants())
                or self.folding.is_deferred(element)
                or (self.folding.opens(element) and self._asks(element))
                or (bool(self._asked) and _folded(self._all_words(element)) in self._asked)
            )
            self._holds[element] = known
        return known

    def _paragraph(self, run: list[str]) -> None:
        self._draft.paragraph("".join(run).replace("\xa0", " "))

    def _all_words(self, element: Any) -> str:
        return " ".join("".join(self._piece(element)).split())

    def _words(self, element: Any) -> str:
        """An inline element's words; its tail is the caller's."""
        return "".join(self._piece(element))

    def _piece(self, element: Any) -> Iterator[str]:
        if element.tag in _UNSEEN or self.folding.is_unseen(element):
            return
        if element.tag == "br":
            yield "\n"
        inner = [_collapsed(element.text)]
        for child in element:
            if isinstance(child.tag, str) and not self.folding.is_deferred(child):
                inner.append(" " if child.tag in _BLOCKS else "")
                inner += self._piece(child)
                inner.append(" " if child.tag in _BLOCKS else "")
            inner.append(_collapsed(child.tail))
        yield _linked(element, "".join(inner)) if element.tag == "a" else "".join(inner)


def _without(element: Any, cut: list[Any], piece: Any) -> Iterator[str]:
    """The words of an element outside the elements in `cut`."""
    yield _collapsed(element.text)
    for child in element:
        if child not in cut and isinstance(child.tag, str):
            inside = any(other in cut for other in child.iterdescendants())
            yield from _without(child, cut, piece) if inside else piece(child)
        yield _collapsed(child.tail)


def _collapsed(text: str | None) -> str:
    """A source's own line breaks are spaces to a browser."""
    return (text or "").replace("\r", " ").replace("\n", " ")


def _linked(element: Any, words: str) -> str:
    to = element.get("href") or ""
    if not words.strip() or not to.startswith(("http://", "https://")) or to.rstrip("/") in words:
        return words
    return f"[{words.strip()}]({to.replace(' ', '%20').replace(')', '%29').replace('(', '%28')})"


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 1
