"""Names and values that belong to nobody: out of ranges that are reserved for it.

Where no range is reserved (policy numbers, charts, accounts) four X and a number take the place:
a number of the same shape may be somebody's, and ten digits can be dialled. A second check of
redacted data finds none of them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from inhouse.curation.privacy.words import words

__all__ = ["FICTIONS", "fiction", "is_fictitious_name", "shifted_date"]


def _masked(_value: str, number: int) -> str:
    """No number of any kind, and no other value has it."""
    return f"XXXX{number % 10**6:06d}"


def _phone(_value: str, number: int) -> str:
    areas = words("area_codes")
    area = areas[number // 100 % len(areas)]
    return f"{area}-555-01{number % 100:02d}"


def _ssn(_value: str, number: int) -> str:
    """Area 9xx with a group that no taxpayer number has: given out to nobody."""
    return f"9{number % 100:02d}-{10 + number // 100 % 30:02d}-{number % 10_000:04d}"


def _card(_value: str, number: int) -> str:
    """As receipts print them."""
    return f"XXXX-XXXX-{number // 10_000 % 10_000:04d}-{number % 10_000:04d}"


def _iban(value: str, number: int) -> str:
    """Check digits 00 are never valid."""
    return f"{value[:2].upper()}00XXXX{number % 10**10:010d}"


def _cvv(value: str, _number: int) -> str:
    return "0" * len(value)


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
    """No house number begins with 0."""
    streets = words("streets")
    return f"0{100 + number % 900} {streets[number // 900 % len(streets)]} Lane"


def _email(_value: str, number: int) -> str:
    names = words("first_names")
    return f"{names[number % len(names)].lower()}.{number % 9973}@example.com"


FICTIONS: Mapping[str, Callable[[str, int], str]] = MappingProxyType(
    {
        "phone": _phone,
        "email": _email,
        "ssn": _ssn,
        "itin": _ssn,
        "card": _card,
        "cvv": _cvv,
        "iban": _iban,
        "vin": _vin,
        "ip_address": _ip,
        "mac_address": _mac,
        "street_address": _address,
        "secret": lambda _v, n: f"removed-secret-{n % 1_000_000}",
    }
)
"""Kind to a function of the value and a number: another number, another fiction."""


def is_fictitious_name(parts: Sequence[str]) -> bool:
    """Whether a name of these parts was made here: a family name of ours, or first and last."""
    first, last = set(words("first_names")), set(words("last_names"))
    known = [p for p in parts if set(p.split("-")) <= first | last]
    return len(known) == len(parts) and any(set(p.split("-")) <= last for p in parts)


def fiction(kind: str, value: str, number: int) -> str:
    """A value of the same kind that belongs to nobody."""
    return FICTIONS.get(kind, _masked)(value, number)


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
        # Two digits cannot say another century.
        written = later.strftime(form if later.year // 100 >= 19 else form.replace("%y", "%Y"))
        padded = re.search(r"(?<!\d)0\d", plain) is not None or "%d" not in form
        return written if padded else re.sub(r"(?<!\d)0(?=\d(?!\d))", "", written)
    return None
