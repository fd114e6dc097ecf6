"""Markdown and plain text: pages of prose, and pages of questions with answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from inhouse.records import Document, Example, Message, Source, Spec, content_id
from inhouse.sources.decoding import read_text
from inhouse.sources.reader import Faults, FileContents, example_of

__all__ = ["Markdown", "PlainText"]

_MIN_PAIRS = 2
_ASKED = re.compile(r"^\W*(?:q|question)\s*\d*\s*[:.)]\W*(?P<text>\S.*)$", re.IGNORECASE)
_ANSWERED = re.compile(r"^\W*(?:a|answer)\s*\d*\s*[:.)]\W*(?P<text>.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Pair:
    question: str
    answer: str
    line: int


class Markdown:
    """Reads Markdown: a heading that asks has its answer below it."""

    spec = Spec("markdown", "1", {})
    suffixes = (".md", ".markdown")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page, and its pairs if it is a page of questions."""
        faults = Faults()
        text = read_text(path, relative, faults)
        pairs = _heading_pairs(text)
        return _page(text, relative, pairs or list(_marked_pairs(text)), faults)


class PlainText:
    """Reads plain text: lines that begin `Q:` and `A:` are pairs."""

    spec = Spec("plain_text", "1", {})
    suffixes = (".txt", ".text")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page, and its pairs if it has any."""
        faults = Faults()
        text = read_text(path, relative, faults)
        return _page(text, relative, list(_marked_pairs(text)), faults)


def _page(text: str, relative: str, pairs: list[_Pair], faults: Faults) -> FileContents:
    if not text.strip():
        faults.add(
            "empty_file",
            "info",
            Source(relative),
            "expected text, found an empty file",
            fix="Delete it, or fill it in.",
        )
        return FileContents(findings=faults.findings())
    page = Source(relative)
    document = Document(content_id("page", relative, text), text, page, _title(text, relative))
    examples: list[Example] = []
    for pair in pairs if len(pairs) >= _MIN_PAIRS else []:
        source = Source(relative, row=pair.line)
        if not pair.answer:
            faults.add(
                "empty_answer",
                "warning",
                source,
                f"expected an answer under {pair.question[:60]!r}, found nothing",
                fix="Write it, or delete the question. The others were kept.",
            )
            continue
        messages = (Message("user", pair.question), Message("assistant", pair.answer))
        examples.append(example_of(messages, source, document.id, {}))
    return replace(FileContents((document,), tuple(examples)), findings=faults.findings())


def _heading_pairs(text: str) -> list[_Pair]:
    """Headings that end in a question mark, each with the text up to the next heading."""
    from markdown_it import MarkdownIt

    lines = text.splitlines()
    tokens = MarkdownIt("commonmark").parse(text)
    headings: list[tuple[int, int, str, int]] = []
    for i, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            words = tokens[i + 1].content.strip()
            headings.append((token.map[0], token.map[1], words, int(token.tag[1:])))
    ends = [start for start, *_ in headings[1:]] + [len(lines)] * bool(headings)
    pairs: list[_Pair] = []
    for i, ((start, body, words, depth), end) in enumerate(zip(headings, ends, strict=True)):
        question = _plain(words)
        if not question.endswith("?"):
            continue
        # A deeper heading without a question belongs to the answer.
        for later_start, _, later_words, later_depth in headings[i + 1 :]:
            if later_depth <= depth or _plain(later_words).endswith("?"):
                end = later_start
                break
            end = len(lines)
        pairs.append(_Pair(question, "\n".join(lines[body:end]).strip(), start + 1))
    return pairs


def _marked_pairs(text: str) -> Iterator[_Pair]:
    """Blocks that begin with `Q:` followed by one that begins with `A:`."""
    question: str | None = None
    answer: list[str] | None = None
    line = 0
    for number, row in enumerate(text.splitlines(), start=1):
        asked, answered = _ASKED.match(row), _ANSWERED.match(row)
        if asked:
            if question is not None and answer is not None:
                yield _Pair(question, "\n".join(answer).strip(), line)
            question, answer, line = _plain(asked["text"]), None, number
        elif question is not None and answer is None and answered:
            answer = [answered["text"]]
        elif question is not None and answer is None and row.strip():
            question = f"{question} {row.strip()}"
        elif answer is not None:
            answer.append(row)
    if question is not None and answer is not None:
        yield _Pair(question, "\n".join(answer).strip(), line)


def _plain(words: str) -> str:
    """A heading's words without emphasis, numbers in front or a leading `Q:`."""
    bare = re.sub(r"[*_`]+", "", words).strip()
    bare = re.sub(r"^(?:\d+[.)]\s+|Q\s*\d*\s*[:.)]\s*)", "", bare, flags=re.IGNORECASE)
    return bare.strip()


def _title(text: str, relative: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first.lstrip("# ").strip() if first.startswith("#") else Path(relative).stem
