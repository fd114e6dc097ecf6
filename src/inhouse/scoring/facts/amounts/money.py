"""Sums of money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from inhouse.scoring.facts.amounts.numerals import NUMERAL, START, TO, plain, to_decimal
from inhouse.scoring.facts.fact import Found, at

__all__ = ["read_money"]

_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "¢": "USD"}
_NAMES = {
    "dollar": "USD", "buck": "USD", "euro": "EUR", "pound sterling": "GBP", "usd": "USD",
    "eur": "EUR", "gbp": "GBP", "cad": "CAD", "aud": "AUD", "chf": "CHF", "cent": "USD",
    "franken": "CHF", "quid": "GBP", "دولار": "USD", "元": "CNY", "円": "JPY", "yen": "JPY",
}  # fmt: skip
_SUM = r"(?:\d+,\d{2}(?!\d)|" + NUMERAL + r"|\.\d\d)(?:\s?k\b|\s?m(?:io|illion|n)?\b)?"
_SIGN = r"(?:US\$|[$€£¥₹])"
_CODE = r"(?:USD|EUR|GBP|CAD|AUD|CHF)"
_MONEY = re.compile(
    rf"(?P<sign>{_SIGN}|\b{_CODE}\b)\s?(?P<a>{_SUM})"
    rf"(?:{TO}(?:(?P=sign))\s?(?P<b>{_SUM})|\s?(?:-|to|and|or)\s?(?P<c>{_SUM})"
    r"(?!\w|%|-|[.,]\d|\s?[a-z]))?"
    rf"|{START}(?P<d>\d{{1,6}},\d\d(?!\d)|{_SUM})(?:{TO}(?P<e>{_SUM}))?(?:\s|-)?"
    rf"(?P<name>[€£$¢](?!\d)|(?:dollars?|bucks?|quid|euros?|cents?|yen|Franken|{_CODE})\b|دولار|元|円)"
    rf"(?:\s(?:and\s)?(?P<cents>{NUMERAL})\s?cents?\b)?",
    re.IGNORECASE,
)


def read_money(text: str) -> Iterator[Found]:
    """Sums of money as "USD 1200.5", both ends of a range."""
    for match in _MONEY.finditer(text):
        name = (match["sign"] or match["name"]).casefold()
        currency = _SIGNS.get(name.upper()) or _NAMES[name.rstrip("s") if name != "¢" else name]
        share = Decimal("0.01") if name.startswith(("cent", "¢")) else Decimal(1)
        sums = [_sum(n) * share for n in (match[g] for g in "abcde") if n]
        if match["cents"]:
            sums[-1] += to_decimal(match["cents"]) / 100
        yield at(match, "money", *dict.fromkeys(f"{currency} {plain(s)}" for s in sums))


def _sum(numeral: str) -> Decimal:
    text = numeral.strip().casefold()
    short = re.fullmatch(r"([\d.,]+)\s?(k|m|mn|mio|million)", text)
    scale = 1
    if short:
        text, scale = short[1], 1_000 if short[2] == "k" else 1_000_000
    return to_decimal("0" + text if text.startswith(".") else text) * scale
