"""Mailboxes: many mails in one file (mbox), as Thunderbird, Gmail and Unix keep them."""

from __future__ import annotations

import email
import email.policy
import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.mail.letter import Letter, letter_of
from inhouse.sources.readers.mail.threads import contents_of, threads_of

__all__ = ["Mailbox"]


class Mailbox:
    """Reads a mailbox: a document a thread, in the order it was written."""

    spec = Spec("mailbox", "1", {})
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
                "expected a mailbox whose mails begin with a line 'From ', found none",
                fix="Export the folder again as mbox, or save its mails as .eml.",
            )
        return contents_of(threads_of(letters), relative, faults)


def _letters(path: Path, relative: str, faults: Faults) -> Iterator[Letter]:
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            message = email.message_from_bytes(box.get_bytes(key), policy=email.policy.default)
            if isinstance(message, EmailMessage):
                yield letter_of(message, Source(relative, row=number), faults)
    finally:
        box.close()
