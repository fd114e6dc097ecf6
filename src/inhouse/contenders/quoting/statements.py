"""What can be quoted of a passage or a known answer: its sentences, without closing lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inhouse.records import Chunk
from inhouse.scoring.judging import sentences, shared_lines, without_lines

__all__ = ["Habits", "habits_of", "statements_in"]

_LONGEST = 60
"""Words of a quoted answer: more than a customer who asked one thing wants to read."""
_OPENING_WORDS = 2
_MIN_ANSWERS, _MIN_SHARE = 5, 0.2
_HEADING = re.compile(r"^#{1,6}\s.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a firm closes its answers; such sentences answer nothing.

    Args:
        lines: whole sentences that many answers share, in the form of `shared_lines`.
        openings: the first words of closing sentences that differ otherwise ("Next step:").
    """

    lines: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()


def habits_of(answers: Iterable[str]) -> Habits:
    """What many of the answers close with.

    Args:
        answers: the firm's own.
    """
    known = list(dict.fromkeys(answers))
    later = (sentence for answer in known for sentence in sentences(answer)[1:])
    counts = Counter(_opening(sentence) for sentence in later)
    least = max(_MIN_ANSWERS, _MIN_SHARE * len(known))
    openings = frozenset(opening for opening, n in counts.items() if n >= least)
    return Habits(shared_lines(known), openings)


def statements_in(chunk: Chunk, habits: Habits) -> tuple[str, ...]:
    """What may be quoted of it, in reading order.

    A short answer is one statement; of a long one, and of a passage, each sentence is one and
    each two that follow each other. A question answers nothing and is never one.

    Args:
        chunk: a passage or a known answer.
        habits: closing lines, which are left out where anything else is said.
    """
    told = [s for s in sentences(_HEADING.sub("", chunk.text)) if not s.endswith("?")]
    said = [s for s in told if _opening(s) not in habits.openings]
    said = sentences(without_lines(" ".join(said), habits.lines)) or said or told
    whole = " ".join(said)
    if chunk.question and len(whole.split()) <= _LONGEST:
        return (whole,)
    pairs = [" ".join(said[i : i + 2]) for i in range(len(said) - 1)]
    return tuple(text for text in (*said, *_short(pairs)) if text.strip())


def _short(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if len(text.split()) <= _LONGEST]


def _opening(sentence: str) -> str:
    return " ".join(sentence.split()[:_OPENING_WORDS]).casefold()
