"""What somebody wrote in a letter: quotes, signatures and machines' lines taken out."""

from __future__ import annotations

import re

__all__ = ["is_automatic", "own_words", "quoted_words"]

_QUOTE_HEAD = re.compile(
    r"^(?:>?\s*On\b[^\n]{0,200}(?:\n[^\n]{0,120})?\bwrote:\s*$|-{2,}\s*Original Message\s*-{2,}.*$"
    r"|_{10,}\s*$|-{3,}\s*Forwarded message\s*-{3,}.*$)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:--\s*$|(?:kind|best|warm|many)?\s*(?:regards|wishes)\b[^\n]{0,20}$"
    r"|(?:yours\s+)?(?:sincerely|faithfully|truly)\s*,?\s*$|cheers\s*,?\s*$"
    r"|(?:many thanks|thanks|thank you|best)\s*,\s*$|sent from my \w+.*$|get outlook for .*$)",
    re.MULTILINE | re.IGNORECASE,
)
_MACHINE = re.compile(
    r"^(?:#{2,}.*reply above this line.*#{2,}|(?:\W*)please (?:do not reply|type your reply above)"
    r".*|your (?:request|ticket)\b.*(?:received|updated|assigned).*|ticket (?:id|#)\s*:?.*"
    r"|this (?:e-?mail|message) (?:and any attachments )?(?:is|are|may be) confidential.*"
    r"|\[?external (?:e-?mail|sender)\]?.*|unsubscribe.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_GREETING = re.compile(
    r"\A\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^\n.?!]{0,40}[,!]?\s*\n",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"\A\s*(?:[^\n]*\n){0,3}?[^\n]*\b(?:out of (?:the )?office|automatic reply|auto-?reply"
    r"|do not reply to this|delivery status notification|undeliverable)\b",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\n{3,}")


def own_words(text: str, name: str = "") -> str:
    """What the writer of `text` wrote, without what is quoted, signed or added by a machine.

    Args:
        text: a letter's body.
        name: the writer's, as in the letter's head; a last line of nothing else is a signature.
    """
    text = text.replace("\r\n", "\n")
    head = _QUOTE_HEAD.search(text)
    if head is not None:
        text = text[: head.start()]
    text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    text = _GREETING.sub("", _MACHINE.sub("", text), count=1)
    ends = _SIGNATURE.search(text)
    if ends is not None and text[: ends.start()].strip():
        text = text[: ends.start()]
    above, _, last = text.rstrip().rpartition("\n")
    if above.strip() and _words(last) and _words(last) <= _words(name):
        text = above
    return _BLANKS.sub("\n\n", text).strip()


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def quoted_words(text: str) -> str:
    """What `text` quotes, its marks taken off; empty when it quotes nothing."""
    text = text.replace("\r\n", "\n")
    marked = [line.lstrip()[1:].removeprefix(" ") for line in text.split("\n")
              if line.lstrip().startswith(">")]  # fmt: skip
    if marked:
        return "\n".join(line for line in marked if not line.startswith(">")).strip()
    head = _QUOTE_HEAD.search(text)
    if head is None:
        return ""
    below = text[head.end() :]
    return re.sub(r"\A(?:\s*(?:From|To|Cc|Sent|Date|Subject):[^\n]*\n)+", "", below).strip()


def is_automatic(text: str) -> bool:
    """Whether a machine wrote it: an absence note, a delivery report."""
    return bool(_AUTOMATIC.match(text))
