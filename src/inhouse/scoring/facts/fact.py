"""One fact, and how readers hand facts over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = ["Fact", "Found", "Kind", "Reader", "at", "is_same"]

Kind = Literal[
    "code",
    "date",
    "email",
    "frequency",
    "money",
    "month",
    "multiple",
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


def is_same(a: Fact, b: Fact) -> bool:
    """Whether two facts state the same, each as it is written.

    What one leaves open, the other may fill in: "5" and "$5", "5:30" and "17:30", a number with
    and without the code of its country, 3/4/2026 and "4 March 2026".
    """
    if a == b:
        return True
    if a.kind == b.kind:
        rule = _SAME.get(a.kind)
        return rule is not None and rule(a, b)
    return _is_bare(a, b) or _is_bare(b, a)


def _is_same_phone(a: Fact, b: Fact) -> bool:
    one, other = a.value.removeprefix("0"), b.value.removeprefix("0")
    return min(len(one), len(other)) >= 7 and (one.endswith(other) or other.endswith(one))


def _is_same_time(a: Fact, b: Fact) -> bool:
    """Equal on a dial where one of them does not say which half of the day."""
    if "24/7" in (a.value, b.value) or not (_is_dial(a) or _is_dial(b)):
        return False
    return _on_dial(a) == _on_dial(b)


def _is_dial(fact: Fact) -> bool:
    hour = re.match(r"(?:half past |quarter (?:past|to) )?(\d{1,2}|[a-z]+)", fact.text.casefold())
    if (
        hour is None
        or fact.text == fact.value
        or re.search(r"m\.?$|noon|night|morning|afternoon|evening", fact.text)
    ):
        return False
    return not hour[1].isdigit() or (0 < int(hour[1]) <= 12 and not fact.text.startswith("0"))


def _on_dial(fact: Fact) -> tuple[int, str]:
    hour, _, minute = fact.value.partition(":")
    return int(hour) % 12, minute


def _is_same_date(a: Fact, b: Fact) -> bool:
    """One all in figures with slashes may be read either way, if the other one is in words."""
    numeric = [bool(re.match(r"\d{1,2}/\d", fact.text)) for fact in (a, b)]
    return any(numeric) and not all(numeric) and a.value == "-".join(reversed(b.value.split("-")))


def _is_bare(number: Fact, other: Fact) -> bool:
    if {number.kind, other.kind} == {"ordinal", "number"}:
        return number.value == other.value
    if number.kind == "ordinal" and other.kind == "date":
        return other.value[-2:].lstrip("0") == number.value
    if number.kind != "number":
        return False
    if other.kind == "code":
        return len(number.value) >= 3 and re.sub(r"^[A-Z]+", "", other.value) == number.value
    if other.kind == "time":
        hour, _, minute = other.value.partition(":")
        return minute == "00" and number.value in {str(int(hour)), str(int(hour) % 12 or 12)}
    return other.kind in ("money", "percent") and other.value.rpartition(" ")[2] == number.value


_SAME: Mapping[Kind, Callable[[Fact, Fact], bool]] = {
    "phone": _is_same_phone,
    "time": _is_same_time,
    "date": _is_same_date,
}
