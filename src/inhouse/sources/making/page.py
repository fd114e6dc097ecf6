"""How a page is built: its front matter, its title, its headings, and what is under each."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass

from inhouse.scoring.facts.plain import plain

__all__ = ["Page", "Section", "heading_words", "read_page"]

_FRONT = re.compile(r"\A﻿?---[ \t]*\n(?P<fields>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TAGGED = re.compile(
    r"<h(?P<level>[1-6])\b[^>]{0,200}>(?P<words>.{0,400}?)</h(?P=level)\s*>", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is under it, as character offsets into the document's text.

    Args:
        title: the heading's words, without marks.
        level: 1 for the highest.
        start: where the heading begins.
        body: where the words under it begin.
        end: where the next heading of any level begins, or the text ends.
    """

    title: str
    level: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A document's text with its build.

    Args:
        text: the document's text; every offset counts in it.
        title: from the front matter, the first heading if none is as high, or "".
        fields: the front matter's texts by key, lower case.
        body: where the front matter ends.
        sections: in order.
    """

    text: str
    title: str
    fields: Mapping[str, str]
    body: int
    sections: tuple[Section, ...]

    def end_with_deeper(self, at: int) -> int:
        """Where the section at this index ends, deeper headings included."""
        level = self.sections[at].level
        later = (s.start for s in self.sections[at + 1 :] if s.level <= level)
        return next(later, len(self.text))

    def row(self, offset: int) -> int:
        """The 1-based line of a character offset."""
        return self.text.count("\n", 0, offset) + 1


def read_page(text: str) -> Page:
    """The build of a text in Markdown, with HTML headings in it or without."""
    front = _FRONT.match(text)
    fields = _fields(front["fields"]) if front else {}
    body = front.end() if front and fields else 0
    sections = _sections(text, body)
    title = fields.get("title", "")
    if not title and sections and all(s.level > sections[0].level for s in sections[1:]):
        title = sections[0].title if not text[body : sections[0].start].strip() else ""
    return Page(text, plain(title), fields, body, sections)


def heading_words(words: str) -> str:
    """A heading's words without emphasis, a number in front or a leading `Q:`."""
    bare = re.sub(r"[*`]+|(?<!\w)_+|_+(?!\w)", "", plain(words)).strip()
    bare = re.sub(r"^(?:\d+[.)]\s+|Q\s*\d*\s*[:.)]\s*)", "", bare, flags=re.IGNORECASE)
    return " ".join(bare.split())


def _fields(text: str) -> dict[str, str]:
    import yaml

    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # texts only, no objects
    except yaml.YAMLError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(key).lower(): ", ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in found.items()
        if (isinstance(value, str) and value.strip())
        or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    }


def _sections(text: str, body: int) -> tuple[Section, ...]:
    from markdown_it import MarkdownIt

    starts = _line_starts(text)
    first_line = bisect.bisect_right(starts, body) - 1
    tokens = MarkdownIt("commonmark").disable("inline").parse(text[body:])
    found: list[tuple[int, int, str, int]] = []
    code: list[tuple[int, int]] = []
    for i, token in enumerate(tokens):
        if token.map is None:
            continue
        here = starts[first_line + token.map[0]]
        after = starts[min(first_line + token.map[1], len(starts) - 1)]
        if token.type == "heading_open" and token.level == 0:
            found.append((here, after, tokens[i + 1].content, int(token.tag[1:])))
        elif token.type in ("fence", "code_block"):
            code.append((here, after))
    found += [
        (tag.start(), tag.end(), tag["words"], int(tag["level"]))
        for tag in _TAGGED.finditer(text, body)
        if not any(start <= tag.start() < end for start, end in code)
    ]
    found.sort()
    ends = [start for start, *_ in found[1:]] + [len(text)]
    return tuple(
        Section(heading_words(words), level, start, after, end)
        for (start, after, words, level), end in zip(found, ends, strict=False)
    )


def _line_starts(text: str) -> list[int]:
    """Offsets of every line as Markdown counts them, and of the end."""
    return [0, *(m.end() for m in re.finditer(r"\r\n?|\n", text)), len(text)]
