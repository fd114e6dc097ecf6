"""Readers of mail: single messages, mailboxes, and folders of them."""

from inhouse.sources.readers.mail.mailbox_file import Mailbox
from inhouse.sources.readers.mail.message_file import MailMessage

__all__ = ["MailMessage", "Mailbox"]
