"""Invented identifiers, put into real texts: what the detectors are measured on.

The values pass the checks of their kind (check digits, number ranges) and are drawn at random, so
they belong to nobody we know of; they are never printed and never leave the measurement.
"""

from __future__ import annotations

import datetime
import random
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from inhouse.curation.privacy import checksums
from inhouse.curation.privacy.words import sentences, words

__all__ = ["PLANTED_KINDS", "STRUCTURED", "Planted", "invented_names", "plant"]


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
            sentence = chance.choice(sentences()["bare" if bare else kind])
            base = chance.choice(list(texts)) if texts else ""
            planted.append(_into(base, sentence, value, kind, chance))
    return planted


def invented_names() -> tuple[str, ...]:
    """Full names nobody's customer column holds, except by chance."""
    first, last = words("first_names"), words("last_names")
    return tuple(f"{first[i % len(first)]} {last[i % len(last)]}" for i in range(200))


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
    number = _until(chance, lambda: prefix + _digits(chance, length - len(prefix)), checksums.luhn)
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
    area = chance.choice(
        [
            "212",
            "312",
            "415",
            "503",
            "617",
            "702",
            "713",
            "804",
            "919",
            "206",
            "303",
            "404",
            "512",
            "602",
            "816",
        ]
    )
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
    day = datetime.date(1935, 1, 1) + datetime.timedelta(days=chance.randrange(28_000))
    forms = ("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%m-%d-%Y")
    return day.strftime(chance.choice(forms))


def _vin(chance: random.Random) -> str:
    signs = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"

    def drawn() -> str:
        end = "".join(chance.choice(signs) for _ in range(4)) + _digits(chance, 4)
        start = "".join(chance.choice(signs) for _ in range(7))
        return f"{chance.choice('12345')}{start}{chance.choice('0123456789X')}{end}"

    return _until(chance, drawn, checksums.vin)


def _medicare(chance: random.Random) -> str:
    letters, digits = "ACDEFGHJKMNPQRTUVWXY", "0123456789"
    sets = {"c": digits[1:], "a": letters, "n": digits, "b": letters + digits}
    parts = ["".join(chance.choice(sets[c]) for c in form) for form in ("cabn", "abn", "aann")]
    return chance.choice(["", "-"]).join(parts)


def _address(chance: random.Random) -> str:
    street = chance.choice(["Maple", "Oak", "Washington", "Hillcrest", "5th", "Birch", "Sunset"])
    kind = chance.choice(["Street", "St.", "Avenue", "Ave", "Road", "Rd", "Drive", "Lane", "Blvd"])
    city, state = chance.choice([("Springfield", "IL"), ("Dayton", "OH"), ("Austin", "TX")])
    zip_code = "".join(chance.choice("123456789") for _ in range(5))
    line = f"{chance.randrange(1, 9999)} {street} {kind}"
    ends = (
        "",
        f", Apt {chance.randrange(1, 40)}",
        f", {city}, {state} {zip_code}",
        f", {city} {state}",
    )
    return line + chance.choice(ends)


def _secret(chance: random.Random) -> str:
    word = chance.choice(["Winter", "harbor", "Tulip", "anchor", "Maple", "falcon"])
    token = "".join(chance.choice(string.ascii_letters + string.digits) for _ in range(36))
    upper = "".join(chance.choice(string.ascii_uppercase + "234567") for _ in range(16))
    forms = (
        f"{word}{chance.randrange(10, 9999)}!",
        f"{word}-{_letters(chance, 3).lower()}-{_digits(chance, 2)}",
        f"AKIA{upper}",
        f"ghp_{token}",
        f"sk_live_{token[:24]}",
    )
    return chance.choice(forms)


def _email(chance: random.Random) -> str:
    initial, name = _letters(chance, 1).lower(), _letters(chance, 6).lower()
    user = chance.choice([f"{initial}.{name}", f"{name}{_digits(chance, 2)}"])
    hosts = ("gmail.com", "yahoo.com", "mail.riverside-dental.biz", "outlook.com")
    return f"{user}@{chance.choice(hosts)}"


def _formed(*forms: str) -> Callable[[random.Random], str]:
    """One of `forms`, drawn: 9 stands for a digit, A for a letter, other signs for themselves."""

    def drawn(chance: random.Random) -> str:
        signs = {"9": lambda: _digits(chance, 1), "A": lambda: _letters(chance, 1)}
        return "".join(signs[c]() if c in signs else c for c in chance.choice(forms))

    return drawn


_VALUES: Mapping[str, Callable[[random.Random], str]] = {
    "ssn": lambda c: _nine(c, checksums.ssn),
    "itin": lambda c: _nine(c, checksums.itin, "9"),
    "ein": _formed("12-9999999", "36-9999999", "45-9999999", "819999999"),
    "card": _card,
    "cvv": _formed("999", "999", "9999"),
    "iban": _iban,
    "routing_number": lambda c: _until(c, lambda: _digits(c, 9), checksums.aba),
    "bank_account": _formed("99999999", "9999999999", "999999999999", "9999 9999 99"),
    "mrn": _formed("999999", "99999999", "MR999999", "A9999999", "999-99-99"),
    "npi": lambda c: _until(c, lambda: c.choice("12") + _digits(c, 9), checksums.npi),
    "dea": lambda c: _until(c, lambda: f"B{_letters(c, 1)}{_digits(c, 7)}", checksums.dea),
    "medicare_id": _medicare,
    "member_id": _formed("AAA999999999", "9999999999", "W99999999", "AAAAA9999999"),
    "policy_number": _formed("AA-9999999", "999999999", "HO999-99999", "AAA99999999"),
    "group_number": _formed("99999", "9999999", "G999999", "99999-999"),
    "claim_number": _formed("999999999", "CL9999999", "99-999999"),
    "driver_license": _formed("A9999999", "99999999", "A999-9999-9999"),
    "passport": _formed("999999999", "A99999999"),
    "date_of_birth": _date,
    "phone": _phone,
    "email": _email,
    "street_address": _address,
    "ip_address": lambda c: f"{c.randrange(11, 126)}." + ".".join(_octets(c)),
    "mac_address": lambda c: c.choice(":-").join(f"{c.randrange(256):02x}" for _ in range(6)),
    "vin": _vin,
    "secret": _secret,
}


def _octets(chance: random.Random) -> list[str]:
    return [str(chance.randrange(1, 255)) for _ in range(3)]


PLANTED_KINDS = (*_VALUES, "person")
STRUCTURED = tuple(kind for kind in _VALUES if kind != "street_address")
"""The kinds with a form of their own: the target is a recall of 0.97."""
