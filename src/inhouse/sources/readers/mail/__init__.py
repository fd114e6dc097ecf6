"""Readers of mail: single messages, mailboxes, and folders of them."""

from inhouse.sources.readers.mail.mailbox_file import Mailbox
from inhouse.sources.readers.mail.message_file import MailMessage
from inhouse.sources.readers.mail.outlook_file import OutlookMessage

__all__ = ["MailMessage", "Mailbox", "OutlookMessage"]
