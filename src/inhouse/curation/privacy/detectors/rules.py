"""The forms of numbers and addresses, the words that name them, and what is sure without asking."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inhouse.curation.privacy import checksums
from inhouse.curation.privacy.detectors.context import DATE, DAY, NUMBER
from inhouse.curation.privacy.words import words

__all__ = ["RULES", "Rule"]

Sure: TypeAlias = Literal["always", "owned", "never"]
"""When a value goes without asking; "owned": where it is said to be somebody's ("my", "her")."""

_RESERVED_MAIL = re.compile(r"@(?:[\w-]+\.)*example(?:\.\w+)?$|\.(?:test|invalid|example)$")
_TOKEN = re.compile(r"[a-z]+")
_STREETS = r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|parkway|pkwy|highway|hwy|lane|ln)"
# Words of their own as well: only where the name of the street is written as a name.
_WORDS_TOO = (
    r"(?:drive|dr|court|ct|circle|cir|place|pl|terrace|ter|trail|trl|square|sq|way|loop|alley)"
)
_STREET_TYPE = re.compile(rf"\b(?:{_STREETS}|{_WORDS_TOO})\b", re.IGNORECASE)
_LOWER_STREET = re.compile(rf"(?:[a-z'.-]+\s+){{1,2}}{_STREETS}\b\.?(?=$|,)")
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    "|T[NX]|UT|V[AT]|W[AIVY]"
)
_ADDRESS = (
    r"\d{1,6}(?:-?[a-z])?\s+(?:[nsew]\.?\s+|[ns][ew]\.?\s+)?"
    rf"(?:(?:[a-z0-9'.-]+\s+){{1,4}}?{_STREETS}\b\.?"
    rf"|(?-i:(?:[A-Z0-9][\w'.-]*\s+){{1,4}}?)(?-i:(?=[A-Z])){_WORDS_TOO}\b\.?)"
    r"(?:,?\s+(?:apt|apartment|suite|ste|unit|no|floor|fl|#)\.?\s*#?\s*[a-z0-9-]+)?"
    rf"(?:,?\s+[a-z .'-]{{2,30}},?\s+(?-i:{_STATES})\b(?:\s+\d{{5}}(?:-\d{{4}})?)?)?"
)
# Most texts hold a digit or two: searched with the few rules these may satisfy they take less than
# half the time (docs/notebook.md, 2026-11-25). Kinds that may be all letters are not here.
_FEWEST_DIGITS = {
    "ssn": 9, "itin": 9, "ein": 9, "iban": 2, "card": 12, "cvv": 3, "routing_number": 9,
    "bank_account": 6, "mrn": 4, "npi": 10, "dea": 7, "medicare_id": 5, "member_id": 4,
    "policy_number": 4, "group_number": 4, "claim_number": 4, "driver_license": 5,
    "passport": 6, "date_of_birth": 4, "street_address": 1,
}  # fmt: skip
# What checks itself may stand some words behind its label; the rest only behind a tie.
_REACH = {"ssn": 44, "npi": 24, "medicare_id": 24}
_MAY_BE_THINGS = ("ssn", "itin", "medicare_id", "vin", "ip_address")


@dataclass(frozen=True, slots=True)
class Rule:
    """One form.

    Args:
        kind: what it is.
        value: the form of the value itself.
        label: words that must stand before it; None where the value is telling by itself.
        holds: what else must be true of the value.
        certainty: against what overlaps it.
        sure: when it goes without asking.
        reach: how far the value may stand from its label; 0 where only a tie ("is", ":") may stand
            between them.
        digits: the fewest a value has; a text with fewer is not searched.
        things: whether a word for a thing before it ("part", "order") says what it is.
    """

    kind: str
    value: re.Pattern[str]
    label: re.Pattern[str] | None
    holds: Callable[[str], bool] | None
    certainty: float
    sure: Sure
    reach: int
    digits: int
    things: bool


def _rule(
    kind: str,
    value: str,
    label: str | None = None,
    holds: Callable[[str], bool] | None = None,
    certainty: float = 0.9,
    *,
    sure: Sure = "never",
) -> Rule:
    """A rule whose value does not begin or end inside a longer word or number."""
    whole = rf"(?<![\w@.-])(?:{value})(?![\w@]|[.-]\w)"
    near = re.compile(rf"(?<![a-z]){label}(?![a-z])", re.IGNORECASE) if label else None
    return Rule(
        kind=kind,
        value=re.compile(whole, re.IGNORECASE),
        label=near,
        holds=holds,
        certainty=certainty,
        sure=sure,
        reach=_REACH.get(kind, 0),
        digits=_FEWEST_DIGITS.get(kind, 0),
        things=label is None and kind in _MAY_BE_THINGS,
    )


def _digits_of(value: str) -> int:
    return sum(c.isdigit() for c in value)


def _four_digits(value: str) -> bool:
    return _digits_of(value) >= 4


def _five_digits(value: str) -> bool:
    return _digits_of(value) >= 5


def _seven_digits(value: str) -> bool:
    return _digits_of(value) >= 7


def _some_code(value: str) -> bool:
    """A security code of zeros stands for one that was taken out."""
    return value.strip("0") != ""


def _mail(value: str) -> bool:
    """Whether a mailbox may be a person's."""
    low = value.lower()
    user, _, host = low.partition("@")
    tokens = set(_TOKEN.findall(user))
    if _RESERVED_MAIL.search(low) or tokens.intersection(words("mailboxes")):
        return False
    if user.endswith(words("mailbox_ends")):
        return False
    return re.search(r"[a-z]{2}", user) is not None and user not in host.split(".")


def _ip(value: str) -> bool:
    """An address on the public network; four small numbers are a version or a paragraph."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if "." in value and sum(len(part) > 1 for part in value.split(".")) < 3:
        return False
    return address.is_global and not address.is_multicast


def _mac(value: str) -> bool:
    plain = re.sub(r"[^0-9a-f]", "", value.lower())
    return len(set(plain)) > 2 and not plain.startswith("00005e0053")


def _ein(value: str) -> bool:
    """Prefixes the IRS has not given out are no employer numbers."""
    return int(value[:2]) not in {0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97}


def _somewhere(value: str) -> bool:
    """Whether a house may stand there; "12 minutes down the road" is no address.

    A number that stands in for one begins with 0 before an invented street.
    """
    number, _, rest = value.partition(" ")
    if number.startswith("0") and rest.split(" ", 1)[0] in words("streets"):
        return False
    name = _STREET_TYPE.split(rest, maxsplit=1)[0].split()
    if set(words("no_street")).intersection(name):
        return False
    if any(c.isupper() or c.isdigit() for c in rest):
        return True
    return len(name) <= 2 and _LOWER_STREET.match(rest) is not None


def _living(value: str) -> bool:
    """Nobody alive was born before 1905; what stands in for a birth date is older still."""
    years = [int(y) for y in re.findall(r"(?<!\d)\d{4}(?!\d)", value)]
    return all(year >= 1905 for year in years)


# Straight behind the word, five digits and more: "our policy since 2019" gives no number away.
_NEXT = r"(?=\s*[:#]?\s*(?:[a-z-]*\d){5})"
_ID = r"(?=[a-z-]{0,6}\d)[a-z0-9]+(?:-[a-z0-9]+){0,3}"
_MBI = (
    r"[1-9][ac-hjkmnp-rt-y][ac-hjkmnp-rt-y0-9]\d-?[ac-hjkmnp-rt-y][ac-hjkmnp-rt-y0-9]\d-?"
    r"[ac-hjkmnp-rt-y]{2}\d{2}"
)
_SSN_WORDS = (
    r"(?:ssns?|social\s+sec\w*|soc\.?\s+sec\w*\.?"
    r"|(?:my|his|her|their|your)\s+social(?!\s+[a-z]{3}))"
)
_LICENSE = rf"\s+lic(?:en[cs]e)?\.?(?:\s*{NUMBER})?"
RULES: tuple[Rule, ...] = (
    _rule("email", r"[a-z0-9_][a-z0-9._%+'-]*@(?:[a-z0-9-]+\.)+[a-z]{2,24}", holds=_mail),
    _rule(
        "ssn", r"\d{3}-\d{2}-\d{4}", None, checksums.ssn, 0.93, sure="always"
    ),
    _rule("ssn", r"\d{3}([ .])\d{2}\1\d{4}", None, checksums.ssn, 0.92),
    _rule(
        "ssn", r"\d{3}[- ]?\d{2}[- ]?\d{4}", _SSN_WORDS, checksums.ssn, 0.97,
        sure="always",
    ),
    _rule(
        "itin", r"9\d\d([- ]?)\d\d\1\d{4}",
        r"(?:itins?|tax(?:payer)?\s*(?:id\w*|number)?)", checksums.itin, 0.96, sure="always",
    ),
    _rule("itin", r"9\d\d-\d\d-\d{4}", None, checksums.itin, 0.93),
    _rule(
        "ein", r"\d{2}-?\d{7}",
        r"(?:f?eins?|employer\s+id\w*|federal\s+(?:tax|id)\w*|tax\s*(?:id|payer|number)\w*|(?-i:TINs?))",
        _ein, 0.94,
    ),
    _rule(
        "iban", r"[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?",
        None, checksums.iban, 0.98, sure="always",
    ),
    _rule(
        "cvv", r"\d{3,4}",
        r"(?:cvv2?|cvc2?|cvn|card\s+(?:security|verification)\s+code|code\s+on\s+the\s+back)",
        _some_code, sure="always",
    ),
    _rule("cvv", r"\d{3,4}", r"(?:security|verification)\s+code", _some_code, sure="owned"),
    _rule(
        "routing_number", r"\d{4}[- ]?\d{4}[- ]?\d",
        r"(?:routing(?:\s+and\s+transit)?|aba|rtn|transit\s+number|rout\.)", checksums.aba, 0.96,
        sure="owned",
    ),
    _rule(
        "bank_account", r"\d(?:[ -]?\d){5,16}",
        rf"(?:(?:bank|checking|savings|chk|sav|deposit|direct\s+deposit)\s+(?:account|acct|a/c)(?:\s*{NUMBER})?"
        rf"|(?:account|acct\.?|a/c)\s*{NUMBER})", _four_digits, 0.88, sure="owned",
    ),
    _rule(
        "mrn", _ID, rf"(?:mrns?|med(?:ical)?\.?\s+rec(?:ord)?s?(?:\s*{NUMBER})|patient\s*{NUMBER})",
        _four_digits, 0.91, sure="always",
    ),
    _rule("mrn", _ID, r"chart\s*(?:number|no\b\.?|id|\#)", _four_digits, 0.91, sure="owned"),
    _rule(
        "npi", r"[12]\d{9}", r"(?:npis?|provider\s+(?:number|id))", checksums.npi, 0.96
    ),
    _rule(
        "dea", r"[abcdefghjklmprstux][a-z9]\d{7}", r"dea", checksums.dea, 0.94, sure="always"
    ),
    _rule(
        "medicare_id", _MBI, r"(?:medicare|mbi|beneficiary)", None, 0.96, sure="always"
    ),
    _rule("medicare_id", _MBI, None, None, 0.95),
    _rule(
        "member_id", _ID,
        rf"(?:(?:member|subscriber|insurance|insured|beneficiary|membership|health\s+plan|medicaid)(?:'s)?\s*{NUMBER}"
        r"|(?:member|subscriber|insurance)\s+(?:is|on\s+file))", _four_digits, 0.91, sure="owned",
    ),
    _rule(
        "policy_number", _ID,
        rf"(?:(?:policy|pol\.)\s*{NUMBER}|(?:my|his|her)\s+policy(?:\s+is)?{_NEXT})",
        _four_digits, 0.91, sure="owned",
    ),
    _rule(
        "group_number", _ID, rf"(?:(?:group|grp\.?)\s*{NUMBER}|grp)", _four_digits, 0.91,
        sure="owned",
    ),
    _rule("claim_number", _ID, rf"claim\s*{NUMBER}", _five_digits, 0.9, sure="owned"),
    _rule("claim_number", _ID, rf"claim{_NEXT}", _seven_digits, 0.9, sure="owned"),
    _rule(
        "driver_license", _ID, rf"(?:driver['’]?s?['’]?|driving){_LICENSE}", _five_digits, 0.91,
        sure="owned",
    ),
    _rule(
        "driver_license", _ID, rf"(?:driver['’]s|drivers['’]|driving){_LICENSE}", _five_digits,
        0.92, sure="always",
    ),
    _rule(
        "driver_license", _ID, r"(?:dl\s*(?:#|no\b\.?|number|num\b\.?)|d\.l\.)", _five_digits, 0.91,
        sure="owned",
    ),
    _rule("passport", r"[a-z]{1,2}\d{6,8}|\d{8,9}", r"passports?", None, 0.92, sure="owned"),
    _rule(
        "passport", r"[a-z]{1,2}\d{7,8}|\d{9}", rf"passport\s*{NUMBER}", None, 0.93, sure="always"
    ),
    _rule(
        "date_of_birth", DATE,
        r"(?:d\.?o\.?b\.?|date\s+of\s+birth|birth\s*-?\s*dates?)", _living, 0.92, sure="always",
    ),
    _rule(
        "date_of_birth", DATE, r"(?:birth\s*-?\s*days?|born(?:\s+in\s+[a-z]+)?(?:\s+on)?)",
        _living, 0.92, sure="owned",
    ),
    _rule("date_of_birth", DAY, r"born(?:\s+on)?", _living, 0.93, sure="always"),
    _rule(
        "date_of_birth", DATE,
        r"(?:i\s+was|(?:my\s+name\s+is|i\s+am|i['’]m)\b[^.!?\n]{0,50})\s+born(?:\s+on)?", _living,
        0.93, sure="always",
    ),
    _rule("vin", r"[a-hj-npr-z0-9]{17}", None, checksums.vin, 0.95),
    _rule("ip_address", r"\d{1,3}(?:\.\d{1,3}){3}", None, _ip, 0.85),
    _rule("ip_address", r"(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}", None, _ip, 0.85),
    _rule("mac_address", r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}", None, _mac, 0.9),
    _rule("street_address", _ADDRESS, None, _somewhere, certainty=0.7),
)  # fmt: skip
