"""Mail threads: the customer's message, the staff's reply."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inhouse.records import Spec
from inhouse.sources.making.kinds import MAIL_HEAD
from inhouse.sources.making.letters import is_automatic, own_words, quoted_words
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults

__all__ = ["Mail"]

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")


@dataclass(frozen=True, slots=True)
class _Letter:
    sender: str
    name: str
    text: str
    start: int
    end: int


class Mail:
    """Documents that begin with a mail's head (`From:`, then `To:`, `Date:` or `Subject:`).

    Staff are the addresses or domains of `ingest.staff`; "auto" takes whoever answers the first
    message. A reply that quotes what it answers needs no second letter.
    """

    spec = Spec("mail", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._staff = [] if settings.staff == "auto" else _names(settings.staff)

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a reply by the staff to a customer."""
        if material.kind() != "mail":
            return
        letters = [x for x in _letters(material.document.text) if not is_automatic(x.text)]
        staff = self._staff or _who_answers(letters)
        before: _Letter | None = None
        for letter in letters:
            made = self._reply(letter, before, staff)
            if made is not None:
                yield made
            before = letter

    def _reply(self, letter: _Letter, before: _Letter | None, staff: Sequence[str]) -> Made | None:
        answer = own_words(letter.text, letter.name)
        quoted = own_words(quoted_words(letter.text))
        if not answer:
            return None
        if before is None:
            theirs = not self._staff or _is_of(letter.sender, staff)
            if not quoted or not theirs:
                return None
            return Made(quoted, answer, letter.start, letter.end)
        if not _is_of(letter.sender, staff) or _is_of(before.sender, staff):
            return None
        question = own_words(before.text, before.name)
        return Made(question, answer, before.start, letter.end) if question else None


def _letters(text: str) -> list[_Letter]:
    heads = list(MAIL_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        _Letter(
            _address(head["sender"]),
            head["sender"].partition("<")[0],
            text[head.end() : end],
            head.start(),
            end,
        )
        for head, end in zip(heads, ends, strict=True)
    ]


def _who_answers(letters: Sequence[_Letter]) -> list[str]:
    """Everyone's address who is not the first to write, the most active first."""
    if not letters:
        return []
    counted = Counter(x.sender for x in letters[1:] if x.sender != letters[0].sender)
    return [sender for sender, _ in counted.most_common()]


def _is_of(sender: str, staff: Sequence[str]) -> bool:
    return any(sender == name or sender.endswith("@" + name.removeprefix("@")) for name in staff)


def _names(text: str) -> list[str]:
    return [name.strip().lower() for name in text.split(",") if name.strip()]


def _address(sender: str) -> str:
    found = _ADDRESS.search(sender)
    return (found.group() if found else sender).strip().lower()
