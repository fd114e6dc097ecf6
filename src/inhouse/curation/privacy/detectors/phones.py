"""Telephone numbers, as the numbering plans of the countries allow them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inhouse.curation.privacy.detectors.context import is_thing
from inhouse.curation.privacy.mention import Mention

if TYPE_CHECKING:
    from phonenumbers import PhoneNumberMatch

__all__ = ["Phones"]

_SEVEN_DIGITS = re.compile(r"(?:\d\D{0,3}){6}\d")
# Kept for stories: nobody has one of these numbers, so they are also what stands in for a real one.
_FICTITIOUS = re.compile(r"555\D{0,2}01\d\d$")
_LOCAL = re.compile(r"(?<![\w.-])(?<!\d\) )(?<!\d\))(?<!\d )(?!555-01\d\d)[2-9]\d\d-\d{4}(?![\w-])")
_CALLED = re.compile(
    r"(?<![a-z])(?:(?:tele)?phones?|tel|cell|mobile|call(?:ed|ing)?|text|fax|reach(?:ed)?|ring|dial"
    r"|whats\s?app|sms|desk|office|answering\s+at|messages?\s+to|registered|my\s+number|(?-i:^)number)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_REACH = 40
# Inside a longer code: "SO-20260810-09", "20260810-09/2".
_GLUED_BEFORE = re.compile(r"\w[-/_]$")
_GLUED_BEHIND = re.compile(r"[-/_:]\d")
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|#)\s*\d+$", re.IGNORECASE)
# Digits in one run, or a decimal number.
_PLAIN = re.compile(r"\d+(?:\.\d+)?")


class Phones:
    """Numbers that are valid in one of `regions`, or anywhere when they begin with "+".

    A word like "call" lets any way of writing count; without one the digits are grouped as the
    country groups them. Numbers that cost the caller nothing are a firm's and are left alone.

    Args:
        regions: ISO country codes, the firm's own first.
    """

    kinds = ("phone",)

    def __init__(self, regions: Sequence[str] = ("US",)) -> None:
        self._regions = tuple(regions)

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text."""
        return [self._in(text) if _SEVEN_DIGITS.search(text) else [] for text in texts]

    def _in(self, text: str) -> list[Mention]:
        spans = {span for region in self._regions for span in _in_region(text, region)}
        for local in _LOCAL.finditer(text):
            if _CALLED.search(text[max(0, local.start() - _REACH) : local.start()]):
                spans.add(local.span())
        return [Mention("phone", start, end, 0.8, "phonenumbers") for start, end in spans]


def _in_region(text: str, region: str) -> Iterator[tuple[int, int]]:
    from phonenumbers import Leniency, PhoneNumberMatcher

    found = list(PhoneNumberMatcher(text, region))
    if not found:
        return
    strict = PhoneNumberMatcher(text, region, leniency=Leniency.STRICT_GROUPING)
    grouped = {match.start for match in strict}
    for match in found:
        if _is_persons(text, match, grouped=match.start in grouped):
            yield match.start, match.end


def _is_persons(text: str, match: PhoneNumberMatch, *, grouped: bool) -> bool:
    from phonenumbers import PhoneNumberType, number_type

    raw, before = match.raw_string, text[: match.start]
    if _FICTITIOUS.search(_EXTENSION.split(raw)[0]):
        return False
    if number_type(match.number) in (PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN):
        return False
    if raw.startswith("+"):
        return True
    if is_thing(before, _CALLED):
        return False
    if _CALLED.search(before[-_REACH:]):
        return True
    glued = _GLUED_BEFORE.search(before) or _GLUED_BEHIND.match(text, match.end)
    return grouped and not glued and not _PLAIN.fullmatch(raw)
