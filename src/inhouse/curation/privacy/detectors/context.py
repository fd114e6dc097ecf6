"""What the words around a number say about it: what it belongs to, and whether to a person.

Everyday words decide nothing alone. Of 56 harmless trade sentences 36 lost a number while any
number within 44 characters of "account", "plan" or "claim" counted (docs/notebook.md, 2026-11-30).
"""

from __future__ import annotations

import re

__all__ = [
    "DATE",
    "DAY",
    "NUMBER",
    "TIE",
    "is_example",
    "is_instruction",
    "is_masked",
    "is_owned",
    "is_thing",
]

NUMBER = r"(?:numbers?|nos?\b\.?|num\b\.?|nr\b\.?|ids?\b|#|code)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d|(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}"
"""A date in numbers, as people write it into forms."""
DATE = (
    rf"(?:{DAY}"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+(?:19|20)\d\d)"
)
TIE = re.compile(
    rf"(?:['’]s)?\s*{NUMBER}?\s*(?:\([^()]{{0,24}}\))?\s*"
    r"(?:(?:on|for|in|from|at|of|with)\s+(?:the|my|your|his|her|our|this|that|file)\b(?:\s+[a-z]+)?)?"
    r"[\s,]*(?:(?:is|was|are|be|reads?|as|to)\b)?(?:\s+(?:still|now|just|simply))?"
    r"[\s:#=\-–—\"'“”‘’(<*`|\[,]*",
    re.IGNORECASE,
)
"""What may stand between a label and its value; a clause of its own may not."""

# What is counted, sold, shipped, filed or built: a number that follows is the thing's own.
_THINGS = (
    r"(?:tracking|orders?|isbn|issn|upc|ean|gtin|asin|sku|serial|s/?n|imei|iccid|sim|bar\s?code|parts?"
    r"|p/?n|items?|articles?|art|models?|products?|catalogu?e?|cat|ref(?:erence)?s?|tickets?|cases?"
    r"|invoices?|inv|receipts?|quotes?|quotations?|estimates?|jobs?|po|batch|lots?|builds?|versions?"
    r"|releases?|firmware|software|drivers?|forms?|drawings?|cartridges?|filters?|belts?|bulbs?"
    r"|batter(?:y|ies)|hoses?|valves?|pumps?|motors?|boards?|sensors?|boxe?s?|parcels?|pallets?"
    r"|containers?|waybills?|consignments?|shipments?|packages?|permits?|patents?|dockets?"
    r"|transactions?|confirmation|bookings?|reservations?|promo(?:tion)?s?|coupons?|vouchers?"
    r"|time\s?stamps?|epoch|unix|hash|commit|md5|checksum|uuid|files?|pages?|meters?|units?"
    r"|chapters?|sections?|figures?|tables?|rows?|lines?|designs?|styles?|colou?rs?|patterns?"
    r"|sheets?|bolts?|seals?|lamps?|keys?|kits?|sets?|spares?|machines?|devices?|engines?|boilers?"
    r"|plans?|projects?|grants?|contracts?|agreements?|bills?|acts?|standards?|bugs?|issues?"
    r"|pr|rfc|rev(?:ision)?|revision|schema)"
)
_THING = re.compile(
    rf"(?<![a-z]){_THINGS}(?![a-z])(?:[^\w.!?\n]*[a-z]+){{0,2}}?[^\w.!?\n]*(?:no\.)?[^\w.!?\n]*$",
    re.IGNORECASE,
)
# "My wife's policy number", with the label as the last words; a comma begins something else.
_OWNED = re.compile(
    r"\b(?:my|mine|his|hers?|patient(?:'s|’s)?|insured(?:'s|’s)?|subscriber(?:'s|’s)|mrs?\.?|ms\.?"
    r"|customer(?:'s|’s)|client(?:'s|’s)|tenant(?:'s|’s)|employee(?:'s|’s))"
    r"(?:\s+[\w'’#/-]+\.?){0,7}\s*$",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:enter|use|using|quote|write|ask(?:ing)?\s+for|select|choose|type|mention|see|pick|press"
    r"|order|take|scan|under|give|state|cite|book|find|form|which|what)"
    r"[ \t]+(?:(?:the|our|this|that|a|an)\s+)?(?:[a-z]+[ \t]+)?$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:\be\.?g\b\.?|\bex\.|\bexamples?\b|\bsuch\s+as\b|\bsample\b|\bdummy\b|\bfictional\b|\btest(?:ing)?\b)"
    r"[^.!?\n]{0,20}$",
    re.IGNORECASE,
)
_MASKED = re.compile(r"x{3,}", re.IGNORECASE)
_NEAR, _FAR = 40, 60


def is_thing(before: str, person: re.Pattern[str] | None = None) -> bool:
    """Whether the words before a number say that it is a thing's own.

    Args:
        before: the text in front of the number.
        person: words for a person's number of this kind; what stands nearer counts.
    """
    near = before[-_NEAR:]
    thing = _THING.search(near)
    if thing is None:
        return False
    nearest = max((m.start() for m in person.finditer(near)), default=-1) if person else -1
    return thing.start() > nearest


def is_owned(before: str) -> bool:
    """Whether the label these words end in is somebody's: "my", "her", "the patient's"."""
    return _OWNED.search(before[-_FAR:]) is not None


def is_instruction(before: str) -> bool:
    """Whether everybody is told to write what follows: "enter group number"."""
    return _INSTRUCTION.search(before[-_NEAR:]) is not None


def is_example(before: str) -> bool:
    """Whether what follows only shows a form: "such as 123-45-6789"."""
    return _EXAMPLE.search(before[-_NEAR:]) is not None


def is_masked(value: str) -> bool:
    """Whether somebody has blanked it already."""
    return _MASKED.search(value) is not None
