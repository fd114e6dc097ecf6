"""How much of what was asked an answer says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inhouse.scoring.facts import Fact
from inhouse.scoring.judging.contradictions import agree_on_days
from inhouse.scoring.judging.questions import Asked, is_wanted
from inhouse.scoring.judging.said import Bound, Said, is_same, matches
from inhouse.scoring.judging.segments import Token

__all__ = ["Coverage", "cover", "needed_facts"]

_MIN_CREDIT, _MAX_CREDIT = 0.15, 0.85


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the reference an answer says.

    Args:
        needed: facts that answer the question.
        missed: those of them that the answer leaves out.
        share: 0-1, of the words that say something beyond the question.
        left_out: 0-1, of those words that the answer has no other words for.
        n_excess: how many words of the answer there are for which the reference has none.
        is_about: whether the answer shares any word or fact with the reference.
    """

    needed: tuple[Fact, ...]
    missed: tuple[Fact, ...]
    share: float
    left_out: float
    n_excess: int
    is_about: bool


def cover(
    answer: Said,
    reference: Said,
    asked: Asked,
    alike: float | None,
    given: Sequence[Said] = (),
) -> Coverage:
    """How much of `reference` the answer says.

    Words of the reference that the answer lacks may have been put in other words: as many as the
    answer has words of its own. They count by how alike the texts are otherwise.

    Args:
        answer: what was answered.
        reference: the firm's own answer.
        asked: the question; its words prove nothing.
        given: what else the answer may rest on; its words are no excess.
        alike: 0-1, how alike the two texts are to an embedding model, None without one.
    """
    needed = needed_facts(reference, asked)
    days = agree_on_days(answer, reference) and not asked.said.open_days
    missed = tuple(f for f in needed if not answer.says(f) and not (days and f.kind == "weekday"))
    wanted = _beyond(reference.tokens, asked.said.tokens)
    own = _beyond(answer.tokens, asked.said.tokens)
    found = [t for t in wanted if any(matches(t, mine) for mine in own)]
    spare = sum(not any(matches(mine, t) for t in reference.tokens) for mine in own)
    grounded = [t for said in given for t in said.tokens]
    n_grounded = sum(
        any(matches(mine, t) for t in grounded)
        for mine in own
        if not any(matches(mine, t) for t in reference.tokens)
    )
    lacking = len(wanted) - len(found)
    shared_facts = sum(
        answer.says(b.fact) or (days and b.fact.kind == "weekday") for b in reference.facts
    )
    n_facts = len(reference.facts)
    total = len(wanted) + n_facts
    if not total:
        whole = [t for t in reference.tokens if any(matches(t, m) for m in answer.tokens)]
        share = len(whole) / max(1, len(reference.tokens))
        return Coverage(needed, missed, share, 1 - share, spare, bool(whole))
    said = len(found) + shared_facts
    credit = _credit(said / total, alike)
    share = (said + credit * min(lacking, spare)) / total
    n_left_out = max(0, lacking - spare)
    left_out = n_left_out / total if n_left_out > 1 else 0.0
    excess = max(0, spare - lacking - n_grounded)
    return Coverage(needed, missed, min(1.0, share), left_out, excess, said > 0)


def _credit(share: float, alike: float | None) -> float:
    """What a word counts that may have been put in other words."""
    by_words = min(_MAX_CREDIT, _MIN_CREDIT + 1.2 * share)
    return by_words if alike is None else (by_words + alike) / 2


def needed_facts(reference: Said, asked: Asked) -> tuple[Fact, ...]:
    """The facts of the reference that answer the question.

    Of the kind asked for, those whose words the question shares most; every fact where the
    question asks for no kind; none where a yes or a no is enough.
    """
    if asked.yes_or_no:
        return ()
    wanted = [b for b in reference.facts if is_wanted(b.fact, asked)]
    if asked.kinds and not wanted:
        wanted = [b for b in reference.facts if b.fact.kind != "name"]
    if not asked.kinds:
        facts = [b for b in reference.facts if b.fact.kind not in ("name", "ordinal")]
        wanted = [b for b in facts if not asked.said.says(b.fact)]
    else:
        wanted = _most_asked(wanted, asked)
    return tuple(_distinct([b.fact for b in wanted]))


def _most_asked(bounds: Sequence[Bound], asked: Asked) -> list[Bound]:
    keys = {t.name if t.sign >= 0 else f"-{t.name}" for t in asked.said.tokens}
    keys |= {f"{b.fact.kind} {b.fact.value}" for b in asked.said.facts}
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


def _beyond(tokens: Iterable[Token], asked: Sequence[Token]) -> list[Token]:
    return [t for t in tokens if not any(matches(t, q) for q in asked)]
