"""One word put for another in a sentence that is otherwise the same: gold for porcelain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from rapidfuzz import fuzz

from inhouse.scoring.judging.judgement import Reason
from inhouse.scoring.judging.said import Said, matches
from inhouse.scoring.judging.segments import Segment, Token
from inhouse.scoring.judging.vocabulary import concept, is_function_word, stem

__all__ = ["Alike", "inventions_of_names", "substitutions"]

Alike: TypeAlias = Callable[[str, str], bool]
"""Whether two words mean the same, as far as a model can tell."""

_MIN_RATIO = 0.6
_MAX_WORDS = 2
_MIN_SPELLED, _MIN_LETTERS = 85, 6
_CUES = (
    r"dr|mr|mrs|ms|miss|prof|professor|doctor|nurse|herr|frau|señora?|madame|monsieur|ask for|"
    r"named|called|contact|with|by|see|speak to|meet|attorney|our \w+"
)
_CAPITALISED = r"[A-ZÀ-Þ][^\W\d_]+"
_PERSON = re.compile(
    rf"(?:\b(?i:{_CUES})\b\.?\s)(?P<name>{_CAPITALISED}(?:\s{_CAPITALISED})*)"
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
            (SequenceMatcher(None, other, mine, autojunk=False) for other in theirs),
            key=lambda m: m.ratio(),
        )
        if aligned.ratio() < _MIN_RATIO:
            continue
        for tag, i1, i2, j1, j2 in aligned.get_opcodes():
            if tag != "replace":
                continue
            wanted = _content(list(aligned.a[i1:i2]), answer)
            said = _content(list(aligned.b[j1:j2]), reference, asked)
            if _is_other(wanted, said, alike):
                yield Reason("contradicted", said=" ".join(said), wanted=" ".join(wanted))


def _is_other(wanted: Sequence[str], said: Sequence[str], alike: Alike) -> bool:
    if not wanted or not said or max(len(wanted), len(said)) > _MAX_WORDS:
        return False
    return not any(_is_same_word(a, b, alike) for a in wanted for b in said)


def _is_same_word(a: str, b: str, alike: Alike) -> bool:
    one, other = concept(a), concept(b)
    if matches(Token(one.name, one.sign, a), Token(other.name, other.sign, b)):
        return True
    typo = min(len(a), len(b)) >= _MIN_LETTERS and fuzz.ratio(a, b) >= _MIN_SPELLED
    return typo or alike(a, b)


def _sentences(segments: Sequence[Segment]) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for segment in segments:
        found.setdefault(segment.sentence, []).extend(segment.words)
    return [words for words in found.values() if words]


def _content(words: Sequence[str], *others: Said) -> list[str]:
    """The words that say something and that none of the other texts uses elsewhere."""
    names = {t.name for said in others for t in said.tokens}
    return [
        w
        for w in words
        if not is_function_word(w)
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
        unknown = [w for w in own if w not in known and stem(w) not in stems]
        if not unknown or any(concept(w).name != stem(w) for w in unknown):
            continue
        if missed:
            yield Reason("contradicted", said=name.text, wanted=missed[0].text)
        elif _is_person(name.text, answer.text):
            yield Reason("invented", said=name.text)


def _is_person(name: str, text: str) -> bool:
    return any(
        name in (m["name"] or m["run"]) or (m["name"] or m["run"]) in name
        for m in _PERSON.finditer(text)
    )
