"""Pages of questions: headings that ask, and blocks that begin `Q:` and `A:`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.records import Source, Spec
from inhouse.scoring.facts.plain import plain
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.making.page import Page, heading_words
from inhouse.sources.reader import Faults

__all__ = ["Faq"]

_MIN_PAIRS = 2
_ASKED = re.compile(r"^\W*(?:q|question)\s*\d*\s*[:.)]\W*(?P<text>\S.*)$", re.IGNORECASE)
_ANSWERED = re.compile(r"^\W*(?:a|answer)\s*\d*\s*[:.)]\W*(?P<text>.*)$", re.IGNORECASE)


class Faq:
    """A page with two questions or more: each with the words below it."""

    spec = Spec("faq", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._settings = settings

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """The questions that are answered; one without an answer is a finding."""
        if material.kind() in ("table", "mail", "code"):
            return
        page = material.page
        pairs = list(_headings(page)) or list(_marked(page))
        if len(pairs) < _MIN_PAIRS:
            return
        for pair in pairs:
            if pair.answer:
                yield pair
            else:
                faults.add(
                    "empty_answer",
                    "warning",
                    Source(material.document.source.file, row=pair.row),
                    f"expected an answer under {pair.question[:60]!r}, found nothing",
                    fix="Write it, or delete the question. The others were kept.",
                )


def _headings(page: Page) -> Iterator[Made]:
    """Headings that ask; a deeper heading that does not ask belongs to the answer."""
    for i, section in enumerate(page.sections):
        if not section.title.endswith("?"):
            continue
        later = page.sections[i + 1 :]
        ends = (s.start for s in later if s.level <= section.level or s.title.endswith("?"))
        end = next(ends, len(page.text))
        answer = plain(page.text[section.body : end])
        yield Made(section.title, answer, section.start, end, page.row(section.start))


def _marked(page: Page) -> Iterator[Made]:
    """Blocks that begin `Q:`, each followed by one that begins `A:`."""
    question: str | None = None
    answer: list[str] | None = None
    start, line, offset = 0, 0, page.body
    first = page.row(page.body)
    for number, row in enumerate(page.text[page.body :].splitlines(keepends=True), start=first):
        asked, answered = _ASKED.match(row.rstrip()), _ANSWERED.match(row.rstrip())
        if asked:
            if question is not None and answer is not None:
                yield Made(question, plain("".join(answer)), start, offset, line)
            question, answer = heading_words(asked["text"]), None
            start, line = offset, number
        elif question is not None and answer is None and answered:
            answer = [answered["text"] + "\n"]
        elif question is not None and answer is None and row.strip():
            question = f"{question} {row.strip()}"
        elif answer is not None:
            answer.append(row)
        offset += len(row)
    if question is not None and answer is not None:
        yield Made(question, plain("".join(answer)), start, offset, line)
