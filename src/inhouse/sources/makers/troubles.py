"""Pages of troubleshooting: each heading that names a trouble, with what is told to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.records import Spec
from inhouse.scoring.facts.plain import plain
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.making.page import Page, Section
from inhouse.sources.reader import Faults

__all__ = ["Troubles", "is_about_troubles"]

_MIN_WORDS = 5
_MIN_WORDS_ALONE = 3
_TROUBLES = re.compile(
    r"trouble[- ]?shoot|fault[- ]finding|\b(?:common|known|typical|frequent|other)\s+"
    r"(?:problem|issue|fault|error|failure)s\b|\b(?:problem|fault|issue|failure)s\s+and\s+"
    r"(?:fix|solution|remed|repair|cause)",
    re.IGNORECASE,
)
_NO_TROUBLE = re.compile(
    r"^(?:before you|getting help|more help|further|still |see also|table of|about this|contact)",
    re.IGNORECASE,
)


class Troubles:
    """A page or a part of one about troubleshooting: its lowest headings and the words below.

    Headings that ask, two or more to a page, are left to faq.
    """

    spec = Spec("troubles", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example for each trouble that has words below it."""
        if material.kind() != "page":
            return
        page = material.page
        for section, above in _lowest(page):
            title = _trouble(section, above)
            if not title:
                continue
            answer = plain(page.text[section.body : section.end])
            if len(answer.split()) < _MIN_WORDS:
                continue
            asks = section.title.endswith("?")
            question = section.title if asks else self._templates.fill("trouble", title=title)
            yield Made(question, answer, section.start, section.end, page.row(section.start))


def is_about_troubles(title: str) -> bool:
    """Whether a title says that troubles and what to do about them follow."""
    return bool(_TROUBLES.search(title))


def _lowest(page: Page) -> Iterator[tuple[Section, list[Section]]]:
    """Lowest headings under troubleshooting, each with those above it, highest first."""
    several_ask = sum(s.title.endswith("?") for s in page.sections) > 1
    above: list[Section] = []
    for i, section in enumerate(page.sections):
        above = [s for s in above if s.level < section.level]
        last = i + 1 == len(page.sections) or page.sections[i + 1].level <= section.level
        asks = several_ask and section.title.endswith("?")
        titles = (page.title, *(s.title for s in above))
        if last and not asks and any(map(is_about_troubles, titles)):
            yield section, above
        above = [*above, section]


def _trouble(section: Section, above: list[Section]) -> str:
    """What the heading names, with the one above it where it says little alone; "" for none."""
    title = section.title.rstrip(":. ")
    if _NO_TROUBLE.match(title) or is_about_troubles(title):
        return ""
    parent = above[-1].title.rstrip(":. ") if above else ""
    if len(title.split()) < _MIN_WORDS_ALONE and parent and not is_about_troubles(parent):
        return f"{parent}: {title}"
    return title
