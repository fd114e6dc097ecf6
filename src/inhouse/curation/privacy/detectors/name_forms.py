"""Which of a language model's people are written as people are, over all texts of a firm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from inhouse.curation.comparing.languages import language_of
from inhouse.curation.privacy.detectors.context import is_masked
from inhouse.curation.privacy.words import words

__all__ = ["NameForms", "Span", "has_capital"]

Span = tuple[int, int]
"""First character of a name, and one past its last."""

_CAPITAL = re.compile(r"[A-Z]|[^\W\d_a-z]")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]{2,}(?![\w-])")
# Marks that stand in no name: the model takes tags and links along.
_PIECE = re.compile(r"[^<>|()\[\]\"/]+")
_MIN_TEXTS, _MIN_SHARE = 3, 0.5
_ABBREVIATION = 5
_ITEM = re.compile(r"[^,;\"]+")
_MIN_ITEMS, _LONGEST_ITEM, _ITEMS_SHARE = 4, 4, 0.7


def has_capital(text: str) -> bool:
    """Whether any letter is a capital: the model's people have one, or are left out."""
    return _CAPITAL.search(text) is not None


class NameForms:
    """What all texts together say about a word that the model calls a person in some.

    "Gift" at the head of a sentence is no person where other sentences write it small, nor is
    "Garlic" where the model passes over it in most of them.

    Args:
        texts: all of them, each once.
        spans: what the model called a person in each.
    """

    def __init__(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> None:
        self._small = {m.group() for text in texts for m in _SMALL_WORD.finditer(text)}
        seen: Counter[str] = Counter()
        called: Counter[str] = Counter()
        for text, found in zip(texts, spans, strict=True):
            met = [(m.group(), m.start()) for m in _WORD.finditer(text) if m.group()[0].isupper()]
            seen.update({word for word, _ in met})
            if found:
                called.update({w for w, at in met if any(a <= at < b for a, b in found)})
        self._doubtful = {
            word for word, n in seen.items() if n >= _MIN_TEXTS and called[word] < _MIN_SHARE * n
        }

    def people(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """The people in a text, and the places where a part of their names stands alone."""
        if _is_list_of_things(text, spans):
            return []
        kept = [span for span in (self._name(text, *span) for span in spans) if span is not None]
        return [*kept, *self._again(text, kept)]

    def _name(self, text: str, start: int, end: int) -> Span | None:
        pieces = list(_PIECE.finditer(text, start, end))
        if not pieces:
            return None
        start, end = max((m.span() for m in pieces), key=lambda span: span[1] - span[0])
        while start < end and not text[start].isalpha():
            start += 1
        name = text[start:end]
        parts = [m.group() for m in _WORD.finditer(name)]
        if any(c.isdigit() for c in name) or is_masked(name) or not self._telling(parts):
            return None
        return (start, end) if len(self._capitals(parts)) > 1 or _reads_english(text) else None

    def _capitals(self, parts: Sequence[str]) -> list[str]:
        return [p for p in parts if has_capital(p) and p.casefold() not in words("titles")]

    def _telling(self, parts: Sequence[str]) -> bool:
        """Whether the parts are written as a name's, and one of them is no common word."""
        capitals = [p for p in self._capitals(parts) if len(p) > 1]
        small = [p for p in parts if p[0].islower() and len(p) > 1 and p not in words("particles")]
        if not capitals or parts[-1].casefold() in words("no_person") or len(small) > 1:
            return False
        if small and len(capitals) < 2:
            return False
        if len(capitals) == 1 and capitals[0].isupper() and len(capitals[0]) <= _ABBREVIATION:
            return False
        return any(p.casefold() not in self._small and p not in self._doubtful for p in capitals)

    def _again(self, text: str, kept: Sequence[Span]) -> Iterator[Span]:
        """Where a part of a whole name in this text stands elsewhere in it."""
        parts: set[str] = set()
        for start, end in kept:
            name = [m.group() for m in _WORD.finditer(text[start:end])]
            if len(name) > 1:
                parts |= {p for p in self._capitals(name) if len(p) > 2}
        common = self._small | set(words("particles"))
        parts -= {p for p in parts if p.casefold() in common or p in self._doubtful}
        for match in _WORD.finditer(text) if parts else ():
            if match.group() in parts and not any(
                start < match.end() and match.start() < end for start, end in kept
            ):
                yield match.span()


def _is_list_of_things(text: str, spans: Sequence[Span]) -> bool:
    """Whether it only counts up things, as a menu does: the model calls some of them people."""
    pieces = [m for m in _ITEM.finditer(text) if m.group().strip()]
    items = sum(_is_item(m.group()) for m in pieces)
    if items < max(_MIN_ITEMS, _ITEMS_SHARE * len(pieces)):
        return False
    people = sum(any(a < m.end() and m.start() < b for a, b in spans) for m in pieces)
    return 2 * people < len(pieces)


def _is_item(piece: str) -> bool:
    found = _WORD.findall(piece)
    return 0 < len(found) <= _LONGEST_ITEM and found[0][0].isupper()


def _reads_english(text: str) -> bool:
    """Whether the model knows the language; in others it calls any first word a person."""
    return language_of(text) in (None, "English")
