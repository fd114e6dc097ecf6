"""Lines that many of a firm's answers share: "Call us at … with any questions." """

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from inhouse.scoring.judging.segments import bare, sentences

__all__ = ["shared_lines", "without_lines"]

_MIN_ANSWERS, _MIN_SHARE = 3, 0.02
_MIN_CLOSINGS, _MIN_CLOSING_SHARE = 5, 0.2
_OPENING_WORDS = 2


def shared_lines(answers: Iterable[str]) -> frozenset[str]:
    """Sentences that say nothing about the question, because they close a firm's answers anyway.

    Those that at least three of the distinct answers hold, and 2 % of them; and last sentences
    that begin with the same two words in a fifth of the answers ("Next step: call ...", each time
    with another number). What an answer opens with ("Yes.") is no such line.

    Args:
        answers: the firm's own, of one set.
    """
    told = [sentences(answer) for answer in dict.fromkeys(answers)]
    counts: Counter[str] = Counter()
    for own in told:
        counts.update({bare(sentence) for sentence in own[1:]} - {""})
    least = max(_MIN_ANSWERS, _MIN_SHARE * len(told))
    repeated = {line for line, n in counts.items() if n >= least}
    return frozenset(repeated | _closings([own[-1] for own in told if len(own) > 1], len(told)))


def _closings(last: Sequence[str], n_answers: int) -> set[str]:
    openings = Counter(_opening(sentence) for sentence in last)
    least = max(_MIN_CLOSINGS, _MIN_CLOSING_SHARE * n_answers)
    return {bare(sentence) for sentence in last if openings[_opening(sentence)] >= least}


def _opening(sentence: str) -> str:
    return " ".join(bare(sentence).split()[:_OPENING_WORDS])


def without_lines(text: str, lines: frozenset[str]) -> str:
    """`text` without the sentences in `lines`; "" where nothing else is left."""
    if not lines:
        return text
    return "\n".join(s for s in sentences(text) if bare(s) not in lines)
