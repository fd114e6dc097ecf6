"""One fact, and how readers hand facts over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = ["Fact", "Found", "Kind", "Reader", "at"]

Kind = Literal[
    "code",
    "date",
    "email",
    "money",
    "month",
    "name",
    "number",
    "ordinal",
    "percent",
    "phone",
    "polarity",
    "quantity",
    "time",
    "url",
    "version",
    "weekday",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """Two facts are equal when kind and value are; `text` is how this one was written."""

    kind: Kind
    value: str
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """The facts that one stretch of text, `start` to `end`, states."""

    start: int
    end: int
    facts: tuple[Fact, ...]


Reader: TypeAlias = Callable[[str], Iterator[Found]]
"""Finds facts in a text whose already read stretches were blanked with zero bytes."""


def at(match: re.Match[str], kind: Kind, *values: str, texts: Sequence[str] = ()) -> Found:
    """The stretch `match`, stating one fact of `kind` a value; none is "nothing to see here".

    Args:
        match: the stretch.
        kind: of every fact in it.
        values: normalised, one a fact.
        texts: how each is shown to people; as written where there is one value, and the
            values themselves where there are several.
    """
    written = (" ".join(match.group().split()).strip(" .,;:-"),)
    shown = texts or (written if len(values) == 1 else values)
    facts = tuple(Fact(kind, value, text) for value, text in zip(values, shown, strict=True))
    return Found(match.start(), match.end(), facts)
