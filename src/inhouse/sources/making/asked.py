"""Questions that stand on a page with their answers, however they are set apart.

As headings, as blocks that begin `Q:` and `A:`, in bold, or as lines of their own between
paragraphs; a page is read in the first way that gives two or more (three for lines of their own:
one or two may be rhetoric).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inhouse.scoring.facts.plain import plain
from inhouse.sources.draft import RULE
from inhouse.sources.making.maker import Made
from inhouse.sources.making.page import Page, heading_words

__all__ = ["asked_on"]

_MIN_PAIRS = 2
_MIN_LINES = 3
_MOST_ASKING = 0.25
_ASKED = re.compile(r"^\W*(?:q|question)\s*\d*\s*[:.)]\W*(?P<text>\S.*)$", re.IGNORECASE)
_ANSWERED = re.compile(r"^\W*(?:a|answer)\s*\d*\s*[:.)]\W*(?P<text>.*)$", re.IGNORECASE)
_RULE = re.compile(rf"^{re.escape(RULE)}$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:>\s*)?(?P<marks>`{3,}|~{3,})")
# A point's mark or a number may stand before what is bold, an answer behind it.
_BOLD = re.compile(
    r"^\s*(?:[*+-]\s+|\d+[.)]\s+|>\s*)?(?P<mark>\*{2,3}|__)(?=\S)(?P<text>[^*\n]{3,300}?\?)"
    r"(?P=mark)[\s\\:]*(?P<answer>.*)$"
)
_BOLD_OUTSIDE = re.compile(
    r"^\s*(?:[*+-]\s+|>\s*)?(?P<mark>\*{2,3}|__)(?:\d+[.)]|Q\s*\d*\s*[:.)])(?P=mark)\s*"
    r"(?P<text>\S[^\n]{2,300}?\?)\s*(?P<answer>)$",
    re.IGNORECASE,
)
_LINE = re.compile(r"^(?:\d+[.)]\s+|[*+•–-]\s+)?(?P<text>[^\W_¡a-z¿]?[^\n|#>]{4,250}[?？])\s*$")
_MAX_WORDS = 40
_MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int
    number: int
    is_code: bool


def asked_on(page: Page) -> list[Made]:
    """The page's questions in order; an answer that is missing is ""."""
    found = list(_headings(page))
    if len(found) >= _MIN_PAIRS:
        return found
    lines = list(_lines(page))
    heads = {section.start for section in page.sections}
    marked, bold = list(_marked(page, lines)), list(_bold(page, lines, heads))
    if len(marked) >= _MIN_PAIRS:
        return marked
    if len(bold) >= _MIN_PAIRS and not _only_asks(bold):
        return bold
    lone = list(_lone(page, lines, heads))
    answered = len(lone) >= _MIN_LINES and all(made.answer for made in lone)
    return lone if answered and not _only_asks(lone) else []


def _only_asks(pairs: Sequence[Made]) -> bool:
    """Whether it is a list of things to ask: what follows a question is the next one."""
    asking = sum(made.answer.partition("\n")[0].rstrip().endswith("?") for made in pairs)
    return asking > _MOST_ASKING * len(pairs)


def _headings(page: Page) -> Iterator[Made]:
    """Headings that ask; a deeper heading that does not ask belongs to the answer."""
    for i, section in enumerate(page.sections):
        if not section.title.endswith("?"):
            continue
        later = page.sections[i + 1 :]
        ends = (s.start for s in later if s.level <= section.level or s.title.endswith("?"))
        end = next(ends, len(page.text))
        rule = _RULE.search(page.text, section.body, end)
        end = rule.start() if rule else end
        answer = plain(page.text[section.body : end])
        yield Made(section.title, answer, section.start, end, page.row(section.start))


def _lines(page: Page) -> Iterator[_Line]:
    """The lines below the front matter; those of code are marked."""
    offset, fence = page.body, ""
    first = page.row(page.body)
    for number, row in enumerate(page.text[page.body :].splitlines(keepends=True), start=first):
        found = _FENCE.match(row)
        opens = found is not None and not fence
        closes = found is not None and bool(fence) and found["marks"].startswith(fence)
        yield _Line(row, offset, offset + len(row), number, bool(fence) or opens)
        if opens and found is not None:
            fence = found["marks"]
        elif closes:
            fence = ""
        offset += len(row)


def _marked(page: Page, lines: Sequence[_Line]) -> Iterator[Made]:
    """Blocks that begin `Q:`, each followed by one that begins `A:`."""
    question: str | None = None
    answer: list[str] | None = None
    start = number = 0
    end = page.body
    for line in lines:
        row = line.text
        asked = None if line.is_code else _ASKED.match(row.rstrip())
        answered = None if line.is_code else _ANSWERED.match(row.rstrip())
        if asked:
            if question is not None and answer is not None:
                yield Made(question, plain("".join(answer)), start, line.start, number)
            question, answer = heading_words(asked["text"]), None
            start, number = line.start, line.number
        elif question is not None and answer is None and answered:
            answer = [answered["text"] + "\n"]
        elif question is not None and answer is None and row.strip():
            question = f"{question} {row.strip()}"
        elif answer is not None:
            answer.append(row)
        end = line.end
    if question is not None and answer is not None:
        yield Made(question, plain("".join(answer)), start, end, number)


def _bold(page: Page, lines: Sequence[_Line], heads: set[int]) -> Iterator[Made]:
    """Lines that begin with a question in bold, with what follows it."""
    starts = {
        at: found
        for at, line in enumerate(lines)
        if not line.is_code and (found := _BOLD.match(line.text) or _BOLD_OUTSIDE.match(line.text))
    }
    yield from _pairs(page, lines, starts, heads)


def _lone(page: Page, lines: Sequence[_Line], heads: set[int]) -> Iterator[Made]:
    """Lines that are one question, each the first of its paragraph."""
    starts = {}
    for at, line in enumerate(lines):
        found = None if line.is_code else _LINE.match(line.text)
        is_first = at == 0 or not lines[at - 1].text.strip() or lines[at - 1].start in heads
        words = len(line.text.split()) + line.text.lstrip().startswith("¿")
        if found and is_first and line.start not in heads and _MIN_WORDS <= words <= _MAX_WORDS:
            starts[at] = found
    yield from _pairs(page, lines, starts, heads)


def _pairs(
    page: Page, lines: Sequence[_Line], starts: dict[int, re.Match[str]], heads: set[int]
) -> Iterator[Made]:
    """Each question with the words from it to the next one, or to a heading."""
    for at, found in starts.items():
        ends = (n for n in range(at + 1, len(lines)) if n in starts or lines[n].start in heads)
        end = next(ends, len(lines))
        first = found.groupdict().get("answer") or ""
        answer = plain(
            "\n".join([first, *(line.text.rstrip("\n") for line in lines[at + 1 : end])])
        )
        stop = lines[end].start if end < len(lines) else len(page.text)
        question = heading_words(found["text"])
        yield Made(question, answer.lstrip(" :–-"), lines[at].start, stop, lines[at].number)
