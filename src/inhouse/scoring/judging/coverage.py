"""How much of what was asked an answer says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.scoring.facts import Fact
from inhouse.scoring.judging.asked import (
    Asked,
    answering_part,
    asks_one_thing,
    beyond,
    facts_asked_for,
    left_out,
    needed_facts,
    shares_any,
)
from inhouse.scoring.judging.contradictions import agree_on_days
from inhouse.scoring.judging.said import Said, matches

__all__ = ["Coverage", "Worded", "cover"]

_MIN_CREDIT, _MAX_CREDIT = 0.15, 0.85
_MIN_NEW = 2  # words, so that a share of them says something


@dataclass(frozen=True, slots=True)
class Worded:
    """How much of what answers the question an answer says, by its words and facts.

    Args:
        share: 0-1, of what is said beyond the question, in these or in other words.
        stated: 0-1, of the same in these words.
        left_out: 0-1, of those words that the answer has no other words for.
        n_excess: how many words of the answer there are for which the reference has none.
    """

    share: float
    stated: float
    left_out: float
    n_excess: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the reference an answer says.

    Args:
        needed: facts that answer the question.
        missed: those of them that the answer leaves out.
        worded: how much of the part that answers it says.
        is_about: whether the answer shares any word or fact with the reference.
        is_part: whether only a part of the reference had to be said.
        has_facts: whether that part has facts, and the answer all that are needed.
        n_answered: how many of the things that are asked by kind the answer states.
    """

    needed: tuple[Fact, ...]
    missed: tuple[Fact, ...]
    worded: Worded
    is_about: bool
    is_part: bool
    has_facts: bool
    n_answered: int


def cover(
    answer: Said,
    reference: Said,
    asked: Asked,
    alike: float | None,
    given: Sequence[Said] = (),
) -> Coverage:
    """How much of the part of the reference that answers the question the answer says.

    Args:
        answer: what was answered.
        reference: the firm's own answer.
        asked: the question; its words prove nothing.
        given: what else the answer may rest on; its words are no excess.
        alike: 0-1, how alike the two texts are to an embedding model, None without one.
    """
    needed, part = needed_facts(reference, asked), answering_part(reference, asked)
    days = agree_on_days(answer, reference) and not asked.said.open_days
    missed = tuple(f for f in left_out(needed, answer, part) if not (days and f.kind == "weekday"))
    facts = [b.fact for b in part.facts if b.fact.kind != "name"]
    new = [fact for fact in facts if not asked.told.says(fact)]
    wanted = [facts_asked_for(reference, asked, group) for group in asked.groups]
    return Coverage(
        needed,
        missed,
        _worded(answer, part, reference, asked, alike, given),
        shares_any(answer, reference, asked),
        asks_one_thing(asked),
        not missed if needed else bool(new) and all(map(answer.says, new)),
        sum(bool(one) and not any(b.fact in missed for b in one) for one in wanted),
    )


def _worded(
    answer: Said,
    part: Said,
    reference: Said,
    asked: Asked,
    alike: float | None,
    given: Sequence[Said],
) -> Worded:
    """Words of the part that the answer lacks may have been put in other words.

    As many of them as the answer has words of its own; they count by how alike the texts are
    otherwise.
    """
    known = asked.told.tokens
    if len(beyond(part.tokens, known)) < _MIN_NEW:
        known = asked.said.tokens
    wanted, own = beyond(part.tokens, known), beyond(answer.tokens, known)
    found = [t for t in wanted if any(matches(t, mine) for mine in own)]
    new = beyond(own, reference.tokens)
    grounded = [t for said in given for t in said.tokens]
    n_grounded = len(new) - len(beyond(new, grounded))
    lacking, total = len(wanted) - len(found), len(wanted) + len(part.facts)
    if not total:
        again = len(part.tokens) - len(beyond(part.tokens, answer.tokens))
        share = again / max(1, len(part.tokens))
        return Worded(share, share, 1 - share, len(new))
    days = agree_on_days(answer, reference) and not asked.said.open_days
    said = len(found) + sum(
        answer.says(b.fact) or (days and b.fact.kind == "weekday") for b in part.facts
    )
    share = (said + _credit(said / total, alike) * min(lacking, len(new))) / total
    gone = max(0, lacking - len(new))
    excess = max(0, len(new) - lacking - n_grounded)
    return Worded(min(1.0, share), said / total, gone / total if gone > 1 else 0.0, excess)


def _credit(share: float, alike: float | None) -> float:
    """What a word counts that may have been put in other words."""
    by_words = min(_MAX_CREDIT, _MIN_CREDIT + 1.2 * share)
    return by_words if alike is None else (by_words + alike) / 2
