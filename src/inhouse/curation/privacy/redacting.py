"""Private words out of examples, fictions in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from inhouse.curation.privacy.detecting import PrivacySettings, detect
from inhouse.curation.privacy.fictions import is_fictitious_name
from inhouse.curation.privacy.mention import Detector, Mention
from inhouse.curation.privacy.surrogates import SurrogateMap, Surrogates, name_parts
from inhouse.records import Example

__all__ = ["Found", "Privacy", "Redact", "firms_own", "is_wanted", "looked_through", "redacted"]

Redact: TypeAlias = Literal["none", "certain", "all"]
"""What is replaced without asking."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """How private words are treated.

    Args:
        settings: what is looked for.
        redact: what is replaced without asking.
        own: what the owner named as the firm's own.
        kept: what stands for what so far; filled as more is met. None forgets it afterwards.
    """

    settings: PrivacySettings = field(default_factory=PrivacySettings)
    redact: Redact = "certain"
    own: tuple[str, ...] = ()
    kept: SurrogateMap | None = None


# A number or an address in the answers of so many documents is the firm's own, and a fact to learn.
_OWN_DOCUMENTS = 3
_SHARED = ("email", "phone", "street_address", "ein", "npi", "person")


@dataclass(frozen=True, slots=True)
class Found:
    """The private words of one example, message by message."""

    example: Example
    mentions: tuple[tuple[Mention, ...], ...]

    def kinds(self) -> tuple[str, ...]:
        """What was found in it, each kind once."""
        return tuple(dict.fromkeys(m.kind for message in self.mentions for m in message))


def looked_through(
    examples: Sequence[Example],
    looking: Sequence[Detector],
    own: Sequence[str] = (),
    kept: SurrogateMap | None = None,
) -> list[Found]:
    """The private words of each example; the firm's own are none, and what stands in for others.

    Args:
        examples: to look through.
        looking: the detectors.
        own: what the owner named as the firm's own.
        kept: what stands for what so far.
    """
    texts = [m.content for e in examples for m in e.messages]
    mentions = iter(detect(texts, looking))
    found = [Found(e, tuple(tuple(next(mentions)) for _ in e.messages)) for e in examples]
    made = kept.known.values() if kept is not None else ()
    ours = firms_own(found) | {_normal(value) for value in (*own, *made)}
    return [replace(one, mentions=_without(one, ours)) for one in found]


def firms_own(found: Sequence[Found]) -> set[str]:
    """What stands in the answers of three documents and more: the front desk's own number."""
    documents: dict[str, set[str]] = {}
    for one in found:
        answer, mentions = one.example.messages[-1].content, one.mentions[-1]
        for m in mentions:
            if m.kind in _SHARED and m.detector != "customers":
                value = _normal(answer[m.start : m.end])
                documents.setdefault(value, set()).add(one.example.document_id)
    return {value for value, where in documents.items() if len(where) >= _OWN_DOCUMENTS}


def is_wanted(mention: Mention, redact: Redact) -> bool:
    """Whether this goes without asking: what is sure, and who stands in a customer column."""
    if redact == "all":
        return True
    return redact == "certain" and (mention.sure or mention.detector == "customers")


def redacted(
    found: Found, surrogates: Surrogates, redact: Redact
) -> tuple[Example, Mapping[str, int]]:
    """The example with fictions in, and how many of each kind."""
    counted: Counter[str] = Counter()
    messages = []
    for message, mentions in zip(found.example.messages, found.mentions, strict=True):
        parts, at = [], 0
        for m in mentions:
            if not is_wanted(m, redact):
                continue
            words = message.content[m.start : m.end]
            parts += [message.content[at : m.start], surrogates.of(m.kind, words)]
            at = m.end
            counted[m.kind] += 1
        messages.append(replace(message, content="".join([*parts, message.content[at:]])))
    if not counted:
        return found.example, {}
    return replace(found.example, messages=tuple(messages)), dict(counted)


def _without(found: Found, ours: set[str]) -> tuple[tuple[Mention, ...], ...]:
    return tuple(
        tuple(m for m in mentions if not _is_ours(m, message.content[m.start : m.end], ours))
        for message, mentions in zip(found.example.messages, found.mentions, strict=True)
    )


def _is_ours(mention: Mention, value: str, ours: set[str]) -> bool:
    """Whether it is the firm's own, or made here to stand in for something."""
    if _normal(value) in ours:
        return True
    if mention.kind != "person" or mention.detector == "customers":
        return False
    parts = [word.casefold() for word in name_parts(value)]
    return is_fictitious_name(name_parts(value)) or (
        bool(parts) and all(_normal(part) in ours for part in parts)
    )


def _normal(value: str) -> str:
    return "".join(c for c in value.casefold() if c.isalnum() or c == "@").removeprefix("1")
