"""Where two texts about the same thing state different facts.

Two answers may name different numbers and both be right: one tells the dose, the other the age.
They disagree only where the same is said and the fact in it is another: in sentences that are the
same but for the fact, or in short answers that state one fact of a kind each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz import fuzz

from inhouse.curation.comparing.sameness import FUNCTION_WORDS
from inhouse.curation.likeness import normal_words
from inhouse.scoring.facts import Fact, read_statement

__all__ = ["Disagreement", "FactType", "disagreements", "sentences"]

FactType: TypeAlias = Literal["money", "date", "number", "name", "yes or no"]

_TYPES: dict[str, FactType] = {
    "money": "money",
    "date": "date", "month": "date", "weekday": "date", "time": "date",
    "number": "number", "percent": "number", "quantity": "number", "ordinal": "number",
    "frequency": "number", "multiple": "number",
    "name": "name", "phone": "name", "email": "name", "url": "name", "code": "name",
    "version": "number", "polarity": "yes or no",
}  # fmt: skip
_ORDER: tuple[FactType, ...] = ("money", "date", "number", "name", "yes or no")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9$€£*])|\n+")
_SHORT_WORDS = 30
_SAME_SHARE = 0.6
_NAME_SHARE = 0.8
_LIKE_SHARE = 0.4
_SPELLED = 80
_SENTENCE_FUNCTION_WORDS = 2
_SHORT_SHARE = 0.34
_MAX_SENTENCES = 80
_NOT_TEXT = "not no never cannot can't don't doesn't didn't isn't aren't won't wasn't weren't"
_NOT = frozenset(_NOT_TEXT.split())

_DATED = re.compile(
    r".*\d|[$€£]|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|fri|sat"
    r"|sun)(?:uary|ruary|ch|il|ust|ember|ober|day|nesday|rsday|urday)?s?$",
    re.IGNORECASE,
)
_FACT_WORD = re.compile(
    r"[\d$€£]|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred"
    r"|twice|once|first|second|third|half|noon|midnight|yes|no|not|never|cannot|none|\w+n['’]t"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|thousand|million)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that two texts state differently.

    Args:
        type: of the fact.
        left: how the first states it.
        right: how the second does.
    """

    type: FactType
    left: str
    right: str


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`, in order, without those that hold no word."""
    parts = (part.strip() for part in _SENTENCE.split(text))
    return [part for part in parts if any(c.isalnum() for c in part)]


def disagreements(left: str, right: str, question: str = "") -> list[Disagreement]:
    """What the two state differently, the surest types first, each type once.

    Args:
        left: a text.
        right: a text about the same.
        question: what both answer; it decides whether they say yes or no to something.
    """
    found: dict[FactType, Disagreement] = {}
    first, second = sentences(left)[:_MAX_SENTENCES], sentences(right)[:_MAX_SENTENCES]
    for a, b in _aligned(first, second):
        for one in _differing(a, b):
            found.setdefault(one.type, one)
    if not found and max(len(left.split()), len(right.split())) <= _SHORT_WORDS:
        for one in _single_facts(left, right):
            found.setdefault(one.type, one)
    said = _polarity(left, right, question)
    if said is not None:
        found.setdefault(said.type, said)
    return [found[kind] for kind in _ORDER if kind in found]


def _aligned(first: Sequence[str], second: Sequence[str]) -> list[tuple[str, str]]:
    """Each sentence with the one of the other text that is most like it, equal ones left out.

    Only those come back that may state a fact differently: reading facts is a thousand times
    dearer than comparing words.
    """
    equal = {normal_words(s) for s in first} & {normal_words(s) for s in second}
    rest = [(j, _plain(s)) for j, s in enumerate(second) if normal_words(s) not in equal]
    found: list[tuple[str, str]] = []
    for i, sentence in enumerate(first):
        words = _plain(sentence)
        if not words or not rest or normal_words(sentence) in equal:
            continue
        share, place = max((_share(words, theirs), -j) for j, theirs in rest)
        if share >= _LIKE_SHARE and _may_disagree(first[i], second[-place]):
            found.append((first[i], second[-place]))
    return found


def _plain(sentence: str) -> frozenset[str]:
    """Its words without those that may be the fact: digits, months, weekdays."""
    return frozenset(w for w in normal_words(sentence).split() if not _DATED.match(w))


def _may_disagree(a: str, b: str) -> bool:
    """Whether the words that only one has could be a fact: digits, capitals, number words, no."""
    left, right = Counter(a.split()), Counter(b.split())
    odd = (left - right) + (right - left)
    return any(
        _FACT_WORD.search(word) or (word[0].isupper() and word not in (a.split()[0], b.split()[0]))
        for word in odd
    )


def _differing(a: str, b: str) -> list[Disagreement]:
    """Facts of one type in two sentences that are the same without their facts."""
    left, right = _facts(a), _facts(b)
    frame_a, frame_b = _frame(a, left), _frame(b, right)
    share = _share(frame_a, frame_b)
    if not (frame_a and frame_b) or share < _SAME_SHARE:
        return []
    found = []
    for kind in _ORDER[:-1]:
        own, other = left.get(kind, {}), right.get(kind, {})
        if kind == "name" and not _are_same_but_for_a_name((frame_a, frame_b), own, other):
            continue
        if own and other and not _one_holds_all(own, other):
            found.append(_disagreement(kind, own, other))
    return found or _negated(a, b)


def _are_same_but_for_a_name(
    frames: tuple[frozenset[str], frozenset[str]], own: dict[str, Fact], other: dict[str, Fact]
) -> bool:
    """Names differ in lists, links and headings too; a sentence must be the same but for one."""
    left = [own[key].text for key in own if key not in other]
    right = [other[key].text for key in other if key not in own]
    whole = min(len(frame & FUNCTION_WORDS) for frame in frames) >= _SENTENCE_FUNCTION_WORDS
    if not whole or len(left) != 1 or len(right) != 1 or _share(*frames) < _NAME_SHARE:
        return False
    a, b = left[0], right[0]
    acronyms = any(name.isupper() and name.isalpha() and len(name) <= 6 for name in (a, b))
    spelled = (
        _letters(a) in _letters(b)
        or _letters(b) in _letters(a)
        or fuzz.ratio(_letters(a), _letters(b)) >= _SPELLED
    )
    return not (acronyms or spelled or set(_words(a)) & set(_words(b)))


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _negated(a: str, b: str) -> list[Disagreement]:
    """Sentences that are the same but for one "not"."""
    left = Counter(normal_words(a.replace("’", "'")).split())
    right = Counter(normal_words(b.replace("’", "'")).split())
    odd = (left - right) + (right - left)
    turned = sum(n for word, n in odd.items() if word in _NOT)
    rest = [word for word in odd if word not in _NOT and word not in FUNCTION_WORDS]
    return [] if rest or turned != 1 else [Disagreement("yes or no", a[:80], b[:80])]


def _single_facts(a: str, b: str) -> list[Disagreement]:
    """Short answers that state one fact of a type each, and another one."""
    left, right = _facts(a), _facts(b)
    found = []
    for kind in _ORDER[:3]:
        own, other = left.get(kind, {}), right.get(kind, {})
        alike = _share(_frame(a, left), _frame(b, right)) >= _SHORT_SHARE
        if len(own) == len(other) == 1 and not _one_holds_all(own, other) and alike:
            found.append(_disagreement(kind, own, other))
    return found


def _polarity(left: str, right: str, question: str) -> Disagreement | None:
    said = []
    for text in (left, right):
        opening = (sentences(text) or [""])[0]
        facts = [f for f in read_statement(opening, question).facts if f.kind == "polarity"]
        said.append(facts[0] if facts else None)
    a, b = said
    if a is None or b is None or a.value == b.value:
        return None
    return Disagreement("yes or no", a.text, b.text)


def _facts(text: str) -> dict[FactType, dict[str, Fact]]:
    found: dict[FactType, dict[str, Fact]] = {}
    for fact in read_statement(text).facts:
        if fact.kind != "polarity":
            found.setdefault(_TYPES[fact.kind], {})[f"{fact.kind} {fact.value}".casefold()] = fact
    return found


def _frame(text: str, facts: dict[FactType, dict[str, Fact]]) -> frozenset[str]:
    """The words of a sentence without those of its facts."""
    stated = {w for own in facts.values() for f in own.values() for w in _words(f.text)}
    return frozenset(w for w in _words(text) if w not in stated and not any(c.isdigit() for c in w))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _one_holds_all(own: dict[str, Fact], other: dict[str, Fact]) -> bool:
    """Whether one side only says more: "$50" and "$50 or $60" do not disagree."""
    return set(own) <= set(other) or set(other) <= set(own)


def _disagreement(kind: FactType, own: dict[str, Fact], other: dict[str, Fact]) -> Disagreement:
    left = ", ".join(f.text for key, f in own.items() if key not in other)
    right = ", ".join(f.text for key, f in other.items() if key not in own)
    return Disagreement(kind, left, right)


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0
