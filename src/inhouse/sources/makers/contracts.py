"""Contract templates: the title and the terms ask, the clause answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from inhouse.records import Spec
from inhouse.scoring.facts.plain import plain
from inhouse.sources.making.kinds import BLANK, CLAUSE
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.making.page import Page, Section, heading_words
from inhouse.sources.reader import Faults

__all__ = ["Contracts"]

_MIN_WORDS = 15
_SAYS_NOTHING = {"template", "index", "readme", "sample", "grammar", "text", "main", "document"}
_RUN_IN = re.compile(r"^(?P<title>[A-Z][\w ,'/&-]{2,70})\.[ \t]+(?=[A-Z])")


class Contracts:
    """Every clause of a template, its blanks left open."""

    spec = Spec("contracts", "2", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a clause with words enough to draft."""
        if material.kind() != "contract":
            return
        page = material.page
        title = page.title or material.document.title
        file = _name(material.document.source.file)
        for clause in _clauses(page):
            answer = plain(page.text[clause.body : clause.end])
            if len(answer.split()) < _MIN_WORDS or not clause.title:
                continue
            question = self._templates.fill(
                "clause",
                title=title,
                file=file,
                clause=clause.title.rstrip(".: "),
                blanks=self._blanks(answer),
            )
            yield Made(question, answer, clause.start, clause.end, page.row(clause.start))

    def _blanks(self, answer: str) -> str:
        found = (m["double"] or m["single"] or m["bracket"] for m in BLANK.finditer(answer))
        names = [n for n in dict.fromkeys(found) if n.strip("_")]
        if not names:
            return ""
        return " " + self._templates.fill("clause_blanks", names=", ".join(names))


def _name(file: str) -> str:
    """The file's name in words, or its folder's where the file's says nothing."""
    path = PurePosixPath(file)
    stem = path.name.partition(".")[0]
    name = path.parent.name if stem.lower() in _SAYS_NOTHING and path.parent.name else stem
    return " ".join(re.split(r"[\W_]+", name)).strip()


def _clauses(page: Page) -> tuple[Section, ...]:
    """Headings; where there are hardly any, numbered paragraphs, or one with its title in front."""
    headed = [s for s in page.sections if s.title != page.title]
    if len(headed) > 1:
        return tuple(headed)
    marks = list(CLAUSE.finditer(page.text, page.body))
    if not marks:
        opening = _RUN_IN.match(page.text[page.body :])
        if opening is None:
            return ()
        body = page.body + opening.end()
        return (Section(opening["title"], 1, page.body, body, len(page.text)),)
    ends = [m.start() for m in marks[1:]] + [len(page.text)]
    return tuple(
        Section(heading_words(m["title"]), 1, m.start(), m.end(), end)
        for m, end in zip(marks, ends, strict=True)
    )
