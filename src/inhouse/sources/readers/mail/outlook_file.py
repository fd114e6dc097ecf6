"""Single mails that Outlook saved (.msg)."""

from __future__ import annotations

import email.utils
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from inhouse.records import Source, Spec
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.mail.letter import letter_of
from inhouse.sources.readers.mail.threads import contents_of

if TYPE_CHECKING:
    from oxmsg import Message

__all__ = ["OutlookMessage"]

_HEADERS = ("To", "Cc", "Date", "Message-ID", "In-Reply-To", "References")


class OutlookMessage:
    """Reads one mail a file, with its attachments, as the same mail saved as .eml is read."""

    spec = Spec("outlook_mail", "1", {})
    suffixes = (".msg",)

    def read(self, path: Path, relative: str) -> FileContents:
        """The mail as one document."""
        import struct

        from oxmsg import Message

        faults = Faults()
        try:
            message = _as_mail(Message.load(str(path)))
        except (ValueError, OSError, KeyError, IndexError, LookupError, struct.error) as error:
            faults.add(
                "unreadable_file",
                "error",
                Source(relative),
                f"expected a mail that Outlook saved, found a file that cannot be read as one"
                f" ({error})",
                fix="Open it in Outlook and save it as .eml, or as .txt.",
            )
            return FileContents(findings=faults.findings())
        letter = letter_of(message, Source(relative), faults)
        return contents_of([[letter]], relative, faults)


def _as_mail(saved: Message) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = " ".join((saved.sender or "").split())
    mail["Subject"] = " ".join(saved.subject.split())
    sent = {name.lower(): value for name, value in saved.message_headers.items()}
    for name in _HEADERS:
        if name.lower() in sent:
            mail[name] = " ".join(str(sent[name.lower()]).split())
    if "To" not in mail:
        people = [f"{r.name} <{r.email_address}>".strip() for r in saved.recipients]
        mail["To"] = ", ".join(people)
    if "Date" not in mail and saved.sent_date is not None:
        mail["Date"] = email.utils.format_datetime(saved.sent_date)
    plain, page = saved.body, saved.html_body
    if plain and plain.strip():
        mail.set_content(plain.replace("\r\n", "\n"))
    if page and page.strip():
        if plain and plain.strip():
            mail.add_alternative(page, subtype="html")
        else:
            mail.set_content(page, subtype="html")
    for file in saved.attachments:
        if file.file_bytes is not None:
            mail.add_attachment(
                file.file_bytes,
                maintype="application",
                subtype="octet-stream",
                filename=file.file_name or "file",
            )
    return mail
