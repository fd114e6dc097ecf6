"""Mail threads: the customer's message, the staff's reply."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inhouse.records import Spec
from inhouse.sources.letters import (
    exchanges,
    first_quoted_head,
    is_automatic,
    own_words,
)
from inhouse.sources.making.kinds import MAIL_HEAD
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults

__all__ = ["Mail"]

_SUBJECT = re.compile(
    r"^Subject:\s*(?P<reply>(?:(?:re|aw|rv|res|sv)\s*:\s*)*)(?P<words>[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
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

    spec = Spec("mail", "2", {})

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
            if before is None:
                yield from self._alone(letter, staff)
            else:
                yield from _reply(letter, before, staff)
            before = letter

    def _alone(self, letter: _Letter, staff: Sequence[str]) -> Iterator[Made]:
        """What a letter answers that it quotes itself; no thanks of who asked first."""
        if self._staff and not _is_of(letter.sender, staff):
            return
        if not self._staff and letter.sender in first_quoted_head(letter.text).lower():
            return
        for quoted, written in exchanges(letter.text):
            question, answer = own_words(quoted), own_words(written, letter.name)
            if question and answer:
                yield Made(question, answer, letter.start, letter.end)


def _reply(letter: _Letter, before: _Letter, staff: Sequence[str]) -> Iterator[Made]:
    if not _is_of(letter.sender, staff) or _is_of(before.sender, staff):
        return
    question = own_words(before.text, before.name)
    answer = own_words(letter.text, letter.name)
    if question and answer:
        start, end = min(before.start, letter.start), max(before.end, letter.end)
        yield Made(question, answer, start, end)


def _letters(text: str) -> list[_Letter]:
    """The letters, the oldest first: a chain that Outlook saved begins with the newest."""
    heads = list(MAIL_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    letters = [
        _Letter(
            _address(head["sender"]),
            head["sender"],
            text[head.end() : end],
            head.start(),
            end,
        )
        for head, end in zip(heads, ends, strict=True)
    ]
    subjects = [_SUBJECT.search(head["rest"]) for head in heads]
    first, last = (subjects[0], subjects[-1]) if subjects else (None, None)
    if first is None or last is None or first["words"] != last["words"]:
        return letters
    return letters[::-1] if first["reply"] and not last["reply"] else letters


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
