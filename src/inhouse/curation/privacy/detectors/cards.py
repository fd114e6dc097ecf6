"""Payment cards: a network's prefix and length, or a word for a card close by, and always Luhn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.curation.privacy import checksums
from inhouse.curation.privacy.detectors.context import is_example, is_masked, is_thing
from inhouse.curation.privacy.mention import Mention

__all__ = ["cards"]

_FEWEST = 12
_NUMBER = re.compile(r"(?<![\w@.-])\d(?:[ -]?\d){11,18}(?![\w@]|[.-]\w)")
_GROUPED = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}")
_WORD = re.compile(
    r"(?<![a-z])(?:(?:credit|debit|bank)?\s*cards?|visa|master\s?card|amex|american\s+express"
    r"|discover|maestro|diners|jcb|charge|cc|pan|pay(?:\s+with)?)(?![a-z])",
    re.IGNORECASE,
)
# Cards that pay nothing. The numbers of SIM cards pass the Luhn rule as well.
_OTHER = re.compile(
    r"(?<![a-z])(?:sim|gift|memory|sd|graphics|video|sound|network|library|loyalty|business|score"
    r"|time|post|id|report|report|rate|key)\s+cards?(?![a-z])",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*(?:is|was)\s+(?:my|the|our|his|her|their)\s+(?:\w+\s+)?card", re.IGNORECASE
)
# Printed in the networks' guides for developers; they pay nothing.
_TEST_NUMBERS = (
    "4111111111111111", "4242424242424242", "4012888888881881", "4000056655665556",
    "5555555555554444", "5105105105105100", "2223003122003222", "378282246310005",
    "371449635398431", "6011111111111117", "6011000990139424", "30569309025904",
    "38520000023237", "3530111333300000",
)  # fmt: skip
_NEAR = 40
_FIRST_DIGITS = "0123456"


def cards(text: str, digits: int) -> Iterator[Mention]:
    """The card numbers in a text.

    Args:
        text: to look through.
        digits: how many it holds.
    """
    if digits < _FEWEST:
        return
    for match in _NUMBER.finditer(text):
        value, before = match.group(), text[: match.start()]
        if checksums.luhn(value) and not is_masked(value):
            sure = _sure(value, before, text[match.end() :])
            if sure is not None:
                yield Mention("card", *match.span(), 0.95, "form", sure)


def _sure(value: str, before: str, behind: str) -> bool | None:
    """Whether it is one beyond doubt; None where it is none."""
    plain = re.sub(r"\D", "", value)
    if plain in _TEST_NUMBERS or is_example(before) or plain.startswith("4000000000"):
        return None
    near = before[-_NEAR:]
    named = _named(near) or _BEHIND.match(behind) is not None
    if named and plain[0] in _FIRST_DIGITS:
        return True
    if not checksums.card_network(plain):
        return None
    if is_thing(before):
        # An order or a licence key may be written in fours as well.
        return False if _GROUPED.fullmatch(value) else None
    return True


def _named(near: str) -> bool:
    """Whether a word for a payment card stands before it, and no word for a thing behind that."""
    said = [m for m in _WORD.finditer(near) if not _is_other(near, m)]
    return bool(said) and not is_thing(near[said[-1].end() :])


def _is_other(near: str, card: re.Match[str]) -> bool:
    return any(m.start() <= card.start() < m.end() for m in _OTHER.finditer(near))
