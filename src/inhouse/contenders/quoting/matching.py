"""How well what a firm says fits a question: by meaning, by words, by words nobody knows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inhouse.contenders.knowledge import Index
from inhouse.contenders.quoting.statements import statements_in
from inhouse.records import Chunk
from inhouse.scoring.judging import Concept, concept, is_function_word, shared_lines
from inhouse.scoring.words import words

__all__ = ["FEATURES", "Match", "Matcher"]

_LOOKED_AT = 6
_SAME, _NEAR = 0.5, 3
_DAYS = frozenset(
    concept(day).name
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
FEATURES = (
    "question",
    "statement",
    "words",
    "unknown",
    "missing",
    "clash",
    "margin",
    "agreement",
)
"""What confidence is worked out from; see `Match`."""


@dataclass(frozen=True, slots=True)
class Match:
    """A statement of the firm beside a question.

    Args:
        text: what would be quoted.
        chunk: where it stands.
        question: cosine of the question and the known question or headings above the statement.
        statement: cosine of the question and the statement under its heading.
        words: share (0-1) of the question's words, by how rare they are, that stand there.
        unknown: share (0-1) of the question's content words that the firm never uses.
        missing: how rare (0-1) the rarest word of the question is that the firm uses, but not here.
        clash: 1 where the opposite of a word of the question, or another day of the week, stands
            there, and not the word itself.
        margin: how much better it fits than the best one that says something else.
        agreement: share (0-1) of the next best matches that say the same words.
    """

    text: str
    chunk: Chunk
    question: float
    statement: float
    words: float
    unknown: float
    missing: float
    clash: float
    margin: float = 0.0
    agreement: float = 0.0

    @property
    def fit(self) -> float:
        """What matches are ordered by; the weights are those of `docs/notebook.md`."""
        known = self.question if self.chunk.question else 0.0
        return max(known, self.statement) + 0.35 * self.words

    def features(self) -> tuple[float, ...]:
        """The values of `FEATURES`."""
        return tuple(float(getattr(self, name)) for name in FEATURES)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a chunk says: its question or headings, its statements, the vectors of all of them.

    `vectors` is (1 + statements, width): the head's first.
    """

    head: str
    statements: tuple[str, ...]
    vectors: NDArray[np.float32]


class Matcher:
    """Finds the statements of a firm that fit a question.

    Args:
        knowledge: everything that can be quoted.
    """

    def __init__(self, knowledge: Index) -> None:
        self._knowledge = knowledge
        self._seen: dict[str, _Told] = {}
        self._closing = shared_lines(c.text for c in knowledge.chunks if c.question)
        counts: Counter[str] = Counter()
        for chunk in knowledge.chunks:
            text = " ".join((*chunk.section, chunk.question, chunk.text))
            counts.update({word.name for word in _content(text)})
        n = len(knowledge.chunks)
        self._weights = {word: math.log(1 + n / count) for word, count in counts.items()}
        self._rarest = math.log(1 + n)

    def matches(
        self, question: str, n: int = 3, *, without: frozenset[str] = frozenset()
    ) -> tuple[Match, ...]:
        """The best `n` statements, the best first, no two of one passage.

        Args:
            question: as it is understood alone.
            n: how many.
            without: ids of chunks that are not looked at, for calibration.
        """
        found = self._knowledge.search(question, _LOOKED_AT + len(without))
        own = [c for c in found if c.id not in without][:_LOOKED_AT]
        if not own:
            return ()
        ranked = sorted(self._compared(question, own), key=lambda match: -match.fit)
        return tuple(_placed(match, ranked) for match in ranked[:n])

    def _compared(self, question: str, chunks: Sequence[Chunk]) -> list[Match]:
        asked = _content(question)
        told = self._told(chunks)
        vector = self._knowledge.embed([question])[0]
        matches = []
        for chunk, one in zip(chunks, told, strict=True):
            if not one.statements:
                continue
            values = one.vectors @ vector
            best = int(np.argmax(values[1:]))
            matches.append(
                Match(
                    one.statements[best],
                    chunk,
                    question=float(values[0]) if one.head else 0.0,
                    statement=float(values[1 + best]),
                    **self._by_words(asked, f"{one.head} {' '.join(one.statements)}"),
                )
            )
        return matches

    def _told(self, chunks: Sequence[Chunk]) -> list[_Told]:
        """What each says, with the vectors; worked out once a chunk."""
        new = [chunk for chunk in chunks if chunk.id not in self._seen]
        said = [statements_in(chunk, self._closing) for chunk in new]
        heads = [chunk.question or ", ".join(chunk.section) for chunk in new]
        texts: list[str] = []
        for head, statements in zip(heads, said, strict=True):
            texts += [head or "…", *(f"{head}: {text}" if head else text for text in statements)]
        vectors = self._knowledge.embed(texts) if texts else np.zeros((0, 0), dtype=np.float32)
        at = 0
        for chunk, head, statements in zip(new, heads, said, strict=True):
            rows = vectors[at : at + 1 + len(statements)]
            at += len(rows)
            self._seen[chunk.id] = _Told(head, statements, rows)
        return [self._seen[chunk.id] for chunk in chunks]

    def _by_words(self, asked: Sequence[Concept], text: str) -> dict[str, float]:
        """The features of a match that its words decide."""
        there = _content(text)
        names, signed = {word.name for word in there}, set(there)
        whole = sum(self._weight(word) for word in asked)
        shared = sum(self._weight(word) for word in asked if word.name in names)
        missing = [
            self._weight(w) for w in asked if w.name in self._weights and w.name not in names
        ]
        days, others = {w.name for w in asked} & _DAYS, names & _DAYS
        another_day = bool(days and others and not days & others)
        opposite = any(w.sign and w.name in names and w not in signed for w in asked)
        return {
            "words": shared / whole if whole else 0.0,
            "unknown": _share(word.name not in self._weights for word in asked),
            "missing": max(missing, default=0.0) / self._rarest,
            "clash": float(opposite or another_day),
        }

    def _weight(self, word: Concept) -> float:
        return self._weights.get(word.name, self._rarest)


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found) if found else 1.0


def _placed(match: Match, ranked: Sequence[Match]) -> Match:
    others = [other for other in ranked if other is not match]
    own = _names(match.text)
    same = [_overlap(own, _names(other.text)) for other in others]
    differing = [o.fit for o, share in zip(others, same, strict=True) if share < _SAME]
    near = sorted(zip((o.fit for o in others), same, strict=True), reverse=True)[:_NEAR]
    return replace(
        match,
        margin=match.fit - max(differing, default=0.0),
        agreement=_share(share >= _SAME for _, share in near) if near else 0.0,
    )


def _names(text: str) -> set[str]:
    return {word.name for word in _content(text)}


def _overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _content(text: str) -> list[Concept]:
    """The words that carry meaning, those of one meaning as one."""
    return [concept(word) for word in words(text) if not is_function_word(word)]
