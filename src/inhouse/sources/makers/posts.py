"""Posts: a dated page with a title, written from its brief."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.records import Spec
from inhouse.scoring.facts.plain import plain
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.making.page import Page
from inhouse.sources.reader import Faults

__all__ = ["Posts"]

_MIN_WORDS = 80
_BRIEFS = ("excerpt", "description", "summary", "abstract", "subtitle", "lead", "lede")


class Posts:
    """The brief asks for the article: the title, and its teaser or its headings."""

    spec = Spec("posts", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example, when the post is more than a note."""
        if material.kind() != "post":
            return
        page = material.page
        answer = plain(page.text[page.body :])
        if len(answer.split()) < _MIN_WORDS:
            return
        brief = _brief(page)
        question = self._templates.fill("post", title=page.title, brief=brief)
        yield Made(question, answer, page.body, len(page.text), page.row(page.body))


def _brief(page: Page) -> str:
    teaser = next((page.fields[name] for name in _BRIEFS if page.fields.get(name)), "")
    if teaser and plain(teaser) != page.title:
        return f"What it is about: {plain(teaser)}"
    headings = "; ".join(s.title for s in page.sections if s.title and s.title != page.title)
    return f"Parts: {headings}." if headings else ""
