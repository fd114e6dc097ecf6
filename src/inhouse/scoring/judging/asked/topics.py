"""Whether an answer is about what was asked, as far as words tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inhouse.scoring.judging.asked.questions import Asked
from inhouse.scoring.judging.contradictions import agree_on_days
from inhouse.scoring.judging.said import Said, matches
from inhouse.scoring.judging.segments import Token, bare

__all__ = ["beyond", "keeps_to", "names_it", "shares_any"]

_MIN_KEPT, _MIN_TOLD = 0.4, 3
_MAX_NAME = 4  # words
_VERB = (
    r"(?:is|are|was|were|has|have|had|does|do|did|can|will|would|should|must|may|ist|sind|es|son"
    r"|est)\b"
)
_OPENINGS = frozenset(
    {"yes", "no", "sure", "certainly", "nope", "sorry", "unfortunately", "better", "probably"}
)


def shares_any(answer: Said, reference: Said, asked: Asked) -> bool:
    """Whether the answer shares a word or fact with the reference that the question lacks."""
    wanted = beyond(reference.tokens, asked.said.tokens) or reference.tokens
    facts = any(answer.says(b.fact) for b in reference.facts if not asked.said.says(b.fact))
    return facts or any(matches(t, mine) for t in wanted for mine in answer.tokens)


def keeps_to(answer: Said, reference: Said, asked: Asked) -> bool:
    """Whether what stands behind a yes or a no is about the question, as far as words tell."""
    own = [t for t in answer.tokens if t.word not in _OPENINGS]
    facts = [b.fact for b in answer.facts if b.fact.kind != "name"]
    if len(own) + len(facts) < _MIN_TOLD:
        return True
    questions, answers = asked.told.tokens, reference.tokens
    if any(_is_among(t, asked.said.tokens) and _is_among(t, answers) for t in own):
        return True
    n_shared = sum(_is_among(t, (*questions, *answers)) for t in own)
    n_shared += sum(reference.says(fact) or asked.told.says(fact) for fact in facts)
    days = agree_on_days(answer, reference)
    return days or n_shared >= _MIN_KEPT * (len(own) + len(facts))


def names_it(answer: Said, part: Said) -> bool:
    """Whether the answer is what the firm's sentence is about: "X." for "X is the one to use"."""
    own = bare(answer.text)
    is_name = bool(answer.tokens) and len(own.split()) <= _MAX_NAME
    return is_name and bool(re.match(rf"{re.escape(own)} {_VERB}", bare(part.text)))


def _is_among(token: Token, others: Iterable[Token]) -> bool:
    return any(matches(token, other) for other in others)


def beyond(tokens: Iterable[Token], known: Sequence[Token]) -> list[Token]:
    """The words that `known` does not say."""
    return [t for t in tokens if not any(matches(t, q) for q in known)]
