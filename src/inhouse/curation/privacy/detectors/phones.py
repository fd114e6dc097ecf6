"""Telephone numbers, as the numbering plans of the countries allow them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.curation.privacy.mention import Mention

__all__ = ["Phones"]

_SEVEN_DIGITS = re.compile(r"(?:\d\D{0,3}){6}\d")
# Kept for stories: nobody has one of these numbers, so they are also what stands in for a real one.
_FICTITIOUS = re.compile(r"555\D{0,2}01\d\d$")
_LOCAL = re.compile(r"(?<![\w.-])(?!555-01\d\d)[2-9]\d\d-\d{4}(?![\w-])")
_CALLED = re.compile(r"(?:phone|tel|cell|mobile|call|text|fax|reach|ring|number)", re.IGNORECASE)
_REACH = 40


class Phones:
    """Numbers that are valid in one of `regions`, or anywhere when they begin with "+".

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
        import phonenumbers

        spans: set[tuple[int, int]] = set()
        for region in self._regions:
            for match in phonenumbers.PhoneNumberMatcher(text, region):
                if not _FICTITIOUS.search(_without_extension(match.raw_string)):
                    spans.add((match.start, match.end))
        for local in _LOCAL.finditer(text):
            if _CALLED.search(text[max(0, local.start() - _REACH) : local.start()]):
                spans.add(local.span())
        return [Mention("phone", start, end, 0.8, "phonenumbers") for start, end in spans]


def _without_extension(number: str) -> str:
    return re.split(r"\s*(?:x|ext\.?|extension|#)\s*\d+$", number, flags=re.IGNORECASE)[0]
