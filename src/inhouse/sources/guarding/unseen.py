"""Characters that a person does not see and a model reads: found, spelled out, taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from inhouse.sources.guarding.cuts import Cut

__all__ = ["find_unseen"]

# Zero width, soft hyphens, blank letters, directions that were forced, tags (an invisible copy of
# ASCII) and selectors that choose a picture's form.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]+"
)
_TAGS = range(0xE0020, 0xE007F)
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f\u061c"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FLAG = "\U0001f3f4"
_SHOWN = 60


def find_unseen(text: str) -> Iterator[Cut]:
    """The characters nobody sees, but for those that letters and pictures need to be drawn.

    Persian and Indian words hold joiners, Hebrew and Arabic ones marks of direction, and emoji
    one joiner or one selector after each picture; those stay.
    """
    if text.isascii():
        return
    for match in _UNSEEN.finditer(text):
        run, start = match.group(), match.start()
        before = text[start - 1] if start else ""
        after = text[match.end() : match.end() + 1]
        if _is_needed(run, before, after) or _is_hyphen(run, before, after):
            continue
        yield Cut("hidden_text", start, match.end(), _told(run))


def _is_hyphen(run: str, before: str, after: str) -> bool:
    """Whether it only says where a word may be broken (see forms)."""
    return set(run) == {"\u00ad"} and before.isalpha() and after.isalpha()


def _is_needed(run: str, before: str, after: str) -> bool:
    if before == _FLAG and run.endswith("\U000e007f") and len(run) <= 8:
        return True  # the flags of England, Scotland and Wales are written in tags
    if len(run) > 2:
        return False
    if _SELECTORS.match(run[0]):
        drawn = (
            bool(before) and not before.isspace() and not (before.isascii() and before.isalpha())
        )
        return drawn and run[1:] in ("", "\u200d")
    if len(run) == 1 and run in _JOINERS:
        return bool(before and after) and _joins(before) and _joins(after)
    return (
        len(run) == 1 and run in _MARKS and (_is_right_to_left(before + after) or run != "\u061c")
    )


def _joins(sign: str) -> bool:
    """Whether joiners change how this character is drawn: no Latin, Greek or Cyrillic letter."""
    if unicodedata.category(sign) in ("So", "Sk", "Mn", "Mc"):
        return True
    name = unicodedata.name(sign, "")
    return sign.isalpha() and not name.startswith(("LATIN", "GREEK", "CYRILLIC"))


def _is_right_to_left(signs: str) -> bool:
    return any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in signs)


def _told(run: str) -> str:
    said = "".join(chr(ord(sign) - 0xE0000) for sign in run if ord(sign) in _TAGS)
    if said:
        return f"{len(run)} invisible characters that spell {said[:_SHOWN]!r}"
    name = unicodedata.name(run[0], f"U+{ord(run[0]):04X}").lower()
    return f"{len(run)} invisible character{'s' if len(run) > 1 else ''} ({name})"
