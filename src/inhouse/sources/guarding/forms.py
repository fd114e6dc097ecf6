"""Forms of letters and spaces that only printing needs: the same word is one word everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from inhouse.sources.guarding.cuts import Cut

__all__ = ["FORM", "find_forms"]

FORM = "form"
"""The check of cuts that are not told: a reader sees no difference."""

# Ligatures and letters in their printed forms; spaces and hyphens that keep a line together or
# have a width; ends of lines that only Unicode knows; letters typed apart from their accents.
_FORMS = re.compile(
    "[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufb4f\ufb50-\ufbb1\ufbd3-\ufbff\ufe70-\ufefc]"
    "|[\u00a0\u2000-\u200a\u202f\u205f]|[\u2010\u2011]|[\u0085\u2028\u2029]"
    "|(?<=[^\\W\\d_])\u00ad+(?=[^\\W\\d_])|[^\\W\\d_][\u0300-\u036f]+"
)


def find_forms(text: str) -> Iterator[Cut]:
    """Each form that is another way to print what a keyboard types, with that in its place.

    Soft hyphens inside a word go; œ, æ and ĳ stay, which are letters.
    """
    if text.isascii():
        return
    for match in _FORMS.finditer(text):
        plain = _typed(match.group())
        if plain != match.group():
            yield Cut(FORM, match.start(), match.end(), "", plain)


def _typed(form: str) -> str:
    if form[0] == "\u00ad":
        return ""
    if form in "\u2010\u2011":
        return "-"
    if form in "\u0085\u2028\u2029":
        return "\n"
    if form.isspace():
        return " "
    return unicodedata.normalize("NFC" if len(form) > 1 else "NFKC", form)
