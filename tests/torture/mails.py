"""Mail: a single one with attachments, a mailbox of threads, a mail folder."""

import mailbox
from email.message import EmailMessage


def letter(sender, to, subject, body, *, number, answers=None, html=None):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = f"Mon, 05 Jan 2026 {8 + number:02d}:00:00 +0000"
    message["Message-ID"] = f"<m{number}@shop.example>"
    if answers is not None:
        message["In-Reply-To"] = f"<m{answers}@shop.example>"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


BO, DESK = "Bo Ek <bo@mail.example>", "Front Desk <desk@shop.example>"
QUESTION = "Hello,\ndo you sell mboxhats?\n\nBo\n"
REPLY = (
    "Hi Bo,\nyes, from $12 mboxreply.\n\nBest regards\nAnn\n\n"
    "On Mon, Jan 5, 2026 at 9:00 AM Bo Ek <bo@mail.example> wrote:\n> do you sell mboxhats?\n"
)


def threads(path):
    """Two threads, their mails mixed; one of them answers a mail that is not here."""
    box = mailbox.mbox(path)
    outside = (
        "Ja, mboxjumper haben wir.\n\nVon: Lin\nGesendet: Montag, 5. Januar 2026 07:00\n"
        "An: Laden\nBetreff: Pullover\n\nHaben Sie mboxpullover?\n"
    )
    box.add(letter(DESK, BO, "Re: Hats", REPLY, number=2, answers=1))
    box.add(letter(DESK, "lin@mail.example", "AW: Pullover", outside, number=3, answers=99))
    box.add(letter(BO, DESK, "Hats", QUESTION, number=1))
    box.close()


def attached(path):
    message = letter(
        BO, DESK, "Offer café", "See emlbody below.\n", number=5, html="<p>See emlbody below.</p>"
    )
    message.add_attachment(
        b"Item,Price\nemlhat,$12\nCap,$9\n", maintype="text", subtype="csv", filename="offer.csv"
    )
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    path.write_bytes(bytes(message))


def folder(path):
    """A mail folder as mail servers keep it, one file a mail."""
    box = mailbox.Maildir(path)
    box.add(letter(BO, DESK, "Hours", "When does maildirshop open?\n", number=7))
    box.close()
