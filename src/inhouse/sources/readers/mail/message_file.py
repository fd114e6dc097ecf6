"""Single mails: .eml files, and the files of a mail folder (Maildir)."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.mail.letter import letter_of
from inhouse.sources.readers.mail.threads import contents_of

__all__ = ["MailMessage"]


class MailMessage:
    """Reads one mail a file, with its attachments."""

    spec = Spec("mail", "1", {})
    suffixes = (".eml", ".emlx")

    def read(self, path: Path, relative: str) -> FileContents:
        """The mail as one document."""
        faults = Faults()
        raw = path.read_bytes()
        first, _, rest = raw.partition(b"\n")
        if first.strip().isdigit():
            raw = rest[: int(first)]  # Apple Mail: the length, the mail, a property list
        message = email.message_from_bytes(raw, policy=email.policy.default)
        if not message.keys():
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                "expected a mail with a head (From, Subject), found none",
                fix="Save the mail again as .eml.",
            )
            return FileContents(findings=faults.findings())
        return contents_of([[letter_of(message, Source(relative), faults)]], relative, faults)
