"""All the facts of one text, and whether it says a given fact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from inhouse.scoring.facts import amounts, calendar, clock, contacts
from inhouse.scoring.facts.fact import Fact, Found, Reader, is_same
from inhouse.scoring.facts.notations import clean, language_of
from inhouse.scoring.facts.polarity import read_polarity
from inhouse.scoring.facts.proper_names import read_names
from inhouse.scoring.words import words

__all__ = ["Reading", "Statement", "read_found", "read_statement"]

_READERS: tuple[Reader, ...] = (
    # Order decides: an e-mail address holds a web address, a date holds numbers.
    contacts.read_emails,
    contacts.read_urls,
    amounts.read_money,
    amounts.read_percentages,
    calendar.read_dates,
    contacts.read_phones,
    clock.read_times,
    contacts.read_versions,
    calendar.read_weekdays,
    amounts.read_frequencies,
    amounts.read_multiples,
    amounts.read_dimensions,
    amounts.read_quantities,
    contacts.read_codes,
    calendar.read_months,
    amounts.read_ordinals,
    amounts.read_numbers,
)
_TITLED = re.compile(
    r"(\b(?:Dr|Prof|Herr|Herrn|Frau|Doktor)\b\.?(?: (?:Dr|Prof"
    r"|med)\.)* [A-ZÄÖÜ][^\W\d_]+(?: [A-ZÄÖÜ][^\W\d_]+)?)"
    r"|[^\W\d_]+"
)


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
            return any(fact.kind == own.kind and is_same(fact, own) for own in self.facts)
        parts = set(words(fact.value))
        return parts <= self.words or any(
            set(words(own.value)) <= parts for own in self.facts if own.kind == "name"
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and the places of its facts.

    Args:
        text: what was read, in one notation; all places count in it.
        rest: the same with every fact but the names blanked by zero bytes.
        found: facts by reader, not in order of place.
        names: proper names.
    """

    text: str
    rest: str
    found: tuple[Found, ...]
    names: tuple[Fact, ...]


@lru_cache(maxsize=8192)
def read_statement(text: str, question: str = "") -> Statement:
    """The facts of `text`.

    Args:
        text: what is read.
        question: what it answers; it decides whether a plain sentence says yes.
    """
    reading = read_found(text)
    said = [fact for found in reading.found for fact in found.facts]
    opens = read_polarity(reading.text, clean(question))
    return Statement(tuple(dict.fromkeys((*said, *reading.names, *opens))), frozenset(words(text)))


@lru_cache(maxsize=8192)
def read_found(text: str) -> Reading:
    """The facts of `text` and where they stand."""
    cleaned = rest = clean(text)
    taken: list[Found] = []
    for read in _READERS:
        for found in list(read(rest)):
            taken.append(found)
            rest = _blank(rest, found.start, found.end)
    if language_of(text) == "de":
        rest = _only_titled(rest)
    return Reading(cleaned, rest, tuple(taken), tuple(read_names(rest)))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "\0" * (end - start) + text[end:]


def _only_titled(text: str) -> str:
    """`text` with small letters but for names behind a title: every German noun has a capital."""
    return _TITLED.sub(lambda m: m.group() if m[1] else m.group().lower(), text)
