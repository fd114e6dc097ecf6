"""The firm's own customers: whoever stands in a customer column is found wherever else they are.

A list of names beats a language model here: it knows "Rubija" and "April Banks", and it never
takes "Crown" for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from inhouse.curation.privacy.mention import Mention
from inhouse.curation.privacy.words import words

__all__ = ["KnownCustomers"]

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


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
        spoken = [m.group().casefold() for m in _WORD.finditer(name)]
        parts = tuple(w for w in spoken if w.rstrip(".") not in words("titles"))
        if not parts or any(c.isdigit() for c in name):
            return
        if len(parts) > 1:
            self._full.add(parts)
            if len(parts) > 2:
                self._full.add((parts[0], parts[-1]))
        telling = [w for w in parts if len(w) > 2 and w not in words("particles")]
        self._single |= set(telling)

    def _people(self, text: str) -> Iterator[Mention]:
        met = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(text)]
        met = [_unpossessed(word) for word in met]
        at = 0
        while at < len(met):
            length = self._full_at(met, at) or self._single_at(text, met, at)
            if length:
                yield Mention("person", met[at][1], met[at + length - 1][2], 0.96, "customers")
            at += length or 1

    def _full_at(self, met: Sequence[tuple[str, int, int]], at: int) -> int:
        for length in range(min(self._longest, len(met) - at), 1, -1):
            spoken = tuple(w for w, _, _ in met[at : at + length])
            # "Lopez Maria" is the same person as "Maria Lopez".
            if spoken in self._full or (length == 2 and spoken[::-1] in self._full):
                return length
        return 0

    def _single_at(self, text: str, met: Sequence[tuple[str, int, int]], at: int) -> int:
        word, start, end = met[at]
        if word not in self._single or not text[start].isupper():
            return 0
        if word in words("words_too") or text[start:end].isupper():
            return 1 if at and met[at - 1][0].rstrip(".") in words("titles") else 0
        return 1

    def _values(self, text: str) -> Iterator[Mention]:
        for kind, value in self._others:
            for match in value.finditer(text):
                yield Mention(kind, match.start(), match.end(), 0.96, "customers")


def _unpossessed(word: tuple[str, int, int]) -> tuple[str, int, int]:
    """ "Maria's" is Maria."""
    text, start, end = word
    for ending in ("'s", "’s"):
        if text.endswith(ending):
            return text[: -len(ending)], start, end - len(ending)
    return word
