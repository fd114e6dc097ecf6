"""One mail: who wrote what to whom, what it quotes, and what is attached."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message

from inhouse.records import Source
from inhouse.sources.decoding import decode
from inhouse.sources.letters import is_interleaved, split_quotes
from inhouse.sources.reader import Faults
from inhouse.sources.readers.mail.flowed import unflow
from inhouse.sources.readers.mail.page_body import page_words

__all__ = ["Attachment", "Letter", "letter_of"]

_ID = re.compile(r"<[^<>\s]+>")
_REPLY = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg|sv|tr|antw|rv)\s*(?:\[\d+\])?\s*:\s*)+", re.I)
# Of the words of its page that a plain part holds; one with fewer does not stand for it.
_MIN_SHARE = 0.2
_HEAD = re.compile(r"^(?=(?:From|To|Cc|Bcc|Sent|Date|Subject|Reply-To):)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail: its name, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail.

    Args:
        id: its Message-ID, or "".
        answers: ids of the mails it answers, the nearest last.
        head: its head as people read it: From, To, Date, Subject, one a line.
        subject: without `Re:` and the like.
        sent: when, or None.
        own: what was written in it.
        quoted: what it quotes of earlier mails, or "".
        attachments: files in it.
    """

    id: str
    answers: tuple[str, ...]
    head: str
    subject: str
    sent: datetime | None
    own: str
    quoted: str
    attachments: tuple[Attachment, ...]

    def text(self, *, with_quotes: bool) -> str:
        """Its head and words; what it quotes is marked with `>`, as mail programs do."""
        parts = [self.own]
        if with_quotes and self.quoted:
            parts.append("\n".join(f"> {line}".rstrip() for line in self.quoted.split("\n")))
        # A head that is only quoted must not look like the head of the next mail.
        body = _HEAD.sub(" ", "\n\n".join(part for part in parts if part))
        return f"{self.head}\n\n{body}".rstrip()


def letter_of(message: EmailMessage, source: Source, faults: Faults) -> Letter:
    """The mail as a letter; parts that cannot be decoded are told."""
    body, attachments = _parts(message, source, faults)
    own, quoted = _split(body)
    subject = _field(message, "Subject")
    return Letter(
        id=next(iter(_ID.findall(_field(message, "Message-ID"))), ""),
        answers=tuple(
            dict.fromkeys(
                _ID.findall(_field(message, "References") + _field(message, "In-Reply-To"))
            )
        ),
        head="\n".join(
            f"{name}: {_field(message, name)}"
            for name in ("From", "To", "Cc", "Date", "Subject")
            if _field(message, name) or name in ("From", "Subject")
        ),
        subject=_REPLY.sub("", subject).strip(),
        sent=_sent(message),
        own=own,
        quoted=quoted,
        attachments=tuple(attachments),
    )


def _field(message: EmailMessage, name: str) -> str:
    """A head's field on one line; broken ones as they are."""
    try:
        value = message.get(name, "")
    except (ValueError, TypeError, AttributeError, IndexError):
        value = next((v for n, v in message.raw_items() if n.lower() == name.lower()), "")
    return " ".join(str(value).split())


def _sent(message: EmailMessage) -> datetime | None:
    try:
        when = email.utils.parsedate_to_datetime(_field(message, "Date"))
    except (ValueError, TypeError):
        return None
    return when.replace(tzinfo=None) - (when.utcoffset() or datetime.min - datetime.min)


def _parts(
    message: EmailMessage, source: Source, faults: Faults
) -> tuple[str, Sequence[Attachment]]:
    """The words of the mail, and its files."""
    plain: list[str] = []
    pages: list[str] = []
    files: list[Attachment] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = part.get_filename()
        if kind in ("text/plain", "text/html") and not name and not part.is_attachment():
            raw = _bytes(part)
            text = decode(raw, source.file, faults, declared=part.get_content_charset())
            if kind == "text/html":
                pages.append(page_words(text, source))
            else:
                plain.append(_lines(part, text))
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            content = inner.as_bytes() if isinstance(inner, Message) else b""
            files.append(Attachment(name or "forwarded.eml", content))
        else:
            ending = kind.rpartition("/")[2]
            files.append(Attachment(name or f"part.{ending}", _bytes(part)))
    words, shown = (
        "\n\n".join(text.strip() for text in texts if text.strip()) for texts in (plain, pages)
    )
    if len(words.split()) < _MIN_SHARE * len(shown.split()):
        words = shown  # none, or a line that says to open it elsewhere
    return words.replace("\r\n", "\n"), files


def _lines(part: EmailMessage, text: str) -> str:
    """The text with its lines as they were written."""
    named = dict(part.get_params() or ())
    if named.get("format", "").lower() != "flowed":
        return text
    return unflow(text, delete_space=named.get("delsp", "").lower() == "yes")


def _bytes(part: EmailMessage) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.iter_parts():
        if isinstance(part, EmailMessage):
            yield from _leaves(part)


def _split(body: str) -> tuple[str, str]:
    """What was written, and what is quoted; answers between the lines of a letter stay there."""
    own, quoted = split_quotes(body)
    if not own or is_interleaved(body):
        return body.strip(), ""
    return own, quoted
