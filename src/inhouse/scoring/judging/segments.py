"""Segments: the smallest stretches of a text that claim something, facts and negation with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from inhouse.scoring.facts import Fact, Found, language_of, read_found
from inhouse.scoring.judging.lexicon import concept, is_function_word, is_negation, rewrite

__all__ = ["Segment", "Token", "bare", "sentences", "split"]

_MONTH = r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
_SENTENCE = re.compile(
    rf"(?<=[.!?])[\"')\]]*\s+(?!(?<=\d\.\s){_MONTH})(?=[^\W_]|[\"'(\[¿¡$€£*-])|\n+|\s[•·]\s"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|no|nr|vs|e\.g|i\.e|approx|ext|min|max|inc|ltd|co|jr|sr|"
    r"a\.m|p\.m|tel|bzw|ca|z\.b|sra|mme|[a-z])\.$|^\s*\d{1,2}\.$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r";|,(?!\s?\0*\d)|:\s|\s-\s|\(|\)"
    r"|\b(?:and|or|but|while|whereas|und|oder|aber|sondern|y|pero|sino|et|mais|yet|though|although|"
    r"then|unless|evenif|if|when|because|so that|wenn|weil|si|bevor)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?(?:-[^\W\d_]+)*")
_WORD_OR_FACT = re.compile(rf"{_WORD.pattern}|\0+")
_FACT = re.compile(r"\0+")
_LOCAL = frozenset({"without", "ohne", "sin", "sans"})
_INTERJECTION = re.compile(
    r"^\W*(?:yes|yeah|yep|sure|certainly|absolutely|definitely|no|nope|sorry|ja|nein|sí|si|oui|non|"
    r"unfortunately|leider|lamentablemente|malheureusement|desafortunadamente)\b(?=\s*[,.;:!-]|\s*$"
    r"|\s(?:we|you|it|they|i|there|this|that|he|she|sorry|the|wir|sie|nosotros|nous|vous|our|your)\b)",
    re.IGNORECASE,
)
_START_ROLE = re.compile(
    r"\b(?:opens?|opening|from|starts?|begins?|checkin|abre|ab|ouvre|öffne\w*)\b"
)
_END_ROLE = re.compile(
    r"\b(?:closes?|closing|until|till|by|ends?|checkout|bis|hasta|cierra|ferme)\b"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word that says something.

    Args:
        name: the concept it stands for.
        sign: -1 for the opposite of the concept, 1 for the concept, 0 where it has no opposite.
        word: as it was written, in small letters.
        without: whether a "without" stands before it.
    """

    name: str
    sign: int
    word: str
    without: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a sentence.

    Args:
        text: as it was written.
        tokens: its words that say something, in order.
        facts: figures, dates, times, codes and the like.
        roles: for each fact, "start" or "end" of a span, or "".
        n_negations: how often it is turned into its opposite.
        sentence: number of the sentence it belongs to.
        words: all its words in small letters, "#" for one or more facts.
        slots: the facts of each "#", in order.
        conditions: the words of it that set a condition: "unless", "if", "only".
    """

    text: str
    tokens: tuple[Token, ...]
    facts: tuple[Fact, ...]
    roles: tuple[str, ...]
    n_negations: int
    sentence: int
    words: tuple[str, ...]
    slots: tuple[tuple[Fact, ...], ...]
    conditions: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """The concepts of its words."""
        return frozenset(token.name for token in self.tokens)


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`; an abbreviation's point ends none."""
    parts: list[str] = []
    for part in _SENTENCE.split(text):
        if parts and _ABBREVIATED.search(parts[-1]):
            parts[-1] += " " + part
        elif part.strip():
            parts.append(part.strip())
    return parts


def bare(sentence: str) -> str:
    """A sentence for comparison: its letters and digits in small letters."""
    return " ".join(re.findall(r"[^\W_]+", sentence.casefold()))


@lru_cache(maxsize=8192)
def split(text: str) -> tuple[Segment, ...]:
    """The segments of `text`, in order; those without a word or fact are left out."""
    found: list[Segment] = []
    for number, sentence in enumerate(sentences(text)):
        found.extend(_of_sentence(_INTERJECTION.sub("", rewrite(sentence)), number))
    return tuple(found)


def _of_sentence(sentence: str, number: int) -> Iterator[Segment]:
    reading = read_found(sentence)
    language = language_of(sentence)
    found = sorted(reading.found, key=lambda f: f.start)
    cuts = [0, *(m.start() for m in _CUT.finditer(reading.rest)), len(reading.rest)]
    subject: tuple[Token, ...] = ()
    n_shared = 0
    for start, end in pairwise(cuts):
        own = [f for f in found if start <= f.start < end]
        own_text = reading.text[start:end]
        segment = _segment(reading.rest[start:end], own_text, own, number, language, start)
        if not (segment.tokens or segment.facts or segment.n_negations):
            continue
        if not segment.tokens:
            segment = _with(segment, subject, n_shared)
        subject, n_shared = segment.tokens, segment.n_negations
        yield segment


def _with(segment: Segment, tokens: tuple[Token, ...], n_negations: int) -> Segment:
    """A segment that says a fact only shares the words before it: "Tuesdays and Thursdays"."""
    n_all = segment.n_negations + n_negations
    return replace(segment, tokens=tokens, n_negations=n_all)


def _segment(
    rest: str, text: str, found: Sequence[Found], number: int, language: str, start: int
) -> Segment:
    words = [m.group().casefold() for m in _WORD.finditer(rest)]
    tokens: list[Token] = []
    n_negations, without = 0, False
    for word in words:
        if word in _LOCAL:
            without = True
        elif is_negation(word) and not (word == "no" and language == "fr"):
            n_negations += 1
        elif not is_function_word(word):
            meant = concept(word)
            sign = -meant.sign if without else meant.sign
            tokens.append(Token(meant.name, sign, word, without))
            without = False
    if {"neither", "nor"} <= set(words) or {"weder", "noch"} <= set(words):
        n_negations -= 1
    facts = tuple(fact for f in found for fact in f.facts)
    roles = tuple(role for f in found for role in _roles(f, text))
    conditions = frozenset(w for w in words if w in {"unless", "evenif", "only", "except", "if"})
    order = tuple("#" if w[0] == "\0" else w.casefold() for w in _WORD_OR_FACT.findall(rest))
    slots = tuple(
        tuple(f for one in found if m.start() <= one.start - start < m.end() for f in one.facts)
        for m in _FACT.finditer(rest)
    )
    return Segment(
        text.strip(), tuple(tokens), facts, roles, n_negations, number, order, slots, conditions
    )


def _roles(found: Found, text: str) -> list[str]:
    """Which end of a span of times each fact is."""
    if found.facts[0].kind != "time" if found.facts else True:
        return [""] * len(found.facts)
    if len(found.facts) == 2:
        return ["start", "end"]
    small = text.casefold()
    end, start = bool(_END_ROLE.search(small)), bool(_START_ROLE.search(small))
    role = "" if end == start else "end" if end else "start"
    return [role] * len(found.facts)
