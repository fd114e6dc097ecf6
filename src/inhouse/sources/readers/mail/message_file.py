"""Single mails: .eml files, and the files of a mail folder (Maildir)."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.letters import is_interleaved
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.mail.answered import SUFFIXES, find_answered
from inhouse.sources.readers.mail.letter import Letter, letter_of
from inhouse.sources.readers.mail.threads import contents_of

__all__ = ["MailMessage"]


class MailMessage:
    """Reads one mail a file, with its attachments.

    A reply that quotes nothing is read with the words of the mail it answers, where that lies in
    the same folder: a question and its answer are one document.
    """

    spec = Spec("mail", "3", {})
    suffixes = SUFFIXES

    def read(self, path: Path, relative: str) -> FileContents:
        """The mail as one document."""
        faults = Faults()
        message = _message(path)
        if not message.keys():
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                "expected a mail with a head (From, Subject), found none",
                fix="Save the mail again as .eml.",
            )
            return FileContents(findings=faults.findings())
        letter = letter_of(message, Source(relative), faults)
        return contents_of([[_with_question(letter, path, relative)]], relative, faults)


def _message(path: Path) -> EmailMessage:
    raw = path.read_bytes()
    first, _, rest = raw.partition(b"\n")
    if first.strip().isdigit():
        raw = rest[: int(first)]  # Apple Mail: the length, the mail, a property list
    return email.message_from_bytes(raw, policy=email.policy.default)


def _with_question(letter: Letter, path: Path, relative: str) -> Letter:
    """The letter with the words it answers; without any where its writer began the exchange."""
    before = list(_before(letter, path, relative))
    if before and _sender(before[-1]) == _sender(letter):
        return replace(letter, quoted="")
    if letter.quoted or not before or is_interleaved(letter.own):
        return letter
    return replace(letter, quoted=before[0].own)


def _before(letter: Letter, path: Path, relative: str) -> Iterator[Letter]:
    """The mails of the folder that led to a letter, the one it answers first."""
    seen = {path}
    while at := find_answered(path, relative, letter.answers):
        if at in seen:
            return
        seen.add(at)
        letter = letter_of(_message(at), Source(relative), Faults())
        yield letter


def _sender(letter: Letter) -> str:
    return letter.head.partition("\n")[0]
