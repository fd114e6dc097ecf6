"""All the facts of one text, and whether it says a given fact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inhouse.scoring.facts import amounts, calendar, clock, contacts
from inhouse.scoring.facts.fact import Fact, Reader
from inhouse.scoring.facts.polarity import read_polarity
from inhouse.scoring.facts.proper_names import read_names
from inhouse.scoring.words import words

__all__ = ["Statement", "read_statement"]

_READERS: tuple[Reader, ...] = (
    # Order decides: an e-mail address holds a web address, a date holds numbers.
    contacts.read_emails,
    contacts.read_urls,
    amounts.read_money,
    amounts.read_percentages,
    calendar.read_dates,
    clock.read_times,
    contacts.read_phones,
    contacts.read_versions,
    amounts.read_quantities,
    contacts.read_codes,
    calendar.read_weekdays,
    calendar.read_months,
    amounts.read_ordinals,
    amounts.read_numbers,
)
_LIST_NUMBER = re.compile(r"^[ \t]*\d{1,2}[.)](?=\s)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)|`")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one text says.

    Args:
        facts: each once, in reading order within its kind.
        words: every word of the text, folded; a name counts as said in any case.
    """

    facts: tuple[Fact, ...]
    words: frozenset[str]

    def says(self, fact: Fact) -> bool:
        """Whether this text states `fact`; for a name, whether it uses all of its words."""
        if fact.kind != "name":
            return fact in self.facts
        parts = set(words(fact.value))
        return parts <= self.words or any(
            set(words(own.value)) <= parts for own in self.facts if own.kind == "name"
        )


@lru_cache(maxsize=8192)
def read_statement(text: str, question: str = "") -> Statement:
    """The facts of `text`.

    Args:
        text: what is read.
        question: what it answers; it decides whether a plain sentence says yes.
    """
    facts = dict.fromkeys(_facts(_clean(text), _clean(question)))
    return Statement(tuple(facts), frozenset(words(text)))


def _facts(text: str, question: str) -> Iterator[Fact]:
    rest = text
    for read in _READERS:
        for found in list(read(rest)):
            yield from found.facts
            rest = _blank(rest, found.start, found.end)
    yield from read_names(rest)
    yield from read_polarity(text, question)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "\0" * (end - start) + text[end:]


def _clean(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("\0", " ").replace("\r", "\n")
    for pattern, plain in (("[‘’ʼ]", "'"), ("[“”„]", '"'), ("[‐-―−]", "-"), (r"[^\S\n]+", " ")):
        folded = re.sub(pattern, plain, folded)
    return _EMPHASIS.sub("", _LIST_NUMBER.sub(lambda m: " " * len(m.group()), folded))
