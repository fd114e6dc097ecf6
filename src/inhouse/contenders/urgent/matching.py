"""Whether a message reports an emergency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from inhouse.contenders.urgent.rules import (
    Exclusions,
    Group,
    Step,
    Term,
    UrgentRule,
    UrgentRules,
    plain,
    word_list,
)
from inhouse.records import Message

__all__ = ["UrgentMatch", "is_urgent"]

_TURNS = 3
# Reading takes about half a millisecond a word; a pasted document is not a cry for help.
_MAX_WORDS = 400
_WINDOW = 40
_NEGATION_REACH = 3
_ONE_TYPO_FROM = 5
_TWO_TYPOS_FROM = 9
_TOKEN = re.compile(r"[^\W_]+|[.!?\n]+|[,;:()]|\s-+\s")
_CONTRAST = frozenset({"but", "pero", "aber"})


@dataclass(frozen=True, slots=True)
class UrgentMatch:
    """Why a message is urgent.

    Args:
        rule: the emergency's name, or the firm's own phrase.
        trade: whose rule it is.
        words: the words that say so, as they were compared (no capitals, no accents).
    """

    rule: str
    trade: str
    words: tuple[str, ...]


class _Word(NamedTuple):
    text: str
    sentence: int
    clause: int
    turn: int


class _Span(NamedTuple):
    start: int
    end: int


class _Said:
    """The words of the last turns of a user, with what they only talk about left out."""

    def __init__(self, turns: Sequence[str], rules: UrgentRules) -> None:
        self.words = tuple(_words(turns))[-_MAX_WORDS:]
        self._real_words = rules.real_words
        self._exclusions = rules.exclusions
        self.last_turn = len(turns) - 1
        self._excluded = self._find_excluded(rules.exclusions)
        self._negators = {span.start for span in self.find(rules.exclusions.negation)}

    def find(self, group: Group, *, typos: bool = False) -> list[_Span]:
        """Where any of the terms stands, whatever is excluded."""
        return [span for term in group for span in self._find_term(term, typos)]

    def reported(self, rule: UrgentRule) -> list[list[_Span]]:
        """For each group of a rule its places that count."""
        places = [self.find(group, typos=True) for group in rule.groups]
        inside = {i for spans in places for span in spans for i in range(span.start, span.end)}
        return [[s for s in spans if self._counts(s, inside)] for spans in places]

    def _counts(self, span: _Span, inside: set[int]) -> bool:
        if any(i in self._excluded for i in range(span.start, span.end)):
            return False
        for i in range(span.start - 1, max(span.start - 1 - _NEGATION_REACH, -1), -1):
            if self.words[i].clause != self.words[span.start].clause:
                return True
            if self.words[i].text in _CONTRAST:
                return True
            # "doesn't stop bleeding": the "doesn't" belongs to "doesn't stop".
            if i in self._negators and i not in inside:
                return False
        return True

    def _find_term(self, term: Term, typos: bool) -> Iterator[_Span]:
        for start in range(len(self.words)):
            if self._fits(start, term[0], typos):
                end = self._end(term, start, typos)
                if end is not None:
                    yield _Span(start, end)

    def _end(self, term: Term, start: int, typos: bool) -> int | None:
        """One past the last word of a term that starts here, None where it does not go on."""
        at = start
        for step in term[1:]:
            reach = range(at + 1, min(at + 2 + step.max_gap, len(self.words)))
            here = self.words[start].sentence
            near = [i for i in reach if self.words[i].sentence == here]
            found = next((i for i in near if self._fits(i, step, typos)), None)
            # "the bleeding hasn't stopped" is not "the bleeding stopped".
            if found is None or any(
                self.words[i].text in word_list("denials") for i in range(at + 1, found)
            ):
                return None
            at = found
        return at + 1

    def _fits(self, i: int, step: Step, typos: bool) -> bool:
        text = self.words[i].text
        if step.opens and i and self.words[i - 1].clause == self.words[i].clause:
            return False
        if text in step.words or (step.stems and text.startswith(step.stems)):
            return True
        if not typos or len(text) < _ONE_TYPO_FROM - 1 or text in self._real_words:
            return False
        return any(_mistyped(word, text) for word in step.words) or any(
            _mistyped(stem, text, is_stem=True) for stem in step.stems
        )

    def _find_excluded(self, exclusions: Exclusions) -> set[int]:
        statements = self._statements(exclusions)
        questions = [*self.find(exclusions.information), *self.find(exclusions.hypothetical)]
        excluded: set[int] = set()
        for span in questions:
            excluded |= self._up_to_statement(span, statements)
        for span in self.find(exclusions.topic):
            excluded |= self._outside_statements(span, statements)
        for span in self.find(exclusions.over):
            excluded |= self._up_to_contrast(span)
        for span in self.find(exclusions.figurative):
            excluded |= {i for i, w in enumerate(self.words) if self._same_sentence(i, span)}
        return excluded | self._past(exclusions, statements)

    def _statements(self, exclusions: Exclusions) -> list[_Span]:
        blocked = {span.end for span in self.find(exclusions.not_a_statement)}
        return [span for span in self.find(exclusions.statement) if span.start not in blocked]

    def _same_sentence(self, i: int, span: _Span) -> bool:
        return self.words[i].sentence == self.words[span.start].sentence

    def _clause(self, span: _Span) -> list[int]:
        clause = self.words[span.start].clause
        return [i for i, word in enumerate(self.words) if word.clause == clause]

    def _up_to_statement(self, span: _Span, statements: list[_Span]) -> set[int]:
        starts = [s.start for s in statements if s.start >= span.end]
        limit = min(starts, default=len(self.words))
        return {i for i in self._clause(span) if span.start <= i < limit}

    def _outside_statements(self, span: _Span, statements: list[_Span]) -> set[int]:
        clause = self._clause(span)
        stated = {s.start for s in statements}
        before = next((i for i in clause if i in stated and i < span.start), None)
        after = next((i for i in clause if i in stated and i > span.start), None)
        return {
            i
            for i in clause
            if not (before is not None and before <= i < span.start)
            and not (after is not None and i >= after)
        }

    def _up_to_contrast(self, span: _Span) -> set[int]:
        clause = self._clause(span)
        cut = next((i for i in clause if i >= span.end and self.words[i].text in _CONTRAST), None)
        return {i for i in clause if cut is None or i < cut}

    def _past(self, exclusions: Exclusions, statements: list[_Span]) -> set[int]:
        present = {span.start for span in self.find(exclusions.present)}
        now = [s.start for s in statements if present.intersection(range(s.start, s.end))]
        excluded: set[int] = set()
        for span in self.find(exclusions.past):
            clause = self._clause(span)
            again = min((i for i in now if i >= span.end and i in clause), default=None)
            excluded |= {i for i in clause if again is None or i < again}
            others = [i for i in range(len(self.words)) if self._same_sentence(i, span)]
            excluded |= {i for i in others if i not in clause and not self._present(i, present)}
        return excluded

    def _present(self, i: int, present: set[int]) -> bool:
        return any(self.words[j].clause == self.words[i].clause for j in present)


def is_urgent(messages: Sequence[Message], rules: UrgentRules) -> UrgentMatch | None:
    """The emergency that the user's last message reports, or None.

    Words of the two user messages before it count too, so that "my cheek is swollen" and later
    "now I have a fever" are read together. Questions about things in general, prices, what is
    over, denied or only imagined, are no reports. Only the last 400 words are read.

    Args:
        messages: the conversation.
        rules: from `load_rules`.
    """
    turns = [m.content for m in messages if m.role == "user"][-_TURNS:]
    if not turns:
        return None
    said = _Said(turns, rules)
    found = (_match(rule, said) for rule in rules.rules)
    return next((match for match in found if match is not None), None)


def _match(rule: UrgentRule, said: _Said) -> UrgentMatch | None:
    places = said.reported(rule)
    if not all(places):
        return None
    for anchor in places[0]:
        chosen = [_nearest(spans, anchor, said) for spans in places]
        in_last_turn = any(said.words[s.start].turn == said.last_turn for s in chosen)
        close = max(s.end for s in chosen) - min(s.start for s in chosen) <= _WINDOW
        if in_last_turn and close:
            words = (said.words[i].text for s in chosen for i in range(s.start, s.end))
            return UrgentMatch(rule.name, rule.trade, tuple(dict.fromkeys(words)))
    return None


def _nearest(spans: Iterable[_Span], anchor: _Span, said: _Said) -> _Span:
    """The place nearest to another one, in the last turn where it is said there."""
    return min(
        spans,
        key=lambda s: (said.words[s.start].turn != said.last_turn, abs(s.start - anchor.start)),
    )


def _words(turns: Sequence[str]) -> Iterator[_Word]:
    sentence = clause = 0
    for turn, text in enumerate(turns):
        for token in _TOKEN.finditer(plain(text)):
            if token.group()[0].isalnum():
                yield _Word(token.group(), sentence, clause, turn)
                continue
            clause += 1
            if token.group()[0] in ".!?\n":
                sentence += 1
        sentence += 1
        clause += 1


def _mistyped(pattern: str, word: str, *, is_stem: bool = False) -> bool:
    if word[0] != pattern[0] or len(pattern) < _ONE_TYPO_FROM:
        return False
    return _within_typos(pattern, word, is_stem)


@lru_cache(maxsize=100_000)
def _within_typos(pattern: str, word: str, is_stem: bool) -> bool:
    """Whether few enough letters differ, of a stem in the beginning of the word."""
    size = len(pattern)
    limit = 2 if size >= _TWO_TYPOS_FROM else 1
    cuts = (size - 1, size, size + 1) if is_stem else (len(word),)
    return any(OSA.distance(pattern, word[:cut], score_cutoff=limit) <= limit for cut in cuts)
