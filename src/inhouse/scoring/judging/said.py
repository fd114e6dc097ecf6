"""What a text says: segments, facts bound to their context, and the days something is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inhouse.scoring import facts
from inhouse.scoring.facts import Fact, read_statement
from inhouse.scoring.judging.segments import Segment, Token, split
from inhouse.scoring.words import words

__all__ = ["DAYS", "PREDICATES", "Bound", "Said", "is_same", "matches", "read", "sign_of"]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PREDICATES = frozenset(
    [
        "open",
        "accept",
        "include",
        "possible",
        "available",
        "need",
        "free",
        "valid",
        "safe",
        "refund",
        "enable",
    ]
)
"""Concepts that a negation turns into their opposite: "not open" is closed."""
_COUNTED = frozenset({"number", "money", "percent"})
_WORKS = frozenset({"open", "available", "work", "job", "accept", "here"})
_MIN_PREFIX, _MIN_PREFIX_SHARE, _MIN_PART = 4, 0.7, 5


@dataclass(frozen=True, slots=True)
class Bound:
    """A fact and what it is said of.

    Args:
        fact: the fact.
        context: concepts, facts of other kinds and the end of the span beside it.
        segment: its segment's place in `Said.segments`.
    """

    fact: Fact
    context: frozenset[str]
    segment: int


@dataclass(frozen=True, slots=True)
class Said:
    """What one text says.

    Args:
        text: as it was written.
        segments: in order.
        facts: bound to their context, in order.
        names: proper names.
        words: all words, folded.
        open_days: a weekday to whether something happens on it; only days that are stated.
    """

    text: str
    segments: tuple[Segment, ...]
    facts: tuple[Bound, ...]
    names: tuple[Fact, ...]
    words: frozenset[str]
    open_days: Mapping[str, bool]

    def says(self, fact: Fact) -> bool:
        """Whether some fact of this text states `fact`; of a name, whether it uses a word."""
        if fact.kind == "name":
            return any(word in self.words for word in words(fact.value))
        own = [b.fact for b in self.facts]
        if fact.kind in _COUNTED and (alike := [f for f in own if f.kind == fact.kind]):
            own = alike  # ten pieces are not $10 where there is a price
        return any(is_same(fact, f) for f in own)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All words that say something, each concept once, in order."""
        return tuple({t.name: t for s in self.segments for t in s.tokens}.values())


@lru_cache(maxsize=8192)
def read(text: str) -> Said:
    """What `text` says."""
    segments = split(text)
    names = tuple(f for f in read_statement(text).facts if f.kind == "name")
    bound = (*_bound(segments), *_bound_names(names, segments))
    return Said(text, segments, bound, names, frozenset(words(text)), _open_days(segments))


def is_same(a: Fact, b: Fact) -> bool:
    """Whether two facts state the same; of two names, whether one is a part of the other."""
    if a.kind == b.kind == "name":
        one, other = set(words(a.value)), set(words(b.value))
        return one <= other or other <= one
    if {a.kind, b.kind} == {"quantity", "frequency"}:
        return a.value == b.value
    return facts.is_same(a, b)


def sign_of(segment: Segment) -> int:
    """1 where the segment affirms, -1 where it denies: "not closed" affirms."""
    sign: int = -1 if segment.n_negations % 2 else 1
    is_point = not {"is", "are"} & set(segment.words)  # "until closing" denies nothing
    for token in segment.tokens:
        if token.name in PREDICATES and token.sign and not token.without:
            sign *= 1 if is_point and token.word == "closing" else token.sign
    return sign


def matches(a: Token, b: Token) -> bool:
    """Whether two words say the same or the opposite: one concept, one stem, or a part of it."""
    if a.name == b.name:
        return True
    return not (a.sign or b.sign) and (_alike(a.name, b.name) or _alike(a.word, b.word))


def _alike(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if len(short) < _MIN_PREFIX:
        return False
    n = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if n >= _MIN_PREFIX and n >= _MIN_PREFIX_SHARE * len(short) and n >= len(short) - 2:
        return True
    return len(short) >= _MIN_PART and len(long) >= 9 and short in long  # Kartenzahlung, Karten


def _bound(segments: Sequence[Segment]) -> Iterator[Bound]:
    for place, segment in enumerate(segments):
        around = _around(segments, place)
        stated = [*segment.facts, *_free(segment)]
        for i, fact in enumerate(stated):
            others = {f"{f.kind} {f.value}" for f in stated if f.kind != fact.kind}
            role = segment.roles[i] if i < len(segment.roles) else ""
            context = {_key(t) for t in around} | others | ({role} if role else set())
            for one in _daily(fact):
                yield Bound(one, frozenset(context), place)


def _bound_names(names: Sequence[Fact], segments: Sequence[Segment]) -> Iterator[Bound]:
    for name in names:
        own = set(words(name.value))
        for place, segment in enumerate(segments):
            if own & set(segment.words):
                context = {_key(t) for t in segment.tokens if t.word not in own}
                if not context and place and segments[place - 1].sentence == segment.sentence:
                    context = {_key(t) for t in segments[place - 1].tokens}  # Polish and Czech
                yield Bound(name, frozenset(context), place)


def _around(segments: Sequence[Segment], place: int) -> list[Token]:
    """The words of a segment and of those beside it in the sentence that state no fact."""
    tokens = list(segments[place].tokens)
    for step in (-1, 1):
        at = place + step
        while (
            0 <= at < len(segments)
            and segments[at].sentence == segments[place].sentence
            and not segments[at].facts
        ):
            tokens += segments[at].tokens
            at += step
    return tokens


def _key(token: Token) -> str:
    """A concept with its sign, but for the predicates: whether it is open is no context."""
    if token.without:
        return f"without {token.name}"
    return token.name if token.sign >= 0 or token.name in PREDICATES else f"-{token.name}"


def _free(segment: Segment) -> Iterator[Fact]:
    for token in segment.tokens:
        if token.name == "free" and token.sign > 0 and not token.without:
            if segment.n_negations % 2 == 0:
                yield Fact("money", "free", token.word)
            return


def _daily(fact: Fact) -> Iterator[Fact]:
    """Per day is on every day of the week; a price of nothing is free."""
    if fact.kind == "frequency" and fact.value == "86400 s":
        yield from (Fact("weekday", day, fact.text) for day in DAYS)
    elif fact.kind == "money" and fact.value.endswith(" 0"):
        yield Fact("money", "free", fact.text)
    elif fact.value == "24/7":
        yield fact
        yield from (Fact("weekday", day, fact.text) for day in DAYS)
    else:
        yield fact


def _open_days(segments: Sequence[Segment]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for segment in segments:
        days = {f.value for f in segment.facts if f.kind == "weekday"}
        if days and segment.names & _WORKS:
            found |= dict.fromkeys(sorted(days), sign_of(segment) > 0)
    return found
