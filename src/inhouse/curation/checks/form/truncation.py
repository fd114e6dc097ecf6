"""Answers that stop in the middle."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["Truncation"]

_ENDS = re.compile(r"[.!?…:;。！？|>}][\"'”’)\]*_`»]*$|[)\]\"'”’»`*]$|[.!?]\d{1,2}$")
_OPEN = re.compile(r"[,(\[{&/–—]$|(?<=\s)-$|(?<=[a-z])-$")
_DANGLING_TEXT = (
    "a about after also an and are as at be because been but by can could for from had has have "
    "if in into is its may might must of on or our should than that the their these they this to "
    "was were when where which while who will with would your"
)
_DANGLING = frozenset(_DANGLING_TEXT.split())
_ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
_INLINE_ITEM = re.compile(r"(?:^|\s)[-–•*](?=\s)")
_NO_SENTENCE = re.compile(r"https?://|www\.|@|[{}<>=~\\]|;(?:$|\S)|\$[^\s\d]|\s/\w|^#|\s#\w")
_ENDS_IN_DIGIT = re.compile(r"\d$")
_PAIRED = {")": "(", "]": "[", "}": "{"}
_MARKS = ".,;:!?()[]\"'“”‘’*`"
_STOP = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z])")
_JOINED_ITEMS = 3
_LONG_WORDS = 8
_LINE_WORDS = 4
_CONVENTION = 0.85
_MIN_ANSWERS = 20


class Truncation:
    """Asks about answers whose last sentence has no end.

    A word that cannot end a sentence ("of", "the"), a comma, or half a word is enough. A missing
    full stop counts where the answer's other sentences, or the other answers, have theirs; not in
    lists, links or code.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("truncation", "1", {"convention": _CONVENTION})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the answers that were cut off."""
        long = [e for e in examples if len(e.answer.split()) >= _LONG_WORDS]
        prose = [e.answer.rstrip() for e in long if _is_prose(e.answer.rstrip())]
        ended = sum(1 for answer in prose if _ENDS.search(answer))
        strict = len(prose) >= _MIN_ANSWERS and ended >= _CONVENTION * len(prose)
        open_ones = [e for e in long if not _ENDS.search(e.answer.rstrip())]
        half = _half_words({e.answer.split()[-1].casefold() for e in open_ones}, examples)
        rows = [e for e in open_ones if _is_cut(e.answer.rstrip(), strict, half)]
        return Checked(tuple(examples), (_finding(rows),) if rows else ())


def _is_prose(answer: str) -> bool:
    last = answer.rsplit("\n", 1)[-1]
    return not (_is_no_sentence(answer, last) or _ENDS_IN_DIGIT.search(last))


def _half_words(last: set[str], examples: Sequence[Example]) -> set[str]:
    """Those of the `last` words that stand nowhere else, and begin words that do."""
    plain = {w for w in last if w.isalpha()}
    if not plain:
        return set()
    seen: set[str] = set()
    begun: set[str] = set()
    for e in examples:
        for message in e.messages:
            *before, _ = message.content.casefold().split() or [""]
            for word in set(before) - seen:
                stripped = word.strip(_MARKS)
                seen.update((word, stripped))
                begun.update(stripped[:n] for n in range(1, len(stripped)))
    return {w for w in plain if w not in seen and w in begun}


def _is_cut(answer: str, strict: bool, half: set[str]) -> bool:
    last = answer.rsplit("\n", 1)[-1]
    words = last.split()
    if _OPEN.search(answer) or words[-1].casefold() in _DANGLING | half:
        return len(words) > 1 or "\n" not in answer
    if _is_left_open(answer):
        return True
    short = len(_STOP.split(last)[-1].split()) < _LONG_WORDS
    if _is_no_sentence(answer, last) or (_ENDS_IN_DIGIT.search(last) and (short or not strict)):
        return False
    return strict or _has_stops(answer) or _is_unfinished_item(last)


def _is_left_open(answer: str) -> bool:
    """Whether the last bracket or block of code that was opened was never closed."""
    held: list[str] = []
    for sign in answer:
        if sign in "([{":
            held.append(sign)
        elif held and held[-1] == _PAIRED.get(sign):
            held.pop()
    return bool(held) or answer.count("```") % 2 == 1


def _has_stops(answer: str) -> bool:
    """Whether the other lines and sentences of the answer end as sentences do."""
    lines = [line for line in answer.split("\n")[:-1] if len(line.split()) >= _LINE_WORDS]
    last = answer.rsplit("\n", 1)[-1]
    stops = len(_STOP.findall(last)) or (len(lines) if _is_running(last) else 0)
    return stops > 0 and all(_ENDS.search(line.rstrip()) for line in lines)


def _is_no_sentence(answer: str, last: str) -> bool:
    """A line of a list or code, a heading, a signature: lines that end without a stop."""
    fragment = _STOP.split(last)[-1]
    if _is_title(fragment):
        return True
    if len(_INLINE_ITEM.findall(last)) >= 2:
        return not _is_unfinished_item(last)
    if _NO_SENTENCE.search(fragment):
        return True
    others = [line for line in answer.split("\n")[:-1] if len(line.split()) > 1]
    open_ones = [line for line in others if not _ENDS.search(line.rstrip())]
    if _ITEM.match(last):
        items = [line for line in others if _ITEM.match(line)]
        return not items or any(not _ENDS.search(line.rstrip()) for line in items)
    if len(last.split()) < _LINE_WORDS and "\n" in answer and not _is_running(last):
        return True
    return len(others) >= 2 and 2 * len(open_ones) > len(others)


def _is_unfinished_item(last: str) -> bool:
    """Whether a list whose lines were joined ends in an item that has begun a sentence.

    Its other items end as sentences do, or the last one holds a sentence that is ended.
    """
    items = [item.strip() for item in _INLINE_ITEM.split(last)]
    if len(items) < _JOINED_ITEMS:
        return False
    *before, end = items
    ended = sum(1 for item in before[1:] if _ENDS.search(item))
    return bool(_STOP.search(end)) or 2 * ended > len(before[1:])


def _is_title(fragment: str) -> bool:
    """Two words and more, all of them capitalised but small ones: a name, as under an article."""
    words = [w.strip(_MARKS) for w in fragment.split()]
    telling = [w for w in words if w.casefold() not in _DANGLING]
    return len(telling) > 1 and all(not w[:1].islower() for w in telling)


def _is_running(line: str) -> bool:
    """Whether a line goes on as a sentence does: some word after the first begins small."""
    return any(word[0].islower() and word not in _DANGLING for word in line.split()[1:])


def _finding(rows: Sequence[Example]) -> Finding:
    cases = tuple(
        Case((e.id,), f"{e.source} ends in {e.answer.rstrip()[-40:]!r}", (Edit(e.id),))
        for e in rows
    )
    return Finding(
        check="truncation",
        severity="warning",
        examples=tuple(e.id for e in rows),
        evidence=f"{counted(len(rows), 'answer stops', 'answers stop')} in the middle of a sentence"
        f" ({listed(case.evidence for case in cases)})",
        fix="Write the end again, or leave them out: a model learns to stop where they stop.",
        source=rows[0].source,
        fix_kind="proposed",
        cases=cases,
    )
