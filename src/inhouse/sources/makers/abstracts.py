"""Documents that have their own summary: the document asks, the summary answers."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.records import Spec
from inhouse.scoring.facts.plain import plain
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.making.page import Page
from inhouse.sources.reader import Faults

__all__ = ["Abstracts"]

_TITLES = {
    "abstract", "summary", "executive summary", "tl;dr", "tldr", "in brief", "key points",
    "key takeaways", "at a glance", "in short", "overview",
}  # fmt: skip
_FIELDS = ("abstract", "summary")
_MIN_WORDS = 12
_TIMES_LONGER = 3


class Abstracts:
    """The summary is cited by the words it sums up, so its facts must stand in them."""

    spec = Spec("abstracts", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example, when the rest is at least three times as long as the summary."""
        if material.kind() in ("table", "mail", "contract", "code"):
            return
        page = material.page
        found = _summary(page)
        if found is None:
            return
        summary, start = found
        rest = plain(page.text[start:])
        n_words = len(summary.split())
        if n_words < _MIN_WORDS or len(rest.split()) < _TIMES_LONGER * n_words:
            return
        title = page.title or material.document.title
        question = self._templates.fill("abstract", title=title, text=rest)
        yield Made(question, summary, start, len(page.text), page.row(start))


def _summary(page: Page) -> tuple[str, int] | None:
    """The summary, and where what it sums up begins."""
    for i, section in enumerate(page.sections):
        if section.title.lower().strip(" :") in _TITLES:
            end = page.end_with_deeper(i)
            return plain(page.text[section.body : end]), end
    for name in _FIELDS:
        if page.fields.get(name):
            return plain(page.fields[name]), page.body
    return None
