"""Where an answer contradicts the firm, or says what the firm does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inhouse.scoring.facts import Fact
from inhouse.scoring.judging.judgement import Reason
from inhouse.scoring.judging.said import (
    DAYS,
    PREDICATES,
    Bound,
    Said,
    is_same,
    matches,
    sign_of,
)
from inhouse.scoring.judging.segments import Segment, Token
from inhouse.scoring.words import words

__all__ = [
    "agree_on_days",
    "completed_days",
    "inventions",
    "limits",
    "misbound",
    "opposite_days",
    "opposites",
    "swaps",
]

_LOOSE = frozenset({"ordinal", "number", "multiple"})
_MIN_SHARE = 0.5
_SMALL = 10
_NEARLY = 0.8  # a segment that agrees is the partner, if it has nearly as much in common
_EVERYBODY = frozenset(
    ["everyone", "everybody", "anyone", "anybody", "all", "always", "anytime", "whenever", "any"]
)


def inventions(
    answer: Said, reference: Said, asked: Said, given: Sequence[Said]
) -> Iterator[Reason]:
    """Facts of the answer that neither the firm nor the question states, each once.

    Days are left out where the answer only turns them round ("every day but Sunday" for "closed
    on Sundays"), and so are small numbers in words, where the firm states none: "two ways".
    """
    known = (reference, asked, *given)
    seen: set[tuple[str, str]] = set()
    days_agree = agree_on_days(answer, reference)
    for bound in answer.facts:
        fact = bound.fact
        if fact.kind == "name":
            continue
        if any(said.says(fact) for said in known) or (fact.kind, fact.value) in seen:
            continue
        if (fact.kind == "weekday" and days_agree) or _is_loose(fact, reference):
            continue
        seen.add((fact.kind, fact.value))
        yield _unlike(fact, answer, reference)


def _unlike(fact: Fact, answer: Said, reference: Said) -> Reason:
    instead = next(
        (b.fact for b in reference.facts if b.fact.kind == fact.kind and not answer.says(b.fact)),
        None,
    )
    if instead is None:
        return Reason("invented", said=fact.text)
    return Reason("contradicted", said=fact.text, wanted=instead.text)


def _is_loose(fact: Fact, reference: Said) -> bool:
    if (
        fact.kind == "frequency"
        and words(fact.text)[-1:]
        and words(fact.text)[-1] in reference.words
    ):
        return True
    if fact.kind == "quantity" and _counts_the_same(fact, reference):
        return True
    if fact.kind == "quantity" and fact.text.casefold().startswith("one "):
        return not any(b.fact.kind == "quantity" for b in reference.facts)
    if fact.kind not in _LOOSE or any(b.fact.kind == fact.kind for b in reference.facts):
        return False
    return fact.kind == "ordinal" or (
        fact.kind == "number"
        and fact.text.isalpha()
        and fact.value.isdigit()
        and int(fact.value) <= _SMALL
    )


def _counts_the_same(fact: Fact, reference: Said) -> bool:
    """Whether the firm has the number without the unit: "under 18" for "under 18 years"."""
    figure = fact.text.split()[0] if fact.text else ""
    return any(b.fact.kind == "number" and b.fact.value == figure for b in reference.facts)


def swaps(answer: Said, reference: Said) -> Iterator[Reason]:
    """Two values of one kind that the answer gives to each other's thing."""
    shared = [b for b in _by_value(reference) if answer.says(b.fact)]
    for i, one in enumerate(shared):
        for other in shared[i + 1 :]:
            if one.fact.kind == other.fact.kind and _crossed(one, other, answer):
                yield Reason("contradicted", said=other.fact.text, wanted=one.fact.text)


def misbound(
    missed: Sequence[Fact], answer: Said, reference: Said, asked: Said
) -> Iterator[Reason]:
    """A value that the firm states of something else, given for what was asked."""
    for fact in missed:
        own = _context(fact, reference)
        for bound in _by_value(answer):
            if bound.fact.kind != fact.kind or is_same(bound.fact, fact):
                continue
            if not reference.says(bound.fact):
                continue
            theirs = _context(bound.fact, reference)
            telling = own ^ theirs
            context = bound.context & telling or _keys(asked) & telling
            if len(context & own) > len(context & theirs):
                yield Reason("contradicted", said=bound.fact.text, wanted=fact.text)


def _crossed(one: Bound, other: Bound, answer: Said) -> bool:
    telling = one.context ^ other.context
    mine, theirs = _context(one.fact, answer) & telling, _context(other.fact, answer) & telling
    straight = len(one.context & mine) + len(other.context & theirs)
    crossed = len(one.context & theirs) + len(other.context & mine)
    return crossed > straight


def _by_value(said: Said) -> list[Bound]:
    """Each value once, its contexts together."""
    found: dict[tuple[str, str], Bound] = {}
    for bound in said.facts:
        key = (bound.fact.kind, bound.fact.value)
        before = found.get(key)
        context = bound.context | before.context if before else bound.context
        found[key] = Bound(bound.fact, context, bound.segment)
    return list(found.values())


def _context(fact: Fact, said: Said) -> frozenset[str]:
    contexts = [b.context for b in said.facts if is_same(b.fact, fact)]
    return frozenset().union(*contexts)


def _keys(said: Said) -> frozenset[str]:
    facts = {f"{b.fact.kind} {b.fact.value}" for b in said.facts}
    return frozenset({t.name if t.sign >= 0 else f"-{t.name}" for t in said.tokens} | facts)


def opposite_days(answer: Said, reference: Said) -> Iterator[Reason]:
    """A day on which the answer has something open that the firm has closed, or the reverse."""
    if not answer.open_days or not reference.open_days or agree_on_days(answer, reference):
        return
    full = completed_days(reference)
    for day, is_open in answer.open_days.items():
        if is_open != full[day]:
            said, wanted = ("open", "closed") if is_open else ("closed", "open")
            yield Reason("contradicted", said=f"{said} on {day}", wanted=f"{wanted} on {day}")
            return


def agree_on_days(answer: Said, reference: Said) -> bool:
    """Whether nothing that the answer has open is closed at the firm, or the reverse."""
    if not reference.open_days or not answer.open_days:
        return False
    full = completed_days(reference)
    return all(full[day] == is_open for day, is_open in answer.open_days.items())


def completed_days(said: Said) -> dict[str, bool]:
    """Every day: who names open days only is closed on the others, and the reverse."""
    stated = set(said.open_days.values())
    default = not stated.pop() if len(stated) == 1 else False
    return {day: said.open_days.get(day, default) for day in DAYS}


def opposites(answer: Said, reference: Said, *, agreed: bool = False) -> Iterator[Reason]:
    """Segments about the same thing, one of which denies what the other affirms.

    Args:
        answer: what was answered.
        reference: the firm's own answer.
        agreed: whether both open with the same yes or no, which "we are closed" only says again.
    """
    days = bool(answer.open_days and reference.open_days)
    known = {segment.words for segment in reference.segments}
    for segment in answer.segments:
        if segment.words in known or (agreed and _only_says_so(segment)):
            continue
        if turned := _opposed(segment, reference, alone=len(answer.segments) == 1):
            yield Reason("contradicted", said=segment.text, wanted=turned.text)
            continue
        partner = _partner(segment, reference.segments)
        if partner is not None and _is_opposite(segment, partner, days=days):
            yield Reason("contradicted", said=segment.text, wanted=partner.text)


def _only_says_so(segment: Segment) -> bool:
    """Whether a segment is no more than "we are closed", "it is not possible"."""
    return not segment.facts and segment.names <= PREDICATES


def _opposed(segment: Segment, reference: Said, *, alone: bool) -> Segment | None:
    """A segment about the same that says the opposite of a word: left, right.

    None where the firm says both somewhere: "adults pay, children do not".
    """
    signs = {(t.name, t.sign) for s in reference.segments for t in s.tokens}
    for token in segment.tokens:
        if not token.sign or token.name in PREDICATES or (token.name, token.sign) in signs:
            continue
        for other in reference.segments:
            opposite = any(t.name == token.name and t.sign == -token.sign for t in other.tokens)
            is_all = alone and len(reference.segments) == 1
            if opposite and (_share(segment, other) or is_all):
                return other
    return None


def limits(answer: Said, reference: Said) -> Iterator[Reason]:
    """An "only" that the firm does not say, or everybody where the firm says only some."""
    mine, theirs = (_conditions(said) for said in (answer, reference))
    lacking = [t for t in reference.tokens if not any(matches(t, own) for own in answer.tokens)]
    denies = any(segment.n_negations for segment in reference.segments)
    if "only" in mine and "only" not in theirs and not denies and lacking:
        yield Reason("contradicted", said=answer.text, wanted=reference.text)
    if "only" in theirs and "only" not in mine and lacking and answer.words & _EVERYBODY:
        yield Reason("contradicted", said=answer.text, wanted=reference.text)


def _conditions(said: Said) -> frozenset[str]:
    return frozenset().union(*(segment.conditions for segment in said.segments))


def _partner(segment: Segment, others: Sequence[Segment]) -> Segment | None:
    """The segment of `others` that is about the same, the one that agrees first."""
    best: tuple[float, bool] = (0.0, False)
    partner = None
    for other in others:
        share = _share(segment, other)
        agrees = not _is_opposite(segment, other, days=False)
        key = (share / _NEARLY if agrees else share, agrees)
        if share > 0 and key > best:
            best, partner = key, other
    return partner


def _share(a: Segment, b: Segment) -> float:
    """How much two segments have in common, 0 where it is too little to be about the same."""
    n_words = sum(any(matches(x, y) for y in b.tokens) for x in a.tokens)
    n_facts = sum(any(is_same(x, y) for y in b.facts) for x in a.facts)
    n, least = n_words + n_facts, min(_size(a), _size(b))
    if not n_words or n < _MIN_SHARE * least or (n < 2 and least > 2):
        return 0.0
    return n / max(_size(a), _size(b))


def _size(segment: Segment) -> int:
    return len(segment.tokens) + len(segment.facts)


def _is_opposite(a: Segment, b: Segment, *, days: bool) -> bool:
    dated = [any(f.kind == "weekday" for f in s.facts) for s in (a, b)]
    if _lack_the_same(a, b) or _lack_the_same(b, a):
        return False
    if not (days and all(dated)) and sign_of(a) != sign_of(b) and not _differ_both(a, b):
        return True
    if "only" in _added(a, b) and not b.n_negations and _lacks(a, b):
        return True
    if {"unless", "evenif"} <= (a.conditions ^ b.conditions):
        return True
    if "only" in (a.conditions ^ b.conditions):
        return False
    return any(_turned(x, b) for x in a.tokens)


def _lack_the_same(a: Segment, b: Segment) -> bool:
    """Whether one is without what the other denies: "without an appointment", "none is needed"."""
    gone = {t.name for t in a.tokens if t.without}
    return bool(b.n_negations % 2 and not a.n_negations and gone & b.names) and not any(
        t.without for t in b.tokens
    )


def _added(a: Segment, b: Segment) -> frozenset[str]:
    """Conditions that only the first sets."""
    return a.conditions - b.conditions


def _differ_both(a: Segment, b: Segment) -> bool:
    """Whether each has a word that the other lacks: "do not pay" and "is free" may be the same.

    "only within" denies as much as "not abroad".
    """
    return (_lacks(a, b) and _lacks(b, a)) or "only" in (a.conditions ^ b.conditions)


def _lacks(a: Segment, b: Segment) -> bool:
    return any(not any(matches(x, y) for y in b.tokens) for x in a.tokens)


def _turned(token: Token, other: Segment) -> bool:
    """Whether one of the two is without `token` and the other has it."""
    theirs = [t for t in other.tokens if t.name == token.name]
    if not theirs:
        return False
    if token.name in PREDICATES:
        return all(t.without != token.without for t in theirs)
    return any(t.without != token.without for t in theirs) and not token.sign
