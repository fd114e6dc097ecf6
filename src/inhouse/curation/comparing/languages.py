"""Which language a text is in, by its commonest words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

__all__ = ["language_of"]

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
