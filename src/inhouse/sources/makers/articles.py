"""Articles: a title of its own, and the words below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.records import Spec
from inhouse.scoring.facts.plain import plain
from inhouse.sources.makers.troubles import is_about_troubles
from inhouse.sources.making.asked import asked_on
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.making.page import Page
from inhouse.sources.reader import Faults

__all__ = ["Articles"]

_MIN_WORDS = 8
# A long page that no site calls an article is there to look things up in. As an example it would
# be held out whole, with every fact on it: the dental practice's page about itself has 900 words.
_MAX_WORDS_OF_A_PAGE = 400
_ASKS = re.compile(
    r"^(?:how|what|why|when|where|who|which|can|do|does|is|are|should|will|may|must|i|my|we)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\s*(?:[*+-]|\d+[.)])\s*\[[^\]]*\]\([^)]*\)\s*$")


class Articles:
    """A page with a title: the title asks, the body answers.

    Questions in it that have their own answers (see faq) are left to them, and so are lists of
    links at its end. A page of headings about troubles is left to troubles.
    """

    spec = Spec("articles", "3", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example, or none where there is no title or hardly a word below it."""
        if material.kind() != "page":
            return
        page = material.page
        title = page.title or (material.document.title if page.body else "")
        if not title.strip() or (is_about_troubles(title) and len(page.sections) > 1):
            return
        start, end = _body(page)
        answer = plain(page.text[start:end])
        if len(answer.split()) < _MIN_WORDS and page.fields:
            end = _trimmed(page, len(page.text))  # all of it is questions: together they answer
            answer = plain(page.text[start:end])
        if len(answer.split()) < _MIN_WORDS:
            self._report(material, answer, faults)
            return
        if not page.fields and len(answer.split()) > _MAX_WORDS_OF_A_PAGE:
            return
        asks = title.endswith("?") or _ASKS.match(title)
        question = title if asks else self._templates.fill("article", title=_topic(title))
        yield Made(question, answer, start, end, page.row(start))

    def _report(self, material: Material, answer: str, faults: Faults) -> None:
        if material.page.fields.get("title"):
            faults.add(
                "empty_article",
                "info",
                material.document.source,
                f"expected an article under the title {material.page.title[:60]!r}, found"
                f" {len(answer.split())} words",
                fix="Write it, if customers ask for it; what a site fills in is not in its files.",
            )


def _topic(title: str) -> str:
    return title.rstrip(":. ").removeprefix("About ")


def _body(page: Page) -> tuple[int, int]:
    """From below the title to the first question, or to the links at the end."""
    start = page.body
    if page.sections and page.sections[0].title == page.title:
        start = page.sections[0].body
    return start, _trimmed(page, max(start, min(_asked_from(page), len(page.text))))


def _asked_from(page: Page) -> int:
    """Where the first of the page's own questions begins, the title aside; else the end."""
    asking = [made for made in asked_on(page) if made.question != page.title]
    return asking[0].start if len(asking) > 1 else len(page.text)


def _trimmed(page: Page, end: int) -> int:
    """`end`, before sections at the end that only list links."""
    for section in reversed(page.sections):
        if section.end < end or section.start >= end:
            continue
        lines = [row for row in page.text[section.body : end].splitlines() if row.strip()]
        if lines and not all(_LISTED.match(row) for row in lines):
            break
        end = section.start
    return end
