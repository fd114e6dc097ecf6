"""Lines that many of a firm's answers share: "Call us at … with any questions." """

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from inhouse.scoring.judging.segments import bare, sentences

__all__ = ["shared_lines", "without_lines"]

_MIN_ANSWERS = 3
_MIN_SHARE = 0.02


def shared_lines(references: Iterable[str]) -> frozenset[str]:
    """Sentences that at least three of the distinct answers hold, and 2 % of them.

    They say nothing about the question, so that an answer earns and loses nothing by them. What
    an answer opens with ("Yes.") is no such line.

    Args:
        references: the firm's answers, of one set.
    """
    distinct = list(dict.fromkeys(references))
    counts: Counter[str] = Counter()
    for text in distinct:
        counts.update({bare(s) for s in sentences(text)[1:]} - {""})
    least = max(_MIN_ANSWERS, _MIN_SHARE * len(distinct))
    return frozenset(line for line, n in counts.items() if n >= least)


def without_lines(text: str, lines: frozenset[str]) -> str:
    """`text` without the sentences in `lines`; "" where nothing else is left."""
    if not lines:
        return text
    return "\n".join(s for s in sentences(text) if bare(s) not in lines)
