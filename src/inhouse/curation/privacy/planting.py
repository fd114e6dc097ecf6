"""Invented identifiers, put into real texts: what the detectors are measured on.

The values pass the checks of their kind (check digits, number ranges) and are drawn at random, so
they belong to nobody we know of; they are never printed and never leave the measurement.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from inhouse.curation.privacy import checksums

__all__ = ["PLANTED_KINDS", "STRUCTURED", "Planted", "plant"]


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with one identifier in it.

    Args:
        text: the text around it was there before.
        kind: what was planted.
        start: its first character.
        end: one past the last.
    """

    text: str = field(repr=False)
    kind: str
    start: int
    end: int


def plant(
    texts: Sequence[str],
    *,
    seed: int,
    per_kind: int,
    kinds: Sequence[str] | None = None,
    names: Sequence[str] = (),
    bare: bool = False,
) -> list[Planted]:
    """`per_kind` texts of each kind, each with one identifier in a sentence of its own.

    Args:
        texts: to plant into, drawn with repetition; empty texts are fine.
        seed: same seed, same result.
        per_kind: how many of each.
        kinds: which; all where None, "person" only where `names` are given.
        names: full names, for "person".
        bare: without a word beside them that says what they are.
    """
    wanted = kinds if kinds is not None else PLANTED_KINDS
    planted: list[Planted] = []
    for kind in wanted:
        chance = random.Random(f"{seed} {kind}")
        if kind == "person" and not names:
            continue
        for _ in range(per_kind):
            value = chance.choice(list(names)) if kind == "person" else _VALUES[kind](chance)
            sentence = chance.choice(_BARE if bare else _SENTENCES[kind])
            base = chance.choice(list(texts)) if texts else ""
            planted.append(_into(base, sentence, value, kind, chance))
    return planted


def _into(base: str, sentence: str, value: str, kind: str, chance: random.Random) -> Planted:
    """The sentence before, after or between the sentences of `base`."""
    ends = [i + 2 for i in range(len(base) - 2) if base[i] in ".?!" and base[i + 1] == " "]
    at = chance.choice([0, len(base), *ends])
    head = base[:at]
    if head and not head[-1].isspace():
        head += chance.choice([" ", "\n"])
    before, _, after = sentence.partition("{}")
    tail = base[at:]
    start = len(head) + len(before)
    joined = f"{head}{before}{value}{after}{' ' if tail else ''}{tail}"
    return Planted(joined, kind, start, start + len(value))


def _digits(chance: random.Random, n: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(n))


def _letters(chance: random.Random, n: int) -> str:
    return "".join(chance.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(n))


def _until(chance: random.Random, make: Callable[[], str], holds: Callable[[str], bool]) -> str:
    while True:
        value = make()
        if holds(value):
            return value


def _card(chance: random.Random) -> str:
    prefix, length = chance.choice(
        [("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16),
         ("65", 16), ("3528", 16), ("36", 14), ("5018", 12), ("6304", 13), ("4", 19)]
    )  # fmt: skip
    number = _until(
        chance, lambda: prefix + _digits(chance, length - len(prefix)), checksums.luhn
    )
    style = chance.randrange(3)
    if style == 0 or length not in (15, 16):
        return number
    sizes = (4, 6, 5) if length == 15 else (4, 4, 4, 4)
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return (" " if style == 1 else "-").join(parts)


def _nine(chance: random.Random, holds: Callable[[str], bool], first: str = "") -> str:
    number = _until(chance, lambda: first + _digits(chance, 9 - len(first)), holds)
    return chance.choice([f"{number[:3]}-{number[3:5]}-{number[5:]}"] * 3 + [number])


def _phone(chance: random.Random) -> str:
    area = chance.choice("212 312 415 503 617 702 713 804 919 206 303 404 512 602 816".split())
    middle = f"{chance.choice('23456789')}{chance.choice('2345678')}{chance.choice('023456789')}"
    last = _digits(chance, 4)
    form = chance.choice(
        ["({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "+1 {} {} {}", "{} {} {}", "{}{}{}", "1-{}-{}-{}"]
    )
    return form.format(area, middle, last)


def _iban(chance: random.Random) -> str:
    country, body = chance.choice(
        [("DE", _digits(chance, 18)), ("GB", _letters(chance, 4) + _digits(chance, 14)),
         ("FR", _digits(chance, 23)), ("NL", _letters(chance, 4) + _digits(chance, 10))]
    )  # fmt: skip
    rest = 98 - int("".join(str(int(c, 36)) for c in f"{body}{country}00")) % 97
    number = f"{country}{rest:02d}{body}"
    grouped = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    return chance.choice([number, grouped])


def _date(chance: random.Random) -> str:
    year, month, day = chance.randrange(1935, 2012), chance.randrange(1, 13), chance.randrange(1, 29)
    name = ("January February March April May June July August September October November"
            " December").split()[month - 1]  # fmt: skip
    return chance.choice(
        [f"{month}/{day}/{year}", f"{month:02d}/{day:02d}/{year % 100:02d}", f"{name} {day}, {year}",
         f"{year}-{month:02d}-{day:02d}", f"{day} {name[:3]} {year}", f"{month}-{day}-{year}"]
    )  # fmt: skip


def _vin(chance: random.Random) -> str:
    signs = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    return _until(
        chance,
        lambda: chance.choice("12345") + "".join(chance.choice(signs) for _ in range(7))
        + chance.choice("0123456789X") + "".join(chance.choice(signs) for _ in range(4))
        + _digits(chance, 4),
        checksums.vin,
    )  # fmt: skip


def _medicare(chance: random.Random) -> str:
    a = lambda: chance.choice("ACDEFGHJKMNPQRTUVWXY")  # noqa: E731
    n = lambda: chance.choice("0123456789")  # noqa: E731
    an = lambda: chance.choice([a(), n()])  # noqa: E731
    parts = (f"{chance.choice('123456789')}{a()}{an()}{n()}", f"{a()}{an()}{n()}", f"{a()}{a()}{n()}{n()}")
    return chance.choice(["", "-"]).join(parts)


def _address(chance: random.Random) -> str:
    street = chance.choice("Maple Oak Washington Hillcrest 5th Birch Jefferson Sunset Lakeview".split())
    kind = chance.choice("Street St. Avenue Ave Road Rd Drive Lane Blvd Court".split())
    city, state = chance.choice([("Springfield", "IL"), ("Dayton", "OH"), ("Austin", "TX")])
    form = chance.choice(
        ["{n} {s} {k}", "{n} {s} {k}, Apt {a}", "{n} N. {s} {k}, {c}, {t} {z}", "{n} {s} {k}, {c} {t}"]
    )
    return form.format(
        n=chance.randrange(1, 9999), s=street, k=kind, a=chance.randrange(1, 40), c=city, t=state,
        z="".join(chance.choice("123456789") for _ in range(5)),
    )  # fmt: skip


def _secret(chance: random.Random) -> str:
    word = chance.choice("Winter harbor Tulip anchor Maple falcon".split())
    return chance.choice(
        [f"{word}{chance.randrange(10, 9999)}!", f"{word}-{_letters(chance, 3).lower()}-{_digits(chance, 2)}",
         "AKIA" + "".join(chance.choice(string.ascii_uppercase + "234567") for _ in range(16)),
         "ghp_" + "".join(chance.choice(string.ascii_letters + string.digits) for _ in range(36)),
         "sk_live_" + "".join(chance.choice(string.ascii_letters + string.digits) for _ in range(24))]
    )  # fmt: skip


def _email(chance: random.Random) -> str:
    user = chance.choice(
        [f"{_letters(chance, 1).lower()}.{_letters(chance, 6).lower()}", f"{_letters(chance, 7).lower()}{_digits(chance, 2)}"]
    )
    return f"{user}@{chance.choice(['gmail.com', 'yahoo.com', 'mail.riverside-dental.biz', 'outlook.com'])}"


_VALUES: Mapping[str, Callable[[random.Random], str]] = {
    "ssn": lambda c: _nine(c, checksums.ssn),
    "itin": lambda c: _nine(c, checksums.itin, "9"),
    "ein": lambda c: f"{c.choice(['12', '36', '45', '81', '94'])}{c.choice(['-', '-', '-', ''])}{_digits(c, 7)}",
    "card": _card,
    "cvv": lambda c: _digits(c, c.choice([3, 3, 4])),
    "iban": _iban,
    "routing_number": lambda c: _until(c, lambda: _digits(c, 9), checksums.aba),
    "bank_account": lambda c: _digits(c, c.randrange(8, 14)),
    "mrn": lambda c: c.choice(["", "", "MR", "A"]) + _digits(c, c.randrange(6, 10)),
    "npi": lambda c: _until(c, lambda: c.choice("12") + _digits(c, 9), checksums.npi),
    "dea": lambda c: _until(c, lambda: f"{c.choice('ABFM')}{_letters(c, 1)}{_digits(c, 7)}", checksums.dea),
    "medicare_id": _medicare,
    "member_id": lambda c: c.choice([_letters(c, 3) + _digits(c, 9), _digits(c, 10), "W" + _digits(c, 8)]),
    "policy_number": lambda c: c.choice([f"{_letters(c, 2)}-{_digits(c, 7)}", _digits(c, 9), f"HO{_digits(c, 3)}-{_digits(c, 5)}"]),
    "group_number": lambda c: c.choice([_digits(c, 5), _digits(c, 7), f"G{_digits(c, 6)}", f"{_digits(c, 5)}-{_digits(c, 3)}"]),
    "claim_number": lambda c: c.choice([_digits(c, 9), f"CL{_digits(c, 7)}", f"{_digits(c, 2)}-{_digits(c, 6)}"]),
    "driver_license": lambda c: c.choice([_letters(c, 1) + _digits(c, 7), _digits(c, 8), _letters(c, 1) + "-".join([_digits(c, 3)] * 1 + [_digits(c, 4), _digits(c, 4)])]),
    "passport": lambda c: c.choice([_digits(c, 9), _letters(c, 1) + _digits(c, 8)]),
    "date_of_birth": _date,
    "phone": _phone,
    "email": _email,
    "street_address": _address,
    "ip_address": lambda c: f"{c.randrange(11, 126)}.{c.randrange(256)}.{c.randrange(256)}.{c.randrange(1, 255)}",
    "mac_address": lambda c: c.choice(":-").join(f"{c.randrange(256):02x}" for _ in range(6)),
    "vin": _vin,
    "secret": _secret,
}  # fmt: skip

_SENTENCES: Mapping[str, tuple[str, ...]] = {
    "ssn": ("My social is {}.", "SSN {}", "ssn: {} as on the form", "My Social Security number is {}, is that all you need?", "Soc. Sec. # {}."),
    "itin": ("My ITIN is {}.", "I file with ITIN {}, no social.", "taxpayer id number {}"),
    "ein": ("Our EIN is {}.", "Tax ID: {}", "the company's federal tax id, {}, is on the W-9", "FEIN {} for the invoice", "employer identification number {}."),
    "card": ("Please charge {}.", "card number {} as always", "my Visa: {}", "{} is the card on file", "CC {} thanks"),
    "cvv": ("cvv {}", "CVV: {}.", "the security code is {}", "CVC {}, exp 09/28", "the 3 digit code on the back is {}"),
    "iban": ("IBAN {}", "Please wire it to {}.", "Our account is {} with the bank."),
    "routing_number": ("routing {}", "Routing number: {}.", "ABA # {}", "the routing and transit number is {}"),
    "bank_account": ("account number {}", "Acct # {}.", "checking account {}", "Please deposit to account no. {}", "my savings account is {}."),
    "mrn": ("MRN {}", "MRN: {}.", "her medical record number is {}", "chart # {}", "Patient ID {}, second visit", "mrn#{}"),
    "npi": ("NPI {}", "The provider's NPI is {}.", "npi number: {}"),
    "dea": ("DEA {}", "the prescriber's DEA number is {}.", "dea# {}"),
    "medicare_id": ("Medicare {}", "My Medicare number is {}.", "MBI: {}"),
    "member_id": ("member ID {}", "Member number: {}.", "subscriber id is {}", "My insurance ID is {}, Delta.", "Member # {}"),
    "policy_number": ("policy number {}", "Policy # {}.", "policy no. {}", "The policy number on the card is {}.", "my policy is {}"),
    "group_number": ("group number {}", "Group # {}.", "group no. is {}", "GRP: {}"),
    "claim_number": ("claim number {}", "Claim # {}.", "about claim {}", "the claim no. is {}"),
    "driver_license": ("driver's license {}", "Driver license number: {}.", "DL# {}", "my driver's licence number is {}"),
    "passport": ("passport {}", "Passport number: {}.", "my passport no. is {}"),
    "date_of_birth": ("DOB {}", "date of birth: {}.", "I was born on {}", "her birthday is {}", "D.O.B. {}"),
    "phone": ("Call me at {}.", "cell {}", "My number is {} after five", "Phone: {}", "text {} please"),
    "email": ("Write to {}.", "email: {}", "{} is my address", "Contact <{}>"),
    "street_address": ("I live at {}.", "Ship it to {}.", "Address: {}", "the house at {} needs it"),
    "ip_address": ("from {}", "IP address {}.", "login from {} yesterday"),
    "mac_address": ("MAC {}", "the printer {} is offline", "device address {}."),
    "vin": ("VIN {}", "My VIN is {}.", "vehicle {} is in bay 2"),
    "secret": ("the password is {}", "pw: {}", "Use the api key {} for it", "wifi password {}", "token={}"),
    "person": ("This is {}.", "{} called about it.", "Please tell {} that it is ready.", "It was booked by {} last week."),
}  # fmt: skip

_BARE = ("It is {}.", "{}", "Here you go: {}", "and the other one was {}")

PLANTED_KINDS = tuple(_SENTENCES)
STRUCTURED = tuple(kind for kind in _SENTENCES if kind not in ("person", "street_address"))
"""The kinds with a form of their own: the target is a recall of 0.97."""
