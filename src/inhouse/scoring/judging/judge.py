"""The judge of answers: claims held against the firm's own answer."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from inhouse.scoring.grading import Embedder, Graded
from inhouse.scoring.judging.contradictions import (
    inventions,
    limits,
    misbound,
    opposite_days,
    opposites,
    swaps,
)
from inhouse.scoring.judging.coverage import Coverage, cover
from inhouse.scoring.judging.handing_over import (
    hands_over,
    without_courtesies,
    without_hand_over,
)
from inhouse.scoring.judging.judgement import Judgement, Reason
from inhouse.scoring.judging.questions import Asked, read_question, yes_or_no
from inhouse.scoring.judging.said import Said, matches, read
from inhouse.scoring.judging.segments import bare, sentences
from inhouse.scoring.judging.shared_lines import without_lines
from inhouse.scoring.judging.substitutions import (
    Alike,
    inventions_of_names,
    reorderings,
    substitutions,
)
from inhouse.scoring.words import words

__all__ = ["judge"]

_RIGHT, _PARTLY = 0.7, 0.3  # least scores of the two outcomes
_HANDED_OVER = 0.25
_WRONG = 0.1
_OFF_TOPIC = 0.2
_MIN_SHARE = 0.5
_MAX_LEFT_OUT = 0.3
_MIN_ABOUT = 0.15
_MAX_WORDS = 60
_EXCESS = 0.3  # of the score above the least of a right answer, a word that nobody asked for
_SPARE_WORDS = 15  # a greeting and a closing line
_MAX_OTHER_PRICES = 2


def judge(item: Graded, embedder: Embedder | None = None) -> Judgement:
    """How `item.answer` was judged against the firm's own answer.

    Args:
        item: the answer; None counts as the empty one.
        embedder: tells paraphrases; without one, words in common and synonyms do.
    """
    answer = (item.answer or "").strip()
    reference = without_lines(item.reference, item.background) or item.reference
    if item.handed_over:
        return Judgement("handed_over", _HANDED_OVER, (Reason("handed_over", said=answer),))
    if not answer:
        return Judgement("wrong", 0.0, (Reason("missed", wanted=reference),))
    if bare(answer) == bare(item.reference) and answer.split() == item.reference.split():
        return Judgement("right", 1.0)
    said = without_courtesies(without_lines(answer, item.background))
    if not said or _only_asks(said, item.question):
        return Judgement("wrong", _WRONG, (Reason("off_topic"),))
    asked = read_question(item.question)
    if hands_over(reference) and not without_hand_over(reference).split()[8:]:
        return _beside_a_hand_over(said, reference, asked, item, embedder)
    if hands_over(said) and not hands_over(reference):
        whole = _judged(said, reference, asked, item, embedder)
        if whole.outcome == "right" and read(reference).facts:
            return whole
        rest = without_hand_over(said)
        judged = _judged(rest, reference, asked, item, embedder) if rest else None
        if judged is None or (judged.outcome != "right" and not _faults(judged)):
            return Judgement("handed_over", _HANDED_OVER, (Reason("handed_over", said=answer),))
        return judged
    return _judged(said, reference, asked, item, embedder)


def _only_asks(answer: str, question: str) -> bool:
    """Whether the answer is the question again."""
    own = bare(answer)
    return bool(own) and own in bare(question)


def _faults(judgement: Judgement) -> list[Reason]:
    return [r for r in judgement.reasons if r.fault in ("contradicted", "invented")]


def _beside_a_hand_over(
    answer: str, reference: str, asked: Asked, item: Graded, embedder: Embedder | None
) -> Judgement:
    """The firm itself hands over: so must the answer, and name no other place to turn to."""
    faults = _inventions(read(answer), read(reference), asked, item)
    if faults:
        return _wrong(faults)
    if hands_over(answer) or not without_hand_over(answer):
        return Judgement("right", _RIGHT + (1 - _RIGHT) / 2)
    judged = _judged(answer, reference, asked, item, embedder)
    if judged.outcome == "right" and judged.score > 0.9:
        return judged
    return _wrong([Reason("invented", said=answer)])


def _judged(
    text: str, reference_text: str, asked: Asked, item: Graded, embedder: Embedder | None
) -> Judgement:
    answer, reference = read(text), read(reference_text)
    likeness = _likeness(item, embedder)
    given = [read(passage) for passage in item.passages]
    coverage = cover(answer, reference, asked, likeness, given)
    faults = _inventions(answer, reference, asked, item)
    faults += swaps(answer, reference)
    faults += misbound(coverage.missed, answer, reference, asked.said)
    faults += opposite_days(answer, reference)
    faults += opposites(answer, reference)
    faults += limits(answer, reference)
    faults += reorderings(answer, reference)
    faults += substitutions(answer, reference, asked.said, _alike(embedder))
    own, theirs = yes_or_no(answer, asked), yes_or_no(reference, asked)
    if own * theirs < 0:
        faults.append(Reason("contradicted", said=_opening(text), wanted=_opening(reference_text)))
    if faults:
        return _wrong(faults, _closest(text, reference_text))
    is_answered = bool(own and theirs) if asked.yes_or_no else bool(asked.kinds and coverage.needed)
    return _weighed(answer, reference, coverage, item, is_answered=is_answered)


def _inventions(answer: Said, reference: Said, asked: Asked, item: Graded) -> list[Reason]:
    given = [read(text) for text in (*item.passages, *sorted(item.background))]
    return [
        *inventions(answer, reference, asked.said, given),
        *inventions_of_names(answer, reference, asked.said, given),
    ]


def _wrong(faults: Sequence[Reason], closest: float = 0.0) -> Judgement:
    """A contradiction is surest in a sentence that is otherwise the firm's own."""
    distinct = tuple(dict.fromkeys(faults))
    return Judgement("wrong", _WRONG * (1 - closest / 2) / (1 + len(distinct)), distinct)


def _closest(answer: str, reference: str) -> float:
    """0-1, how alike the two sentences are that are most alike, by their letters."""
    theirs = [bare(s) for s in sentences(reference)]
    return max(
        (fuzz.ratio(bare(s), other) / 100 for s in sentences(answer) for other in theirs),
        default=0.0,
    )


def _weighed(
    answer: Said, reference: Said, coverage: Coverage, item: Graded, *, is_answered: bool
) -> Judgement:
    """Right, partly right or beside the point, where nothing is contradicted or invented."""
    missed = tuple(Reason("missed", wanted=fact.text) for fact in coverage.missed)
    if coverage.missed:
        stated = len(coverage.needed) - len(coverage.missed)
        if not stated and not coverage.is_about:
            return _off_topic(coverage)
        return _partly(coverage.share, missed)
    is_whole = coverage.share >= _MIN_SHARE and coverage.left_out <= _MAX_LEFT_OUT
    conditions = _missed_conditions(answer, reference, item)
    enough = (is_answered or is_whole) and not conditions
    if conditions and is_answered:
        return _partly(coverage.share, conditions)
    if not enough:
        if coverage.share < _MIN_ABOUT:
            return _off_topic(coverage)
        return _partly(coverage.share, (Reason("missed", wanted=reference.text),))
    if _is_too_long(answer, reference, item):
        return _partly(coverage.share, (Reason("too_long", said=answer.text),))
    share = 0.5 + coverage.share / 2 if is_answered else coverage.share
    share /= 1 + _EXCESS * coverage.n_excess
    return Judgement("right", _RIGHT + (1 - _RIGHT) * min(share, 1.0) * 0.99)


def _missed_conditions(answer: Said, reference: Said, item: Graded) -> tuple[Reason, ...]:
    """Conditions ("only on the terrace", "unless it rains") of which the answer says no word."""
    asked = read(item.question)
    found = []
    for segment in reference.segments:
        if not segment.conditions:
            continue
        own = [t for t in segment.tokens if not any(matches(t, q) for q in asked.tokens)]
        if own and not any(matches(t, mine) for t in own for mine in answer.tokens):
            found.append(Reason("missed", wanted=segment.text))
    return tuple(found)


def _partly(share: float, reasons: tuple[Reason, ...]) -> Judgement:
    return Judgement("partly", _PARTLY + (_RIGHT - _PARTLY) * min(share, 1.0) * 0.99, reasons)


def _off_topic(coverage: Coverage) -> Judgement:
    score = _WRONG + (_OFF_TOPIC - _WRONG) * min(1.0, coverage.share)
    return Judgement("wrong", score, (Reason("off_topic"),))


def _is_too_long(answer: Said, reference: Said, item: Graded) -> bool:
    """Over 60 words, or a list of prices, where the firm's own answer is none."""
    n_words = len(words(item.reference))
    if len(words(answer.text)) > max(_MAX_WORDS, n_words + max(_SPARE_WORDS, n_words // 4)):
        return True
    prices = {b.fact.value for b in answer.facts if b.fact.kind == "money"}
    firm = {b.fact.value for b in reference.facts if b.fact.kind == "money"}
    return bool(firm) and len(prices - firm) > _MAX_OTHER_PRICES


def _likeness(item: Graded, embedder: Embedder | None) -> float | None:
    """0-1 by the cosine of the two texts; unrelated texts of one trade have about 0.35."""
    if embedder is None or not item.answer or not item.reference.strip():
        return None
    a, b = embedder.embed([item.answer, item.reference])
    return min(1.0, max(0.0, (float(a @ b) - 0.35) / 0.4))


def _alike(embedder: Embedder | None) -> Alike:
    def alike(a: str, b: str) -> bool:
        if embedder is None:
            return False
        one, other = embedder.embed([a, b])
        return float(one @ other) >= 0.65

    return alike


def _opening(text: str) -> str:
    return " ".join(text.split()[:12])
