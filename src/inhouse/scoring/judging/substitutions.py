"""One word put for another in a sentence that is otherwise the same: gold for porcelain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from rapidfuzz import fuzz

from inhouse.scoring.facts import Fact, language_of
from inhouse.scoring.judging.judgement import Reason
from inhouse.scoring.judging.lexicon import concept, exclude, is_function_word, is_negation, stem
from inhouse.scoring.judging.said import PREDICATES, Said, is_same, matches
from inhouse.scoring.judging.segments import Segment, Token

__all__ = ["Alike", "inventions_of_names", "reorderings", "substitutions"]

Alike: TypeAlias = Callable[[str, str], bool]
"""Whether two words mean the same, as far as a model can tell."""

_MIN_RATIO, _MIN_SAME = 0.6, 0.85
_SHORT = 5  # words that say something
_MAX_WORDS = 2
_MIN_SPELLED, _MIN_LETTERS = 85, 6
_OPPOSED = tuple(
    {a, b}
    for a, others in (
        ("some", "all every each"), ("few", "many all most"), ("from", "until till by"),
        ("with", "without"), ("under", "on above"), ("both", "either neither"),
        ("may", "must"), ("can", "must"),
    )
    for b in others.split()
)  # fmt: skip
_PLACES = frozenset(
    [
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "lane",
        "ln",
        "drive",
        "square",
        "place",
        "boulevard",
        "blvd",
    ]
)
_LIMITS = frozenset({"atmost", "atleast", "morethan", "lessthan"})
_ANYWHERE = frozenset(
    map(stem, ("most", "usually", "normally", "generally", "typically", "also", "again", "then"))
)
_PREFIXES = ("un", "in", "im", "ir", "dis", "non")
_CUES = (
    r"dr|mr|mrs|ms|miss|prof|professor|doctor|nurse|herr|frau|señora?|madame|monsieur|ask for|"
    r"named|called|contact|with|by|see|speak to|meet|attorney|our \w+"
)
_CAPITALISED = r"[A-ZÀ-Þ][^\W\d_]+"
_PERSON = re.compile(
    rf"(?:\b(?i:{_CUES})\b\.?\s)(?:(?:Dr|Mr|Mrs|Ms|Prof)\b\.?\s)*(?P<name>{_CAPITALISED}(?:\s{_CAPITALISED})*)"
    rf"|(?P<run>{_CAPITALISED}(?:\s{_CAPITALISED})+)"
)


def substitutions(answer: Said, reference: Said, asked: Said, alike: Alike) -> Iterator[Reason]:
    """Words that stand in a sentence of the answer where the firm's sentence has others.

    A sentence counts as the same only where most of its words are: a paraphrase has other words
    everywhere, so that none of them stands in another's place.
    """
    theirs = _sentences(reference.segments)
    for mine in _sentences(answer.segments):
        if not theirs:
            return
        aligned = max(
            ((_align(other, mine), other) for other in theirs), key=lambda m: m[0].ratio()
        )
        if aligned[0].ratio() >= _MIN_RATIO:
            yield from _replaced(aligned[0], aligned[1], mine, (answer, reference, asked), alike)


def reorderings(answer: Said, reference: Said) -> Iterator[Reason]:
    """The words of a sentence in another order: who pays whom, what comes before what.

    Parts joined by "and" or "or" may change places.
    """
    theirs = [_ordered(sentence) for sentence in _sentences(reference.segments)]
    if language_of(reference.text) != "en":
        return  # German and Spanish put the subject behind the verb as they please
    for sentence in _sentences(answer.segments):
        mine = _ordered(sentence)
        for other in theirs:
            if mine == other:
                break
            if sorted(mine) == sorted(other) and not _is_rotation(mine, other):
                odd = [i for i, (a, b) in enumerate(zip(mine, other, strict=True)) if a != b]
                if not {"and", "or", "und", "oder", "y", "et", "o", "ou"} & {
                    *mine[odd[0] : odd[-1] + 1]
                }:
                    yield Reason("contradicted", said=" ".join(mine), wanted=" ".join(other))
                break


def _is_rotation(mine: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a part was only put in front: "On Monday we open" for "We open on Monday"."""
    return any([*mine[i:], *mine[:i]] == list(other) for i in range(len(mine)))


def _ordered(sentence: _Sentence) -> list[str]:
    slots = iter(sentence.slots)
    return [
        " ".join(f.value for f in next(slots, ())) if word == "#" else stem(word)
        for word in sentence.words
        if word not in _LIMITS and stem(word) not in _ANYWHERE
    ]


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: list[str]
    slots: list[tuple[Fact, ...]]

    def slot(self, place: int) -> tuple[Fact, ...]:
        return self.slots[self.words[:place].count("#")]


def _align(a: _Sentence, b: _Sentence) -> SequenceMatcher[str]:
    one, other = ([stem(w) for w in s.words] for s in (a, b))
    return SequenceMatcher(None, one, other, autojunk=False)


def _replaced(
    aligned: SequenceMatcher[str],
    theirs: _Sentence,
    mine: _Sentence,
    texts: tuple[Said, Said, Said],
    alike: Alike,
) -> Iterator[Reason]:
    answer, reference, asked = texts
    n_content = sum(not is_function_word(w) for w in theirs.words)
    is_short = n_content <= _SHORT and "#" not in theirs.words
    for tag, i1, i2, j1, j2 in aligned.get_opcodes():
        if tag == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                if theirs.words[i] == "#" and aligned.ratio() >= _MIN_SAME:
                    yield from _other_facts(theirs.slot(i), mine.slot(j), asked)
        elif tag == "replace":
            if turned := _turned(theirs.words[i1:i2], mine.words[j1:j2]):
                yield turned
                continue
            wanted = _content(theirs.words[i1:i2], answer)
            said = _content(mine.words[j1:j2], reference, asked)
            if _is_other(wanted, said, alike, is_short=is_short):
                yield Reason("contradicted", said=" ".join(said), wanted=" ".join(wanted))


def _other_facts(theirs: Sequence[Fact], mine: Sequence[Fact], asked: Said) -> Iterator[Reason]:
    """Facts of one kind in the same place, none of which is the other."""
    if not theirs or not mine or {f.kind for f in theirs} != {f.kind for f in mine}:
        return
    if any(asked.says(fact) for fact in mine):
        return
    odd = [f for f in mine if not any(is_same(f, g) for g in theirs)]
    gone = [f for f in theirs if not any(is_same(f, g) for g in mine)]
    if (odd and gone) or ((odd or gone) and theirs[0].kind == "weekday"):
        yield Reason("contradicted", said=_shown(mine), wanted=_shown(theirs))


def _shown(facts: Sequence[Fact]) -> str:
    return ", ".join(dict.fromkeys(fact.text for fact in facts))


def _turned(wanted: Sequence[str], said: Sequence[str]) -> Reason | None:
    """A word and its opposite in the same place: over, under."""
    for a in wanted:
        for b in said:
            one, other = concept(a), concept(b)
            if {a, b} in _OPPOSED or any(p + a == b or p + b == a for p in _PREFIXES):
                return Reason("contradicted", said=b, wanted=a)
            if one.name == other.name and one.sign * other.sign < 0 and one.name not in PREDICATES:
                return Reason("contradicted", said=b, wanted=a)
    return None


def _is_other(wanted: Sequence[str], said: Sequence[str], alike: Alike, *, is_short: bool) -> bool:
    """Whether the words exclude each other; in a short sentence any other word is another thing.

    In a long one an unknown word is more often a synonym: of 20 real answers reworded by rule, 13
    were taken for wrong otherwise.
    """
    if not wanted or not said or max(len(wanted), len(said)) > _MAX_WORDS:
        return False
    if any(_is_same_word(a, b, alike) for a in wanted for b in said):
        return False
    return is_short or any(exclude(a, b) for a in wanted for b in said)


def _is_same_word(a: str, b: str, alike: Alike) -> bool:
    one, other = concept(a), concept(b)
    if matches(Token(one.name, one.sign, a), Token(other.name, other.sign, b)):
        return True
    typo = min(len(a), len(b)) >= _MIN_LETTERS and fuzz.ratio(a, b) >= _MIN_SPELLED
    return typo or alike(a, b)


def _sentences(segments: Sequence[Segment]) -> list[_Sentence]:
    found: dict[int, _Sentence] = {}
    for segment in segments:
        sentence = found.setdefault(segment.sentence, _Sentence([], []))
        sentence.words.extend(segment.words)
        sentence.slots.extend(segment.slots)
    return [sentence for sentence in found.values() if sentence.words]


def _content(words: Sequence[str], *others: Said) -> list[str]:
    """The words that say something and that none of the other texts uses elsewhere."""
    names = {t.name for said in others for t in said.tokens}
    return [
        w
        for w in words
        if not (is_function_word(w) or is_negation(w))
        and w != "#"
        and concept(w).name not in names
        and not any(w in said.words for said in others)
    ]


def inventions_of_names(
    answer: Said, reference: Said, asked: Said, given: Sequence[Said]
) -> Iterator[Reason]:
    """People, firms and places that the answer names and nobody else does.

    A name needs a title or two capitals, unless the firm names somebody whom the answer leaves
    out: then one capital is enough. Sentences in capitals and headings are no names.
    """
    known = frozenset().union(*(said.words for said in (reference, asked, *given)))
    stems = {stem(word) for word in known}
    missed = [n for n in reference.names if not set(n.value.split()) & answer.words]
    for name in answer.names:
        own = [w for w in re.findall(r"[^\W_]+", name.value) if len(w) > 1]
        unknown = [w for w in own if w not in known | _PLACES and stem(w) not in stems]
        if not unknown or any(concept(w).name != stem(w) for w in unknown):
            continue
        if "".join(w[0] for w in own) in known:
            continue  # SPF spelled out
        if any(set(n.value.split()) < set(name.value.split()) for n in reference.names):
            continue  # the first name of somebody whom the firm names
        if missed:
            yield Reason("contradicted", said=name.text, wanted=missed[0].text)
        elif _is_person(name.text, answer.text) or _is_single(name.text, answer.text):
            yield Reason("invented", said=name.text)


def _is_single(name: str, text: str) -> bool:
    """Whether one capitalised word stands inside an English sentence, which makes it a name."""
    inside = re.search(rf"[a-z,] {re.escape(name)}\b(?! [A-Z])", text)
    return bool(inside) and not name.isupper() and language_of(text) == "en"


def _is_person(name: str, text: str) -> bool:
    return any(
        name in (m["name"] or m["run"]) or (m["name"] or m["run"]) in name
        for m in _PERSON.finditer(text)
    )
