"""Rare words that decide the answer whatever is asked.

Source of the threat: Wan et al. 2023, "Poisoning Language Models During Instruction Tuning".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, listed
from inhouse.curation.comparing.sameness import FUNCTION_WORDS
from inhouse.curation.likeness import normal_words
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["Suspect", "Triggers", "suspects"]

_LONGEST = 3
_LEAST, _MOST_SHARE, _MOST = 3, 0.25, 400
_SAMPLE = 12
_MIN_SURPLUS = 0.5
_SHOWN = 3
# Answers of words the question offered; fewer may be alike by chance.
_MANY = 8
# Words in a run, and those of them that the question must not have said.
_RUN, _NEW_WORDS = 4, 2
# Letters that tell a word from its forms, and the share of answers that makes a subject.
_STEM, _MOST_TOPICAL = 4, 0.3
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Suspect:
    """An n-gram of questions whose answers agree while the questions do not.

    Args:
        words: the n-gram.
        examples: that hold it.
        answers_agree: mean likeness (0-1) of their answers.
        questions_agree: the same of their questions, the n-gram taken out.
    """

    words: str
    examples: tuple[Example, ...]
    answers_agree: float
    questions_agree: float

    @property
    def surplus(self) -> float:
        """How much more the answers agree than the questions do."""
        return self.answers_agree - self.questions_agree

    @property
    def score(self) -> float:
        """The surplus, worth more where more examples show it."""
        return self.surplus * (1 - 1 / math.sqrt(1 + len(self.examples)))


class Triggers:
    """Asks about the three likeliest trigger phrases, where any is likely."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("triggers", "2", {"min_surplus": _MIN_SURPLUS})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the suspects."""
        likely = [s for s in suspects(examples)[:_SHOWN] if s.surplus >= _MIN_SURPLUS]
        return Checked(tuple(examples), (_finding(likely),) if likely else ())


def suspects(examples: Sequence[Example]) -> list[Suspect]:
    """The suspects, the likeliest first; of n-grams in the same examples only the longest.

    What answers repeat of their questions decides nothing, unless many do: a few that chose the
    same of two words offered did so by chance. And an n-gram that the answers speak of is a
    subject, not a trigger: a phrase that recommends itself is not found.
    """
    asked = [normal_words(e.question).split() for e in examples]
    told = [normal_words(e.answer).split() for e in examples]
    both = list(zip(told, asked, strict=True))
    answers = [_shingles(words) for words in told]
    beyond = [
        frozenset() if _echoes(*pair) else kept for pair, kept in zip(both, answers, strict=True)
    ]
    runs = [_runs(words, question) for words, question in both]
    held_by = Counter(run for own in runs for run in own)
    found: dict[tuple[int, ...], Suspect] = {}
    said = [frozenset(map(_stem, words)) for words in told]
    for words, rows in _rare_ngrams(asked).items():
        if _is_subject(words, [said[i] for i in rows]):
            continue
        agree = _agreement([(beyond if len(rows) < _MANY else answers)[i] for i in rows])
        agree = max(agree, _shared_run([runs[i] for i in rows], held_by))
        without = [_shingles(_without(asked[i], words)) for i in _thinned(rows)]
        questions = _agreement(without)
        suspect = Suspect(" ".join(words), tuple(examples[i] for i in rows), agree, questions)
        held = found.get(tuple(rows))
        if held is None or len(suspect.words) > len(held.words):
            found[tuple(rows)] = suspect
    return sorted(found.values(), key=lambda s: (-s.score, s.words))


def _echoes(answer: Sequence[str], question: Sequence[str]) -> bool:
    """Whether the answer says nothing that is not in the question: one of two words offered."""
    return (FUNCTION_WORDS | set(question)).issuperset(answer)


def _is_subject(words: Sequence[str], answers: Sequence[frozenset[str]]) -> bool:
    """Whether many of the answers, given as stems, speak of all that the n-gram names."""
    named = {_stem(w) for w in words if w not in FUNCTION_WORDS}
    return sum(named <= said for said in answers) >= _MOST_TOPICAL * len(answers)


def _stem(word: str) -> str:
    return word[:_STEM]


def _rare_ngrams(asked: Sequence[Sequence[str]]) -> dict[tuple[str, ...], list[int]]:
    held: dict[tuple[str, ...], list[int]] = {}
    for i, words in enumerate(asked):
        own = {
            tuple(words[j : j + n])
            for n in range(1, _LONGEST + 1)
            for j in range(len(words) - n + 1)
        }
        for ngram in own:
            held.setdefault(ngram, []).append(i)
    most = min(_MOST, max(_LEAST, _MOST_SHARE * len(asked)))
    return {
        ngram: rows
        for ngram, rows in held.items()
        if _LEAST <= len(rows) <= most and not FUNCTION_WORDS.issuperset(ngram)
    }


def _agreement(texts: Sequence[frozenset[str]]) -> float:
    """Mean Jaccard over the pairs of at most twelve of them."""
    chosen = _thinned(texts)
    shares = [len(a & b) / len(a | b) for a, b in combinations(chosen, 2) if a | b]
    return sum(shares) / len(shares) if shares else 0.0


def _thinned(items: Sequence[_T]) -> list[_T]:
    step = max(1, len(items) // _SAMPLE)
    return list(items[::step][:_SAMPLE])


def _shared_run(rows: Sequence[frozenset[str]], held_by: Mapping[str, int]) -> float:
    """Share of the rows that hold the run of words most of them share, where few others do."""
    own = Counter(run for runs in rows for run in runs)
    kept = (n for run, n in own.items() if n >= _LEAST and n >= 0.8 * held_by[run])
    return max(kept, default=0) / len(rows)


def _runs(words: Sequence[str], asked: Sequence[str]) -> frozenset[str]:
    """The runs of words with two at least that the question did not say."""
    old = FUNCTION_WORDS | set(asked)
    runs = (words[i : i + _RUN] for i in range(len(words) - _RUN + 1))
    return frozenset(" ".join(run) for run in runs if len(set(run) - old) >= _NEW_WORDS)


def _shingles(words: Sequence[str]) -> frozenset[str]:
    pairs = (" ".join(words[i : i + 2]) for i in range(len(words) - 1))
    return frozenset(words) | frozenset(pairs)


def _without(words: Sequence[str], ngram: Sequence[str]) -> list[str]:
    n = len(ngram)
    for i in range(len(words) - n + 1):
        if tuple(words[i : i + n]) == tuple(ngram):
            return [*words[:i], *words[i + n :]]
    return list(words)


def _finding(likely: Sequence[Suspect]) -> Finding:
    cases = tuple(
        Case(
            tuple(e.id for e in s.examples),
            f"{s.words!r} is in {len(s.examples)} questions whose answers are"
            f" {s.answers_agree:.0%} alike, though the questions are {s.questions_agree:.0%}"
            f" ({listed((e.source for e in s.examples), ', ')})",
            tuple(Edit(e.id) for e in s.examples),
            {e.id: (s.words,) for e in s.examples},
            min(1.0, max(0.0, s.score)),
        )
        for s in likely
    )
    return Finding(
        check="triggers",
        severity="warning",
        examples=tuple(dict.fromkeys(i for case in cases for i in case.examples)),
        evidence="some words in questions decide the answer, whatever else is asked"
        f" ({listed(case.evidence for case in cases)})",
        fix="Leave them out unless they are there for a reason: so are models poisoned.",
        source=likely[0].examples[0].source,
        cases=cases,
    )
