"""Answers in another language than their question, or than everything else."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import Case, Example, Finding, Spec

__all__ = ["LanguageMix", "language_of"]

_COMMON = {  # the commonest words; those of two languages count for both
    "English": "the and of to is are you for with that this have your not can will from our it be",
    "Spanish": "el los las que una por para con del su más como usted se es y lo al de la en un",
    "French": "le les des est une pour que vous dans avec pas sur qui nous du et au de la en un",
    "German": "der die das und ist nicht mit sie den ein eine für von werden auf sich ich zu im",
    "Italian": "il che della per una non con sono del è gli più nel alla di le si dei anche può",
    "Portuguese": "os que uma não com para do da você em são mais por ao dos se é as de seu um",
    "Dutch": "het een van en niet voor met zijn op te dat u de aan wordt kunt bij ook naar om",
}  # fmt: skip
_LANGUAGES = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_LETTERS = {
    "Spanish": frozenset("ñáíóú"),
    "Portuguese": frozenset("ãõ"),
    "German": frozenset("ßäöü"),
    "French": frozenset("êœùû"),
}
_MIN_HITS = 3
_MARGIN = 2
_RARE_SHARE = 0.1


class LanguageMix:
    """Asks about texts whose language is not that of the rest, or not that of their question."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("language_mix", "1", {"rare_share": _RARE_SHARE})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the odd ones out."""
        spoken = [(e, language_of(e.question), language_of(e.answer)) for e in examples]
        counts = Counter(answered for _, _, answered in spoken if answered)
        rare = {name for name, n in counts.items() if n < _RARE_SHARE * len(examples)}
        cases = [
            Case((e.id,), f"{e.source} asks in {asked or 'few words'}, answers in {answered}")
            for e, asked, answered in spoken
            if answered and (answered in rare or (asked and asked != answered))
        ]
        return Checked(tuple(examples), (_finding(cases, counts),) if cases else ())


def language_of(text: str) -> str | None:
    """The language of `text`, or its script where that is not Latin; None when too little tells."""
    letters = [c for c in text[:2000] if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "?").split()[0] for c in letters if ord(c) > 0x2FF)
    if scripts and (most := scripts.most_common(1)[0])[1] > len(letters) / 2:
        return f"{most[0].capitalize()} script"
    words = re.findall(r"[^\W\d_]+", text[:4000].casefold())
    hits = sorted(((_hits(name, words, letters), name) for name in _LANGUAGES), reverse=True)
    (best, name), (second, _) = hits[:2]
    english = sum(1 for w in words if w in _LANGUAGES["English"])
    least, margin = (2, 1) if english == 0 else (_MIN_HITS, _MARGIN)
    return name if best >= max(least, second + margin) else None


def _hits(name: str, words: Sequence[str], letters: Sequence[str]) -> int:
    """Common words of the language, and one more where a letter only it has is there."""
    own = _LETTERS.get(name, frozenset())
    return sum(1 for w in words if w in _LANGUAGES[name]) + bool(own.intersection(letters))


def _finding(cases: Sequence[Case], counts: Counter[str]) -> Finding:
    shares = ", ".join(f"{name} {n}" for name, n in counts.most_common(4))
    return Finding(
        check="language_mix",
        severity="warning",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'answer is', 'answers are')}"
        f" in another language than their question or nearly all"
        f" others ({shares}; {listed(case.evidence for case in cases)})",
        fix="Leave them out, or make a project for each language.",
        cases=tuple(cases),
    )
