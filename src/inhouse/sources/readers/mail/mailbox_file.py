"""Mailboxes: many mails in one file (mbox), as Thunderbird, Gmail and Unix keep them."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.mail.letter import Letter, letter_of
from inhouse.sources.readers.mail.threads import contents_of, threads_of

__all__ = ["Mailbox"]

# An address, or what stands in for one, then a date; "From Monday on we open at 7." has none.
_SEPARATOR = re.compile(
    rb"From (?:\S+|\S+ at \S+) +\w{3},? +(?:\w{3} +\d\d?|\d\d? +\w{3}),? .{0,40}\d{4}\b.{0,40}$"
    rb"|From \S+@\S+ +.{0,60}\b\d{4}\b.{0,40}$|From - .{0,60}\d{4}"
)
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")
_ESCAPED = re.compile(rb">+From ")


class Mailbox:
    """Reads a mailbox: a document a thread, in the order it was written."""

    spec = Spec("mailbox", "2", {})
    suffixes = (".mbox", ".mbx")

    def read(self, path: Path, relative: str) -> FileContents:
        """The threads."""
        faults = Faults()
        letters = list(_letters(path, relative, faults))
        if not letters:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                "expected a mailbox whose mails begin with a line 'From ', an address and a date,"
                " found none",
                fix="Export the folder again as mbox, or save its mails as .eml.",
            )
        return contents_of(threads_of(letters), relative, faults)


def _letters(path: Path, relative: str, faults: Faults) -> Iterator[Letter]:
    for number, raw in enumerate(_mails(path), start=1):
        message = email.message_from_bytes(raw, policy=email.policy.default)
        if isinstance(message, EmailMessage):
            yield letter_of(message, Source(relative, row=number), faults)


def _mails(path: Path) -> Iterator[bytes]:
    """Each mail's bytes: a line that separates has the first field of a head below it."""
    with path.open("rb") as file:
        mail: list[bytes] | None = None
        line = file.readline()
        while line:
            below = file.readline()
            if _SEPARATOR.match(line.rstrip(b"\r\n")) and _FIELD.match(below):
                if mail is not None:
                    yield b"".join(_unescaped(mail))
                mail = []
            elif mail is not None:
                mail.append(line)
            line = below
        if mail is not None:
            yield b"".join(_unescaped(mail))


def _unescaped(lines: list[bytes]) -> Iterator[bytes]:
    """The lines without the `>` put before "From ", save where all around is quoted so."""
    for at, line in enumerate(lines):
        around = (lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines))
        quoted = any(other.startswith(b">") and not _ESCAPED.match(other) for other in around)
        yield line[1:] if _ESCAPED.match(line) and not quoted else line
