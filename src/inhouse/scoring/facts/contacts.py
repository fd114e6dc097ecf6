"""E-mail addresses, web addresses, phone numbers, codes and version numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.scoring.facts.fact import Found, at

__all__ = ["read_codes", "read_emails", "read_phones", "read_urls", "read_versions"]

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII)
_ENDINGS = "com|org|net|gov|edu|io|co|us|uk|ca|au|eu|de|fr|nl|info|biz|app|dental|health|law|test"
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]\x00]{1,500}"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_ENDINGS})\b(?![\w@])"
    r"(?:/[^\s<>\"')\]\x00]{0,500})?"
    r"|(?<![\w@./\\-])(?:[a-z0-9-]{2,63}\.){1,5}[a-z]{2,12}/[\w./?=&%#-]{1,200}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w+])(?:"
    r"(?:\+?1[-. ]?)?\(\d{3}\)[-. ]?\d{3}[-. ]?\d{4}"  # (555) 010-2000
    r"|(?:\+?1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}"  # 555-010-2000
    r"|\+\d[\d ().-]{7,16}\d"  # +44 20 7946 0000
    r"|0\d{1,4}[ /-]\d{2,4}[ -]?\d{2,4}(?:[ -]?\d{2,4})?"  # 020 7946 0000, 030/123456
    r"|\d{3}-\d{4}"  # 010-2000
    r")(?![\w]|-\d)"
)
_EXTENSION = re.compile(
    r"\b(?:ext\.?|extension|Durchwahl|extensión|poste)\s?(\d{1,6})\b", re.IGNORECASE
)
_PATH = re.compile(
    r"(?<![\w/])(?:[A-Za-z]:)?(?:[\\/][\w.-]{1,80}){1,12}(?<![./])"  # C:\Users\a.txt, /etc/hosts
    r"|(?<![\w.@/])[\w-]{1,60}\.(?:txt|csv|pdf|docx?|xlsx?|py|js|json|ya?ml|toml|md|html?|zip|exe|sh|"
    r"png|jpe?g|log|ini|cfg|conf|xml)\b"
)
_CHORD = re.compile(
    r"\b(?:Ctrl|Control|Alt|Shift|Cmd|Command|Option|Strg)\s?[+-]\s?"
    r"(?:(?:Ctrl|Alt|Shift|Cmd|Option)\s?[+-]\s?){0,2}(?:[A-Z0-9]|F\d{1,2}|Del|Enter|Tab|Esc|Space)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\b(?:v|ver\.|version)\s?(\d{1,9}(?:\.\d{1,9}){0,5})\b|(?<![\w.])(\d{1,9}(?:\.\d{1,9}){2,6})\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w-])(?:"
    r"[A-Za-z]{1,3}\d{1,5}(?:[.x×/-]\d{1,5}){1,3}(?:\.\d{1,5})?"  # M8x1.25
    r"|\d{2,8}(?:-\d{2,8}){2,4}"  # 100-2345-01
    r"|[A-Z]{2,4} \d{3,8}"  # AB 1234
    r"|(?=[A-Z0-9-]{0,24}\d)(?=[A-Z0-9-]{0,24}[A-Z])"
    r"[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){0,4}"  # D1110, INV-2041, 2X4
    r"|[a-zA-Z]{1,5}\d[a-zA-Z0-9]{0,20}"  # d1110, mp3
    r"|(?!(?:pre|post|mid|under|over|ages?|sub|non|top|step|part|day|week|level)-)"
    r"[a-zA-Z]{2,6}-\d{2,9}"  # covid-19
    r")(?![\w]|-\w)"
)


def read_emails(text: str) -> Iterator[Found]:
    """E-mail addresses, without case."""
    return (at(m, "email", m.group().casefold()) for m in _EMAIL.finditer(text))


def read_urls(text: str) -> Iterator[Found]:
    """Web addresses, without scheme, "www.", case or a slash at the end."""
    for match in _URL.finditer(text):
        address = re.sub(r"^(?:https?://)?(?:www\.)?", "", match.group().casefold())
        yield at(match, "url", address.rstrip(".,;:!?/"))


def read_phones(text: str) -> Iterator[Found]:
    """Phone numbers as digits; the leading 1 of North America is dropped."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        yield at(match, "phone", digits[1:] if len(digits) == 11 and digits[0] == "1" else digits)
    for match in _EXTENSION.finditer(text):
        yield at(match, "code", f"EXT{match[1]}")


def read_versions(text: str) -> Iterator[Found]:
    """Version numbers: "v2.4", "version 2.4", "2.4.1"."""
    return (at(m, "version", m.group(1) or m.group(2)) for m in _VERSION.finditer(text))


def read_codes(text: str) -> Iterator[Found]:
    """Codes of letters and digits, without case and hyphens: D1110, INV-2041, COVID-19.

    Paths, names of files and keys pressed together are codes too.
    """
    for pattern in (_CHORD, _PATH):
        for match in pattern.finditer(text):
            yield at(match, "code", re.sub(r"\s", "", match.group()).casefold().replace("-", "+"))
    for match in _CODE.finditer(text):
        if not re.fullmatch(r"(?i)\d+(?:st|nd|rd|th|s)|\d+-\d+", match.group()):
            yield at(match, "code", match.group().upper().replace("-", "").replace(" ", ""))
