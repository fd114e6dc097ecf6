"""The firm's own customers: whoever stands in a customer column is found wherever else they are.

A list of names beats a language model here: it knows "Rubija" and "April Banks", and it never
takes "Crown" for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from inhouse.curation.privacy.mention import Mention

__all__ = ["KnownCustomers"]

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "mx"}
_PARTICLES = {"de", "da", "di", "la", "le", "el", "al", "van", "von", "der", "den", "bin", "st", "y"}
# Names that are also words: alone they count only behind a title, or as part of the full name.
_WORDS_TOO = frozenset(
    "able april august autumn baker banks bell best black blue bond brook brown bush butler carpenter"
    " chance christian clay cliff close cook crown dale daisy dawn day dean drew early english faith"
    " field fields fisher fox frank french friend gates gene grace grant gray green guy hall hand hart"
    " heath hill holly hope house hunter iris ivy jack jasmine jean joy june king knight lane law lily"
    " little london long love major march mark marsh mason may mercy miles miller moon moore nick noble"
    " page paris park parks patience pat pearl penny pope porter price ray read reed rich rivers rob"
    " robin rock rose rosemary rowan ruby rusty sandy sky smith snow spring star stone storm street"
    " summer sunny taylor temple terry trinity turner victor violet wall ward waters weaver wells west"
    " white will willow winter wise wood woods worth young".split()
)


class KnownCustomers:
    """Finds known people by full name, and by first or last name alone where that is telling.

    Args:
        names: full names as the columns hold them, "Lopez, Maria" and "Dr. Maria Lopez" included.
        others: further values of customer columns by kind (account numbers, plates), as they are.
    """

    def __init__(self, names: Iterable[str], others: Iterable[tuple[str, str]] = ()) -> None:
        self._full: set[tuple[str, ...]] = set()
        self._single: set[str] = set()
        for name in names:
            self._learn(name)
        self._longest = max((len(words) for words in self._full), default=1)
        self._others = [
            (kind, re.compile(rf"(?<!\w){re.escape(value)}(?!\w)", re.IGNORECASE))
            for kind, value in dict.fromkeys(others)
        ]
        self.kinds = tuple(dict.fromkeys(("person", *(kind for kind, _ in self._others))))

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text."""
        return [[*self._people(text), *self._values(text)] for text in texts]

    def _learn(self, name: str) -> None:
        if name.count(",") == 1:  # "Lopez, Maria"
            last, first = name.split(",")
            name = f"{first} {last}"
        words = tuple(w for w in (m.group().casefold() for m in _WORD.finditer(name)))
        words = tuple(w for w in words if w.rstrip(".") not in _TITLES)
        if not words or any(c.isdigit() for c in name):
            return
        if len(words) > 1:
            self._full.add(words)
            if len(words) > 2:
                self._full.add((words[0], words[-1]))
        telling = [w for w in words if len(w) > 2 and w not in _PARTICLES]
        self._single |= set(telling)

    def _people(self, text: str) -> Iterator[Mention]:
        words = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(text)]
        words = [w for word in words for w in _unpossessed(word)]
        at = 0
        while at < len(words):
            length = self._full_at(words, at) or self._single_at(text, words, at)
            if length:
                yield Mention("person", words[at][1], words[at + length - 1][2], 0.96, "customers")
            at += length or 1

    def _full_at(self, words: Sequence[tuple[str, int, int]], at: int) -> int:
        for length in range(min(self._longest, len(words) - at), 1, -1):
            spoken = tuple(w for w, _, _ in words[at : at + length])
            # "Lopez Maria" is the same person as "Maria Lopez".
            if spoken in self._full or (length == 2 and spoken[::-1] in self._full):
                return length
        return 0

    def _single_at(self, text: str, words: Sequence[tuple[str, int, int]], at: int) -> int:
        word, start, end = words[at]
        if word not in self._single or not text[start].isupper():
            return 0
        if word in _WORDS_TOO or text[start:end].isupper():
            return 1 if at and words[at - 1][0].rstrip(".") in _TITLES else 0
        return 1

    def _values(self, text: str) -> Iterator[Mention]:
        for kind, value in self._others:
            for match in value.finditer(text):
                yield Mention(kind, match.start(), match.end(), 0.96, "customers")


def _unpossessed(word: tuple[str, int, int]) -> Iterator[tuple[str, int, int]]:
    """"Maria's" is Maria."""
    text, start, end = word
    for ending in ("'s", "’s"):
        if text.endswith(ending):
            yield text[: -len(ending)], start, end - len(ending)
            return
    yield word
