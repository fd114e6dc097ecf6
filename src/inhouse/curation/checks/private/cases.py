"""What is asked about private words: one case a value, or one for all values of one form.

Twelve order numbers are one question, not twelve; a number that stands in several examples is one
question as well, and whoever knows the answer for it need not know it for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inhouse.curation.checks.check import listed
from inhouse.curation.privacy import Found, Redact, Surrogates, is_wanted
from inhouse.curation.review.deciding import with_words
from inhouse.records import Case, Edit, Example

__all__ = ["Asked", "asked_cases", "open_places"]

# What says nothing about its neighbours: each is a question of its own.
_BY_VALUE = ("person", "street_address", "ip_address", "mac_address", "vin", "crypto_wallet")
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """One place that is asked about.

    Args:
        example: as it is after what goes without asking.
        kind: what it may be.
        sure: whether it is beyond doubt, and only the settings keep it.
        value: the words.
        role: who said it.
        number: which of this kind in the example it is, from 1.
    """

    example: Example
    kind: str
    sure: bool
    value: str
    role: str
    number: int


def open_places(found: Found, example: Example, redact: Redact) -> Iterator[Asked]:
    """The places of one example that stay until somebody decides.

    Args:
        found: what was found in it.
        example: the same, after what goes without asking.
        redact: what goes without asking.
    """
    numbers: dict[str, list[str]] = {}
    for message, mentions in zip(found.example.messages, found.mentions, strict=True):
        for m in mentions:
            if is_wanted(m, redact):
                continue
            value = message.content[m.start : m.end]
            met = numbers.setdefault(m.kind, [])
            if value not in met:
                met.append(value)
            number = met.index(value) + 1
            yield Asked(example, m.kind, m.sure, value, message.role, number)


def asked_cases(asked: Sequence[Asked], name: str, surrogates: Surrogates) -> tuple[Case, ...]:
    """The cases of one kind, in the order they are met.

    Args:
        asked: the places, all of one kind.
        name: what the kind is called.
        surrogates: what would take their place.
    """
    where: dict[str, set[str]] = {}
    for one in asked:
        where.setdefault(one.value, set()).add(one.example.id)
    groups: dict[tuple[str, ...], list[Asked]] = {}
    for one in asked:
        groups.setdefault(_group(one, n_examples=len(where[one.value])), []).append(one)
    return tuple(_case(rows, name, surrogates) for rows in groups.values())


def _group(one: Asked, *, n_examples: int) -> tuple[str, ...]:
    if one.kind == "email":
        return ("domain", one.value.casefold().rpartition("@")[2])
    if one.kind in _BY_VALUE or n_examples > 1:
        return ("value", one.value.casefold())
    form = "" if one.kind == "phone" else _form(one.value)
    return ("form", form, one.role)


def _form(value: str) -> str:
    """Nothing of the value itself: 9 for every digit, A for every word."""
    return _DIGITS.sub("9", _LETTERS.sub("A", value))


def _case(rows: Sequence[Asked], name: str, surrogates: Surrogates) -> Case:
    values = list(dict.fromkeys(row.value for row in rows))
    fictions = {value: surrogates.of(rows[0].kind, value) for value in values}
    examples = {row.example.id: row.example for row in rows}
    held = {i: tuple(dict.fromkeys(r.value for r in rows if r.example.id == i)) for i in examples}
    edits = tuple(
        _edit(example, {v: fictions[v] for v in held[i]}) for i, example in examples.items()
    )
    return Case(tuple(examples), _evidence(rows, values, name), edits, held)


def _edit(example: Example, words: dict[str, str]) -> Edit:
    return Edit(example.id, with_words(example.messages, words), words)


def _evidence(rows: Sequence[Asked], values: Sequence[str], name: str) -> str:
    """Never the words themselves: it is printed, and may be logged."""
    first = rows[0]
    places = listed(dict.fromkeys(str(row.example.source) for row in rows))
    if len(values) == 1:
        return f"{name}: no. {first.number} in {places}"
    said = {"user": "in questions", "assistant": "in answers"}.get(
        first.role, f"by the {first.role}"
    )
    form = {"email": "at one domain"}.get(first.kind, said)
    return f"{name}: {len(values)} alike, {form} ({places})"
