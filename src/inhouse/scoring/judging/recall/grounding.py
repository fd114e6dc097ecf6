"""Whether an answer is a quotation."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.scoring.judging.segments import bare, sentences

__all__ = ["is_quoted"]

_MOST = 0.8


def is_quoted(answer: str, passages: Sequence[str]) -> bool:
    """Whether four fifths of the answer's words stand in the passages, sentence by sentence."""
    if not passages:
        return False
    given = " ".join(bare(passage) for passage in passages)
    own = [bare(sentence) for sentence in sentences(answer)]
    n_words = sum(len(sentence.split()) for sentence in own)
    n_found = sum(len(sentence.split()) for sentence in own if sentence in given)
    return n_words > 0 and n_found >= _MOST * n_words
