"""Numbers and addresses by their form: what checks itself stands alone, the rest needs a label."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from inhouse.curation.privacy import checksums
from inhouse.curation.privacy.mention import Mention

__all__ = ["Identifiers"]

_AFTER, _BEFORE = 44, 24
_SENTENCE_END = re.compile(r"(?<=[a-z]{3})[.!?]\s|\n\n")
_RESERVED_MAIL = re.compile(r"@(?:[\w-]+\.)*example(?:\.(?:com|org|net))?$|\.(?:test|invalid)$")
# Long numbers that are no cards, though one in ten of them passes the Luhn rule.
_NO_CARD = re.compile(
    r"(?:tracking|order|isbn|upc|ean|sku|serial|imei|barcode|part|item|ticket|case|invoice)"
    r"\W{0,3}(?:number|no|num|id|code)?\W{0,4}(?:is|was)?\W{0,3}$",
    re.IGNORECASE,
)
_CARD_NETWORKS = re.compile(r"3[0456789]|4|5[0-9]|6[0-9]|2[2-7]|180[0-9]|2131")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)?\d\d|(?:19|20)\d\d[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+(?:19|20)\d\d)"
)
_STREET = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|circle|cir"
    r"|place|pl|parkway|pkwy|highway|hwy|terrace|ter|trail|trl|square|sq|way|loop|alley)"
)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    "|T[NX]|UT|V[AT]|W[AIVY]"
)
_ADDRESS = (
    rf"\d{{1,6}}(?:-?[a-z])?\s+(?:[nsew]\.?\s+|[ns][ew]\.?\s+)?(?:[a-z0-9'.-]+\s+){{1,4}}?{_STREET}\b\.?"
    r"(?:,?\s+(?:apt|apartment|suite|ste|unit|no|floor|fl|#)\.?\s*#?\s*[a-z0-9-]+)?"
    rf"(?:,?\s+[a-z .'-]{{2,30}},?\s+(?-i:{_STATES})\b(?:\s+\d{{5}}(?:-\d{{4}})?)?)?"
)
_DIGIT = re.compile(r"\d")
# Most texts hold a digit or two: searched with the few rules these may satisfy they take less than
# half the time (docs/notebook.md, 2026-11-25). Kinds that may be all letters are not here.
_FEWEST_DIGITS = {
    "ssn": 9, "itin": 9, "ein": 9, "iban": 2, "card": 12, "cvv": 3, "routing_number": 9,
    "bank_account": 6, "mrn": 4, "npi": 10, "dea": 7, "medicare_id": 5, "member_id": 4,
    "policy_number": 4, "group_number": 4, "claim_number": 4, "driver_license": 5,
    "passport": 6, "date_of_birth": 4, "street_address": 1,
}  # fmt: skip
_NUMBER = r"(?:numbers?|nos?\b\.?|num\b\.?|nr\b\.?|ids?\b|#|code)"


@dataclass(frozen=True, slots=True)
class _Rule:
    """One form.

    Args:
        kind: what it is.
        value: the form of the value itself.
        label: words that must stand near; None where the value is telling by itself.
        holds: what else must be true of the value.
        certainty: against what overlaps it.
        digits: the fewest a value has; a text with fewer is not searched.
    """

    kind: str
    value: re.Pattern[str]
    label: re.Pattern[str] | None = None
    holds: Callable[[str], bool] | None = None
    certainty: float = 0.9
    digits: int = 0


def _rule(
    kind: str,
    value: str,
    label: str | None = None,
    holds: Callable[[str], bool] | None = None,
    certainty: float = 0.9,
) -> _Rule:
    """A rule whose value does not begin or end inside a longer word or number."""
    whole = rf"(?<![\w@.-])(?:{value})(?![\w@]|[.-]\w)"
    near = re.compile(rf"(?<![a-z]){label}(?![a-z])", re.IGNORECASE) if label else None
    digits = _FEWEST_DIGITS.get(kind, 0)
    return _Rule(kind, re.compile(whole, re.IGNORECASE), near, holds, certainty, digits)


def _digits_of(value: str) -> int:
    return sum(c.isdigit() for c in value)


def _four_digits(value: str) -> bool:
    return _digits_of(value) >= 4


def _five_digits(value: str) -> bool:
    return _digits_of(value) >= 5


def _card(value: str) -> bool:
    return 12 <= _digits_of(value) <= 19 and checksums.luhn(value) and value[0] != "0"


def _mail(value: str) -> bool:
    return not _RESERVED_MAIL.search(value.lower())


def _ip(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    reserved = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    if any(address in ipaddress.ip_network(n) for n in reserved if (":" in n) == (":" in value)):
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)


def _mac(value: str) -> bool:
    plain = re.sub(r"[^0-9a-f]", "", value.lower())
    return plain not in ("0" * 12, "f" * 12) and not plain.startswith("00005e0053")


def _ein(value: str) -> bool:
    """Prefixes the IRS has not given out are no employer numbers."""
    return int(value[:2]) not in {0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97}


# Straight behind the word, five digits and more: "our policy since 2019" gives no number away.
_NEXT = r"(?=\s*[:#]?\s*(?:[a-z-]*\d){5})"
_ID = r"(?=[a-z-]{0,6}\d)[a-z0-9]+(?:-[a-z0-9]+){0,3}"
_RULES: tuple[_Rule, ...] = (
    _rule("email", r"[a-z0-9_][a-z0-9._%+'-]*@(?:[a-z0-9-]+\.)+[a-z]{2,24}", holds=_mail),
    _rule("ssn", r"\d{3}([- .])\d{2}\1\d{4}", holds=checksums.ssn, certainty=0.93),
    _rule(
        "ssn", r"\d{3}[- ]?\d{2}[- ]?\d{4}",
        r"(?:ssns?|social\s+sec\w*|soc\.?\s+sec\w*\.?|social)", checksums.ssn, 0.97,
    ),
    _rule("itin", r"9\d\d([- ]?)\d\d\1\d{4}", r"(?:itins?|tax(?:payer)?)", checksums.itin, 0.96),
    _rule("itin", r"9\d\d-\d\d-\d{4}", holds=checksums.itin, certainty=0.93),
    _rule(
        "ein", r"\d{2}-?\d{7}",
        r"(?:f?eins?|employer\s+id\w*|federal\s+(?:tax|id)\w*|tax\s*(?:id|payer|number)\w*|tins?)",
        _ein, 0.94,
    ),
    _rule(
        "iban", r"[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?",
        holds=checksums.iban, certainty=0.98,
    ),
    _rule("card", r"\d(?:[ -]?\d){11,18}", holds=_card, certainty=0.95),
    _rule(
        "cvv", r"\d{3,4}",
        r"(?:cvv2?|cvc2?|cvn|csc|cid|(?:card\s+)?(?:security|verification)\s+code|code\s+on\s+the\s+back)",
    ),
    _rule(
        "routing_number", r"\d{4}[- ]?\d{4}[- ]?\d",
        r"(?:routing|aba|rtn|transit|rout\.)", checksums.aba, 0.96,
    ),
    _rule(
        "bank_account", r"\d(?:[ -]?\d){5,16}",
        rf"(?:(?:bank|checking|savings|chk|sav|deposit|direct\s+deposit)\s+(?:account|acct|a/c)(?:\s*{_NUMBER})?"
        rf"|(?:account|acct\.?|a/c)\s*{_NUMBER}|account|acct)", _four_digits, 0.88,
    ),
    _rule(
        "mrn", _ID, r"(?:mrns?|med(?:ical)?\.?\s+rec(?:ord)?s?|chart\s*(?:number|no\b\.?|id|\#)"
        rf"|patient\s*{_NUMBER})", _four_digits, 0.91,
    ),
    _rule("npi", r"[12]\d{9}", r"(?:npis?|provider|prescriber)", checksums.npi, 0.96),
    _rule("dea", r"[abcdefghjklmprstux][a-z9]\d{7}", holds=checksums.dea, certainty=0.94),
    _rule(
        "medicare_id",
        r"[1-9][ac-hjkmnp-rt-y][ac-hjkmnp-rt-y0-9]\d-?[ac-hjkmnp-rt-y][ac-hjkmnp-rt-y0-9]\d-?[ac-hjkmnp-rt-y]{2}\d{2}",
        certainty=0.95,
    ),
    _rule(
        "member_id", _ID,
        rf"(?:(?:member|subscriber|insurance|insured|beneficiary|membership|plan|medicaid)(?:'s)?\s*{_NUMBER}"
        rf"|(?:member|subscriber|insurance)\s+(?:is|on\s+file))", _four_digits, 0.91,
    ),
    _rule(
        "policy_number", _ID, rf"(?:(?:policy|pol\.?)\s*{_NUMBER}|policy(?:\s+is)?{_NEXT})",
        _four_digits, 0.91,
    ),
    _rule("group_number", _ID, rf"(?:(?:group|grp\.?)\s*{_NUMBER}|grp)", _four_digits, 0.91),
    _rule("claim_number", _ID, rf"(?:claim\s*{_NUMBER}|claim{_NEXT})", _four_digits, 0.9),
    _rule(
        "driver_license", _ID,
        rf"(?:driver'?s?'?\s+lic(?:en[cs]e)?\.?(?:\s*{_NUMBER})?|drivers?\s+license|dl\s*{_NUMBER}?|d\.l\.|licen[cs]e\s*{_NUMBER})",
        _five_digits, 0.91,
    ),
    _rule("passport", r"[a-z]{0,2}\d{6,9}", r"passports?", None, 0.92),
    _rule(
        "date_of_birth", DATE,
        r"(?:d\.?o\.?b\.?|date\s+of\s+birth|birth\s*-?\s*da(?:te|y)s?|born(?:\s+on)?)", None, 0.92,
    ),
    _rule("vin", r"[a-hj-npr-z0-9]{17}", holds=checksums.vin, certainty=0.95),
    _rule("ip_address", r"\d{1,3}(?:\.\d{1,3}){3}", holds=_ip, certainty=0.85),
    _rule("ip_address", r"(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}", holds=_ip, certainty=0.85),
    _rule("mac_address", r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}", holds=_mac, certainty=0.9),
    _rule("street_address", _ADDRESS, certainty=0.7),
)  # fmt: skip


class Identifiers:
    """US health, finance and government identifiers, cards, accounts, mail and addresses."""

    kinds = tuple(dict.fromkeys(rule.kind for rule in _RULES))

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text."""
        return [list(self._in(text)) for text in texts]

    def _in(self, text: str) -> Iterator[Mention]:
        digits = len(_DIGIT.findall(text))
        if not digits and "@" not in text:
            return
        for rule in _RULES:
            if digits < rule.digits:
                continue
            found = _alone(rule, text) if rule.label is None else _labelled(rule, rule.label, text)
            for start, end in found:
                yield Mention(rule.kind, start, end, rule.certainty, "form")


def _alone(rule: _Rule, text: str) -> Iterator[tuple[int, int]]:
    for match in rule.value.finditer(text):
        value = match.group()
        if rule.holds is not None and not rule.holds(value):
            continue
        if rule.kind == "card" and not _card_here(value, text[: match.start()]):
            continue
        yield match.span()


def _card_here(value: str, before: str) -> bool:
    """Long numbers are cards unless they are called something else and no network gives them."""
    if not _NO_CARD.search(before[-40:]):
        return True
    plain = re.sub(r"\D", "", value)
    return len(plain) in (15, 16) and bool(_CARD_NETWORKS.match(plain)) and plain != value


def _labelled(rule: _Rule, label: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Values behind their label, or shortly before it; never across the end of a paragraph."""
    for match in label.finditer(text):
        after = _SENTENCE_END.split(text[match.end() : match.end() + _AFTER + 24], maxsplit=1)[0]
        found = _first(rule, after, _AFTER)
        if found is not None:
            yield match.end() + found[0], match.end() + found[1]
            continue
        start = max(0, match.start() - _BEFORE - 24)
        before = text[start : match.start()]
        last = _last(rule, before)
        if last is not None:
            yield start + last[0], start + last[1]


def _first(rule: _Rule, window: str, reach: int) -> tuple[int, int] | None:
    for match in rule.value.finditer(window):
        if match.start() > reach:
            return None
        if rule.holds is None or rule.holds(match.group()):
            return match.span()
    return None


def _last(rule: _Rule, window: str) -> tuple[int, int] | None:
    """The last value in front of "is my member number"; a verb must tie the two together."""
    tie = re.search(r"\s(?:is|was|=|as)\s+(?:my|the|our|his|her|their|your|a)?\s*$", window)
    if tie is None:
        return None
    spans = [
        m.span()
        for m in rule.value.finditer(window[: tie.start()])
        if (rule.holds is None or rule.holds(m.group())) and m.end() == tie.start()
    ]
    return spans[-1] if spans else None
