"""Numbers that check themselves: a wrong digit is noticed, and a chance number seldom passes."""

from __future__ import annotations

__all__ = ["aba", "card_network", "dea", "iban", "itin", "luhn", "npi", "ssn", "vin"]

_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
# Lowest and highest prefix, and the lengths in use. Source: the networks' published ranges as
# Braintree's credit-card-type lists them. Only what no other number of trade looks like: 12 to 14
# digits are the lengths of barcodes (UPC, EAN, ITF) and of time stamps, so old Visa, Maestro and
# Diners numbers need a word beside them.
_NETWORKS = (
    ("4", "4", (16,)), ("51", "55", (16,)), ("2221", "2720", (16,)), ("34", "34", (15,)),
    ("37", "37", (15,)), ("3528", "3589", (16,)), ("6011", "6011", (16,)), ("644", "659", (16,)),
    ("62", "62", (16, 17, 18, 19)),
)  # fmt: skip
# Source: SWIFT's IBAN registry, release 101.
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
# Printed in advertisements and on sample cards, and given to nobody since. Source: SSA, "Social
# Security Numbers: misused numbers".
_VOID_SSN = ("078051120", "219099999", "123456789")


def _digits(text: str) -> list[int]:
    return [int(c) for c in text if c.isascii() and c.isdigit()]


def luhn(text: str) -> bool:
    """Whether the digits of `text` pass the Luhn rule (ISO/IEC 7812-1, annex B)."""
    digits = _digits(text)[::-1]
    doubled = [d * 2 - 9 if d > 4 else d * 2 for d in digits[1::2]]
    return bool(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0 and any(digits)


def card_network(text: str) -> bool:
    """Whether a payment network gives out numbers of this prefix and length."""
    number = "".join(map(str, _digits(text)))
    return any(
        low <= number[: len(low)] <= high and len(number) in lengths
        for low, high, lengths in _NETWORKS
    )


def aba(text: str) -> bool:
    """Whether nine digits are a US bank routing number: a district in use, weights 3-7-1."""
    digits = _digits(text)
    if len(digits) != 9:
        return False
    district = digits[0] * 10 + digits[1]
    known = 1 <= district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80
    weighted = sum(d * w for d, w in zip(digits, (3, 7, 1) * 3, strict=True))
    return known and weighted % 10 == 0


def npi(text: str) -> bool:
    """Whether ten digits are a US provider's number: Luhn behind the prefix 80840 (CMS)."""
    digits = "".join(map(str, _digits(text)))
    return len(digits) == 10 and digits[0] in "12" and luhn("80840" + digits)


def dea(text: str) -> bool:
    """Whether this is a prescriber's DEA number: 2 letters, 7 digits, the last one a check."""
    d = _digits(text)
    return len(d) == 7 and (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]


def iban(text: str) -> bool:
    """Whether this is an international account number.

    The country gives out numbers of this length, and the remainder by 97 is 1 (ISO 13616).
    """
    plain = "".join(text.split()).upper()
    if _IBAN_LENGTHS.get(plain[:2]) != len(plain) or not plain.isalnum() or not plain.isascii():
        return False
    if not plain[2:4].isdigit():
        return False
    turned = plain[4:] + plain[:4]
    return 2 <= int(plain[2:4]) <= 98 and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def ssn(text: str) -> bool:
    """Whether nine digits could be a social security number: no area 000, 666 or 9xx."""
    digits = "".join(map(str, _digits(text)))
    if len(digits) != 9 or len(set(digits)) == 1 or digits in _VOID_SSN:
        return False
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in ("000", "666") and area[0] != "9" and group != "00" and serial != "0000"


def itin(text: str) -> bool:
    """Whether nine digits could be an individual taxpayer number (IRS: 9xx, groups in use)."""
    digits = "".join(map(str, _digits(text)))
    if len(digits) != 9 or digits[0] != "9":
        return False
    group = int(digits[3:5])
    return 50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99


def vin(text: str) -> bool:
    """Whether 17 signs are a vehicle's number with a right check digit (49 CFR 565.15)."""
    signs = text.upper()
    if len(signs) != 17 or signs.isdigit() or signs.isalpha():
        return False
    values = [int(_VIN_VALUES.get(c, c)) for c in signs if c in _VIN_VALUES or c.isdigit()]
    if len(values) != 17:
        return False
    rest = sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return signs[8] == ("X" if rest == 10 else str(rest))
