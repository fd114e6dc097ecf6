"""The words of a value in a row, where a program stored them as HTML or one level deeper."""

from __future__ import annotations

import re

__all__ = ["words_of"]

_TAGS = re.compile(r"</(?:p|a|div|span|li|ul|ol|pre|code|strong|em|b|i|h[1-6]|td)>|<br\s*/?>", re.I)


def words_of(value: object) -> object:
    """The value as a person would read it: HTML as its words, `{"text": …}` as that text.

    Anything else comes back as it is.
    """
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        value = value["text"]
    if not isinstance(value, str) or not _TAGS.search(value):
        return value
    from inhouse.records import Source
    from inhouse.scoring.facts.plain import plain
    from inhouse.sources.reader import Faults
    from inhouse.sources.readers.html.to_draft import html_to_draft

    return plain(html_to_draft(value, Source(""), Faults()).text)
