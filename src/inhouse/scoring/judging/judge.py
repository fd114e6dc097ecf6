"""The judge of answers: claims held against the firm's own answer."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from inhouse.scoring.facts import Fact
from inhouse.scoring.grading import Embedder, Graded
from inhouse.scoring.judging.asked import (
    Asked,
    answering_part,
    as_answered,
    asks_one_thing,
    keeps_to,
    names_it,
    read_question,
    yes_or_no,
)
from inhouse.scoring.judging.contradictions import (
    agree_on_days,
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
from inhouse.scoring.judging.recall import Found, chances, find, is_quoted, without_echo
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
_MIN_WITH_FACTS = 0.2  # where every fact that is needed is there
_MAX_LEFT_OUT = 0.3
_MIN_ABOUT = 0.15
_MIN_RECALL = 0.15
_MAX_WORDS = 60
_EXCESS = 0.3  # of the score above the least of a right answer, a word that nobody asked for
_SPARE_WORDS = 15  # a greeting and a closing line
_MAX_OTHER_PRICES = 2
_SAME_SENTENCE = 0.8  # of its letters: then a word that differs is meant to


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
    is_quotation = is_quoted(said, item.passages)
    if not is_quotation:
        said = without_echo(said, item.question)
    if not said or _only_asks(said, item.question):
        return Judgement("wrong", _WRONG, (Reason("off_topic"),))
    asked = as_answered(read_question(item.question), read(reference))
    if hands_over(reference) and not without_hand_over(reference).split()[8:]:
        return _beside_a_hand_over(said, reference, asked, item, embedder)
    if is_quotation:
        return _judged_quotation(said, reference, asked, item, embedder)
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
    said, wanted = read(answer), read(reference)
    faults = _inventions(said, wanted, asked, item)
    faults += _replacements(said, wanted, asked, (), embedder)
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
    found = find(text, reference, asked)
    is_longer = _is_longer(text, item)
    stretch = read(found.window) if is_longer else answer
    given = [read(passage) for passage in item.passages]
    coverage = cover(stretch, reference, asked, _likeness(item, embedder), given)
    faults = _inventions(answer, reference, asked, item)
    faults += _replacements(stretch, reference, asked, coverage.missed, embedder)
    own, theirs = yes_or_no(answer, asked), yes_or_no(reference, asked)
    faults += [*swaps(stretch, reference), *opposites(stretch, reference, agreed=own * theirs > 0)]
    if own * theirs < 0:
        faults.append(Reason("contradicted", said=_opening(text), wanted=_opening(reference_text)))
    if faults:
        return _wrong(faults, _closest(text, reference_text))
    if is_longer:
        return _weighed_by_recall(found, answer, reference)
    return _uncontradicted(answer, reference, coverage, found, asked)


def _uncontradicted(
    answer: Said, reference: Said, coverage: Coverage, found: Found, asked: Asked
) -> Judgement:
    """An answer of a customer's length that contradicts and invents nothing."""
    own, theirs = yes_or_no(answer, asked), yes_or_no(reference, asked)
    if other := _another_value(answer, coverage, asked):
        return _wrong([other])
    if own and theirs and not keeps_to(answer, reference, asked):
        return _off_topic(coverage)
    is_answered = bool(own and theirs)  # a yes or no, the same as the firm's
    if coverage.needed and asked.groups:
        is_answered |= any(not asked.said.says(fact) for fact in coverage.needed)
    if not asked.yes_or_no and not asked.groups:
        is_answered |= names_it(answer, answering_part(reference, asked))
    days = agree_on_days(answer, reference)
    says_some = len(coverage.missed) < len(coverage.needed) or (is_answered and not coverage.missed)
    is_beside = max(found.new, coverage.worded.stated) < _MIN_RECALL
    if is_beside and not (days or says_some or (own and theirs)):
        return _off_topic(coverage)
    n_answered = bool(own and theirs) + coverage.n_answered
    if is_answered and n_answered < asked.n_parts > 1 and found.new < _MIN_SHARE:
        return _partly(found.new, (Reason("missed", wanted=reference.text),))
    return _weighed(answer, reference, coverage, asked, is_answered=is_answered)


def _another_value(answer: Said, coverage: Coverage, asked: Asked) -> Reason | None:
    """A value of the kind that is asked for in the place of every one that answers."""
    if not asked.groups or len(coverage.missed) < len(coverage.needed):
        return None
    for fact in coverage.missed:
        for bound in answer.facts:
            if bound.fact.kind == fact.kind != "name" and not asked.said.says(bound.fact):
                return Reason("contradicted", said=bound.fact.text, wanted=fact.text)
    return None


def _judged_quotation(
    text: str, reference_text: str, asked: Asked, item: Graded, embedder: Embedder | None
) -> Judgement:
    """The firm's own words: they invent nothing, so only what was asked can be contradicted."""
    reference = read(reference_text)
    found = find(text, reference, asked)
    faults = _quoted_faults(text, found, reference_text, asked, item, embedder)
    if faults:
        return _wrong(faults, _closest(found.window, reference_text))
    return _weighed_by_recall(found, read(text), reference)


def _quoted_faults(
    answer: str,
    found: Found,
    reference_text: str,
    asked: Asked,
    item: Graded,
    embedder: Embedder | None,
) -> list[Reason]:
    """No for yes, or the firm's sentence but for a word or a fact.

    The faults that never showed in 44 quotations that readers called right or partly right. The
    others showed in a third of them, of sentences about something else.
    """
    window, reference = read(found.window), read(reference_text)
    own, theirs = yes_or_no(window, asked), yes_or_no(reference, asked)
    if own * theirs < 0 and found.new < _MIN_SHARE:  # "Yes" may answer the quotation's own question
        return [
            Reason("contradicted", said=_opening(found.window), wanted=_opening(reference_text))
        ]
    faults = _replacements(window, reference, asked, (), embedder)
    if not _is_longer(answer, item):
        told = inventions(window, reference, asked.said, ())
        faults += [one for one in told if one.fault == "contradicted"]
    for sentence in sentences(found.window):
        if _closest(sentence, reference_text) >= _SAME_SENTENCE:
            faults += [*swaps(said := read(sentence), reference), *opposites(said, reference)]
    return faults


def _replacements(
    answer: Said,
    reference: Said,
    asked: Asked,
    missed: Sequence[Fact],
    embedder: Embedder | None,
) -> list[Reason]:
    """Something else in the place of what the firm says."""
    return [
        *misbound(missed, answer, reference, asked.said),
        *opposite_days(answer, reference),
        *limits(answer, reference),
        *reorderings(answer, reference),
        *substitutions(answer, reference, asked.said, _alike(embedder)),
    ]


def _weighed_by_recall(found: Found, answer: Said, reference: Said) -> Judgement:
    likely = chances(found)
    worth = likely.right + likely.partly / 2
    if likely.wrong >= max(likely.partly, likely.right):
        score = _WRONG + (_OFF_TOPIC - _WRONG) * worth
        return Judgement("wrong", score, (Reason("off_topic"),))
    is_buried = found.early < _MIN_RECALL or _lists_prices(answer, reference)
    if likely.partly > likely.right or is_buried:
        fault = Reason("too_long") if is_buried else Reason("missed", wanted=reference.text)
        return _partly(worth, (fault,))
    return Judgement("right", _RIGHT + (1 - _RIGHT) * worth)


def _inventions(answer: Said, reference: Said, asked: Asked, item: Graded) -> list[Reason]:
    given = [read(text) for text in (*item.passages, *sorted(item.background))]
    return [
        *inventions(answer, reference, asked.told, given),
        *inventions_of_names(answer, reference, asked.told, given),
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
    answer: Said,
    reference: Said,
    coverage: Coverage,
    asked: Asked,
    *,
    is_answered: bool,
) -> Judgement:
    """Right, partly right or beside the point, where nothing is contradicted or invented."""
    n_missed, n_needed = len(coverage.missed), len(coverage.needed)
    if n_missed and (asked.groups or not coverage.is_part or 2 * n_missed > n_needed):
        if n_missed == n_needed and not coverage.is_about:
            return _off_topic(coverage)
        return _partly(coverage.worded.share, _missed(coverage.missed))
    if coverage.is_part and coverage.has_facts:
        is_whole = coverage.worded.share >= _MIN_WITH_FACTS
    else:
        is_whole = coverage.worded.share >= _MIN_SHARE and coverage.worded.left_out <= _MAX_LEFT_OUT
    conditions = (
        () if _is_denied(reference, asked) else _missed_conditions(answer, reference, asked)
    )
    if conditions and is_answered:
        return _partly(coverage.worded.share, conditions)
    if conditions or not (is_answered or is_whole):
        if coverage.worded.stated < _MIN_ABOUT and coverage.worded.share < _MIN_SHARE:
            return _off_topic(coverage)
        return _partly(coverage.worded.share, (Reason("missed", wanted=reference.text),))
    if _lists_prices(answer, reference):
        return _partly(coverage.worded.share, (Reason("too_long", said=answer.text),))
    share = 0.5 + coverage.worded.share / 2 if is_answered else coverage.worded.share
    share /= 1 + _EXCESS * coverage.worded.n_excess
    return Judgement("right", _RIGHT + (1 - _RIGHT) * min(share, 1.0) * 0.99)


def _missed(facts: Sequence[Fact]) -> tuple[Reason, ...]:
    return tuple(Reason("missed", wanted=fact.text) for fact in facts)


def _is_denied(reference: Said, asked: Asked) -> bool:
    """Whether a no is the whole answer, so that what it rests on may be left out."""
    return asked.yes_or_no and asked.n_parts == 1 and yes_or_no(reference, asked) < 0


def _missed_conditions(answer: Said, reference: Said, asked: Asked) -> tuple[Reason, ...]:
    """Conditions ("only on the terrace", "unless it rains") of which the answer says no word.

    An "if" of what the firm adds ("call us if it hurts") is no condition of the answer, and nothing
    beside the one fact that is asked for is.
    """
    is_fact = bool(asked.groups) and asks_one_thing(asked)
    part = {segment.words for segment in answering_part(reference, asked).segments}
    found = []
    for segment in reference.segments:
        is_more = segment.words not in part
        if not segment.conditions - ({"if"} if is_more else set()) or (is_more and is_fact):
            continue
        own = [t for t in segment.tokens if not any(matches(t, q) for q in asked.told.tokens)]
        if own and not any(matches(t, mine) for t in own for mine in answer.tokens):
            found.append(Reason("missed", wanted=segment.text))
    return tuple(found)


def _partly(share: float, reasons: tuple[Reason, ...]) -> Judgement:
    return Judgement("partly", _PARTLY + (_RIGHT - _PARTLY) * min(share, 1.0) * 0.99, reasons)


def _off_topic(coverage: Coverage) -> Judgement:
    score = _WRONG + (_OFF_TOPIC - _WRONG) * min(1.0, coverage.worded.share)
    return Judgement("wrong", score, (Reason("off_topic"),))


def _is_longer(answer: str, item: Graded) -> bool:
    """Over 60 words, where the firm's own answer is shorter."""
    n_words = len(words(item.reference))
    return len(words(answer)) > max(_MAX_WORDS, n_words + max(_SPARE_WORDS, n_words // 4))


def _lists_prices(answer: Said, reference: Said) -> bool:
    """Whether the customer has to find the price in a list."""
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
