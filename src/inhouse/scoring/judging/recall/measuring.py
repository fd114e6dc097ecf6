"""How much of the firm's answer stands in the best stretch of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inhouse.scoring.judging.asked.needed import needed_facts
from inhouse.scoring.judging.asked.questions import Asked
from inhouse.scoring.judging.said import Said, matches, read
from inhouse.scoring.judging.segments import sentences

__all__ = ["Found", "find"]

_WINDOW = 60  # words: what a customer reads before looking elsewhere
_EARLY = 150  # words, from the start
_REST = 0.3  # what the question's own words count, to choose among windows


@dataclass(frozen=True, slots=True)
class Found:
    """What of the reference was found in an answer, each share 0-1.

    Args:
        window: the stretch of at most 60 words that says most of the reference.
        new: of the reference's words and facts that the question does not say, in the window.
        early: as `new`, in the first 150 words of the answer.
    """

    window: str
    new: float
    early: float


def find(text: str, reference: Said, asked: Asked) -> Found:
    """What of `reference` stands in the best window of `text`."""
    early = _share_new(read(" ".join(text.split()[:_EARLY])), reference, asked)
    needed = needed_facts(reference, asked)
    best: tuple[float, float, str] | None = None
    for window in _windows(text):
        said = read(window)
        new = _share_new(said, reference, asked)
        worth = new + _REST * _share(said, reference)
        if needed:
            worth += _REST * sum(said.says(fact) for fact in needed) / len(needed)
        if best is None or worth > best[0] + 1e-9:
            best = worth, new, window
    return Found(best[2], best[1], early) if best else Found(text, 0.0, 0.0)


def _share_new(said: Said, reference: Said, asked: Asked) -> float:
    """Of what the reference says beyond the question; of all, where it says no more."""
    wanted = [t for t in reference.tokens if not any(matches(t, q) for q in asked.said.tokens)]
    facts = [b.fact for b in reference.facts if b.fact.kind != "name"]
    new = [fact for fact in facts if not asked.said.says(fact)]
    if not wanted and not new:
        return _share(said, reference)
    n_words = sum(any(matches(t, mine) for mine in said.tokens) for t in wanted)
    n_facts = sum(said.says(fact) for fact in new)
    return (n_words + n_facts) / (len(wanted) + len(new))


def _share(said: Said, reference: Said) -> float:
    facts = [b.fact for b in reference.facts if b.fact.kind != "name"]
    n_words = sum(any(matches(t, mine) for mine in said.tokens) for t in reference.tokens)
    n_facts = sum(said.says(fact) for fact in facts)
    return (n_words + n_facts) / max(1, len(reference.tokens) + len(facts))


def _windows(text: str) -> Iterator[str]:
    """Whole sentences, as many as fit in 60 words, from every sentence on."""
    pieces = list(_pieces(text))
    for start in range(len(pieces)):
        end, n_words = start, 0
        while end < len(pieces):
            n_more = len(pieces[end].split())
            if end > start and n_words + n_more > _WINDOW:
                break
            n_words += n_more
            end += 1
        yield "\n".join(pieces[start:end])
        if end == len(pieces):
            return


def _pieces(text: str) -> Iterator[str]:
    """Sentences, cut where they are longer than a window."""
    for sentence in sentences(text):
        words = sentence.split()
        for start in range(0, len(words), _WINDOW):
            yield " ".join(words[start : start + _WINDOW])
