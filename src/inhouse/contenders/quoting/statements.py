"""What can be quoted of a passage or a known answer: its sentences, without closing lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.records import Chunk
from inhouse.scoring.judging import sentences, without_lines

__all__ = ["statements_in"]

_LONGEST = 60
"""Words of a quoted answer: more than a customer who asked one thing wants to read."""
_HEADING = re.compile(r"^#{1,6}\s.*$", re.MULTILINE)


def statements_in(chunk: Chunk, closing: frozenset[str]) -> tuple[str, ...]:
    """What may be quoted of it, in reading order.

    A short answer is one statement; of a long one, and of a passage, each sentence is one and
    each two that follow each other. A question answers nothing and is never one.

    Args:
        chunk: a passage or a known answer.
        closing: the firm's closing lines, as `shared_lines` finds them; they are left out where
            anything else is said.
    """
    told = [s for s in sentences(_HEADING.sub("", chunk.text)) if not s.endswith("?")]
    said = sentences(without_lines("\n".join(told), closing)) or told
    whole = " ".join(said)
    if chunk.question and len(whole.split()) <= _LONGEST:
        return (whole,)
    pairs = [" ".join(said[i : i + 2]) for i in range(len(said) - 1)]
    return tuple(text for text in (*said, *_short(pairs)) if text.strip())


def _short(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if len(text.split()) <= _LONGEST]
