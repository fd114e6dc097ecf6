"""Names and values that belong to nobody: reserved ranges, numbers that fail their own check.

Where no range is reserved (policy numbers, charts) the shape is kept and the signs are drawn anew.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from inhouse.curation.privacy import checksums
from inhouse.curation.privacy.words import words

__all__ = ["FICTIONS", "fiction", "shifted_date"]


def _shape(value: str, number: int) -> str:
    """The same shape with other signs: letters stay letters, digits digits."""
    found = []
    for sign in value:
        number, rest = divmod(number, 26) if sign.isalpha() else divmod(number, 10)
        if sign.isalpha():
            found.append(chr((ord("A") if sign.isupper() else ord("a")) + rest))
        else:
            found.append(str(rest) if sign.isdigit() else sign)
        number = number * 2654435761 + 97 if number < 1000 else number
    return "".join(found)


def _digits_into(value: str, digits: str) -> str:
    """`digits` where the digits of `value` stand, one by one; further ones stay away."""
    left = iter(digits)
    return re.sub(r"\d", lambda _: next(left, "0"), value)


def _phone(_value: str, number: int) -> str:
    areas = words("area_codes")
    area = areas[number // 100 % len(areas)]
    return f"{area}-555-01{number % 100:02d}"


def _ssn(value: str, number: int) -> str:
    """Area 9xx with a group that no taxpayer number has: given out to nobody."""
    return _digits_into(
        value, f"9{number % 100:02d}{10 + number // 100 % 30:02d}{number % 10_000:04d}"
    )


def _failing(value: str, number: int, start: str, passes: Callable[[str], bool]) -> str:
    """A number of the same length that fails its own check."""
    n = sum(c.isdigit() for c in value)
    body = start + str(number % 10 ** max(1, n - len(start))).zfill(max(0, n - len(start)))
    digits = body[:n]
    if passes(digits):
        digits = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    return _digits_into(value, digits)


def _iban(value: str, number: int) -> str:
    """Check digits 00 are never valid."""
    return f"{value[:2]}00{_shape(value[4:], number)}"


def _dea(value: str, number: int) -> str:
    return value[:1] + "X" + _failing(value[2:], number, "0", lambda d: checksums.dea(f"AX{d}"))


def _vin(_value: str, number: int) -> str:
    """The letter I stands in no vehicle's number."""
    return f"INVALID{number % 10_000_000_000:010d}"


def _ip(value: str, number: int) -> str:
    if ":" in value:
        return f"2001:db8::{number % 65536:x}"
    return f"{('192.0.2', '198.51.100', '203.0.113')[number // 254 % 3]}.{1 + number % 254}"


def _mac(_value: str, number: int) -> str:
    return f"00:00:5e:00:53:{number % 256:02x}"


def _address(_value: str, number: int) -> str:
    streets = words("streets")
    return f"{100 + number % 900} {streets[number // 900 % len(streets)]} Lane"


def _email(_value: str, number: int) -> str:
    names = words("first_names")
    return f"{names[number % len(names)].lower()}.{number % 9973}@example.com"


FICTIONS: Mapping[str, Callable[[str, int], str]] = MappingProxyType(
    {
        "phone": _phone,
        "email": _email,
        "ssn": _ssn,
        "itin": _ssn,
        "card": lambda v, n: _failing(v, n, "4000", checksums.luhn),
        "routing_number": lambda v, n: _failing(v, n, "99", checksums.aba),
        "npi": lambda v, n: _failing(v, n, "9", checksums.npi),
        "ein": lambda v, n: _failing(v, n, "00", lambda _: False),
        "iban": _iban,
        "dea": _dea,
        "vin": _vin,
        "ip_address": _ip,
        "mac_address": _mac,
        "street_address": _address,
        "secret": lambda _v, n: f"removed-secret-{n % 1_000_000}",
    }
)
"""Kind to a function of the value and a number: another number, another fiction."""


def fiction(kind: str, value: str, number: int) -> str:
    """A value of the same kind that belongs to nobody."""
    return FICTIONS.get(kind, _shape)(value, number)


_FORMATS = (
    "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%m-%d-%y", "%Y-%m-%d", "%Y/%m/%d", "%m.%d.%Y",
    "%B %d, %Y", "%B %d %Y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y",
)  # fmt: skip


def shifted_date(value: str, days: int) -> str | None:
    """The date so many days later, written in the same way; None where it cannot be read."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", " ".join(value.split()), flags=re.IGNORECASE)
    for form in _FORMATS:
        try:
            read = datetime.datetime.strptime(plain, form)
        except ValueError:
            continue
        later = read + datetime.timedelta(days=days)
        written = later.strftime(form)
        padded = re.search(r"(?<!\d)0\d", plain) is not None or "%d" not in form
        return written if padded else re.sub(r"(?<!\d)0(?=\d(?!\d))", "", written)
    return None
