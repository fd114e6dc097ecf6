"""What of the firm's answer must be said: the facts that were asked for, and the part with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inhouse.scoring.facts import Fact, Kind
from inhouse.scoring.judging.asked.clauses import clauses
from inhouse.scoring.judging.asked.questions import Asked
from inhouse.scoring.judging.said import Bound, Said, is_same, read

__all__ = ["answering_part", "asks_one_thing", "facts_asked_for", "left_out", "needed_facts"]

_OR = re.compile(r",? (?:or|oder|o|ou) ")
_AND = r",?(?: and| und| y| et)(?: \w+){0,2} "
_VAGUE = frozenset({"day", "time", "hour", "minute", "week", "month", "year"})


def needed_facts(reference: Said, asked: Asked) -> tuple[Fact, ...]:
    """The facts of the reference that answer the question.

    For each kind asked for, those whose words the question shares most; where it asks for no kind,
    every fact; none where a yes or a no is enough.

    Args:
        reference: the firm's answer.
        asked: the question.
    """
    found = [bound for group in asked.groups for bound in facts_asked_for(reference, asked, group)]
    if not found and not asked.yes_or_no:
        kinds = ("name",) if asked.groups else ("name", "ordinal")
        found = [b for b in answering_part(reference, asked).facts if b.fact.kind not in kinds]
        if asked.groups:
            found = _most_asked(found, asked)
        else:
            found = [b for b in found if not (asked.said.says(b.fact) or _counts(b.fact))]
    return tuple(_distinct([b.fact for b in found]))


def _counts(fact: Fact) -> bool:
    """Whether it counts what follows: "three signs of", "two ways"."""
    return fact.kind == "number" and fact.text.isalpha()


def facts_asked_for(reference: Said, asked: Asked, kinds: Sequence[Kind]) -> list[Bound]:
    """The facts of some kinds that answer: a total before its parts, or else those most asked."""
    wanted = [b for b in reference.facts if b.fact.kind in kinds]
    if not wanted and "date" in kinds:
        wanted = [b for b in reference.facts if b.fact.kind == "quantity"]  # "ready in 7 days"
    wanted = [b for b in wanted if not asked.said.says(b.fact)] or wanted
    most = _most_asked(wanted, asked)
    for place, clause in enumerate(clauses(reference.text)):
        told = [b for b in wanted if read(clause.text).says(b.fact)]
        if told and not place and clause.has_parts:
            return told
        if own := [b for b in told if b in most]:
            return _with_joined(own, told, clause.text)
    return most


def _with_joined(chosen: list[Bound], others: Sequence[Bound], clause: str) -> list[Bound]:
    """The facts chosen, and those that only an "and" joins to one: "at 6 and again at 12"."""
    for bound in others:
        before = chosen[-1].fact.text
        joined = rf"{re.escape(before)}{_AND}{re.escape(bound.fact.text)}\b"
        if bound not in chosen and re.search(joined, clause):
            chosen.append(bound)
    return chosen


def answering_part(reference: Said, asked: Asked) -> Said:
    """The part of the reference that answers; what stands behind it explains or adds.

    That is the first clause, or the one with the fact that is asked for. The whole reference
    answers where no question is known, several things are asked, or the way to do something.
    """
    if not asks_one_thing(asked):
        return reference
    parts = [read(clause.text) for clause in clauses(reference.text)]
    found = [
        bound.fact for group in asked.groups for bound in facts_asked_for(reference, asked, group)
    ]
    stating = [part for part in parts if any(part.says(fact) for fact in found)]
    own = {t.name for t in asked.said.tokens}
    telling = [
        part
        for part in parts
        if part.facts or any(t.name not in own for t in part.tokens) or part.names
    ]
    return next(iter(stating or telling or [reference]))


def asks_one_thing(asked: Asked) -> bool:
    """Whether one part of the firm's answer is enough: it is one question, and not how to do it."""
    return bool(asked.said.words) and asked.n_parts == 1 and not asked.wants_steps


def _most_asked(bounds: Sequence[Bound], asked: Asked) -> list[Bound]:
    keys = {t.name if t.sign >= 0 else f"-{t.name}" for t in asked.said.tokens} - _VAGUE
    keys |= {f"{b.fact.kind} {b.fact.value}" for b in asked.said.facts}
    keys |= {f"frequency {b.fact.value}" for b in asked.said.facts if b.fact.kind == "quantity"}
    common = frozenset.intersection(*(b.context for b in bounds)) if bounds else frozenset()
    shares = [len((b.context - common) & keys) for b in bounds]
    most = max(shares, default=0)
    return [b for b, share in zip(bounds, shares, strict=True) if share == most]


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    found: list[Fact] = []
    for fact in facts:
        if not any(is_same(fact, other) for other in found):
            found.append(fact)
    return found


def left_out(needed: Sequence[Fact], answer: Said, part: Said) -> list[Fact]:
    """The needed facts that the answer lacks; of "$216 a year or $18 a month" one is enough."""
    missed = [f for f in needed if not answer.says(f)]
    choices = [read(choice) for choice in _OR.split(part.text)]
    own = [[f for f in needed if choice.says(f)] for choice in choices]
    if len(choices) < 2 or not all(own):
        return missed
    if not frozenset.intersection(*(frozenset(f.kind for f in one) for one in own)):
        return missed
    common = [f for f in missed if not any(f in one for one in own)]
    return common + min(([f for f in one if f in missed] for one in own), key=len)
