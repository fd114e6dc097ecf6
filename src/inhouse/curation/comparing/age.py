"""How old an example is, as far as its columns or its file tell."""

from __future__ import annotations

import re

from inhouse.records import Example

__all__ = ["date_in", "date_of"]

_COLUMN = re.compile(
    r"(?:^|[\s_-])(?:date|updated|update|modified|changed|created|revised|valid|version|year|as of)"
    r"(?:$|[\s_-])|(?:updated|modified|created)(?:at|on)$",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_AMERICAN = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(20\d\d|19\d\d)(?!\d)")
_GERMAN = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(20\d\d|19\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-_](0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")


def date_of(example: Example) -> str | None:
    """The date as "2026-11-24", "2026-11" or "2026", which sort by age; None if nothing tells."""
    for column, value in example.labels.items():
        if _COLUMN.search(column) and (found := date_in(value)):
            return found
    return date_in(example.source.file)


def date_in(text: str) -> str | None:
    """The first date in a text, in the form of `date_of`, or None."""
    if match := _DAY.search(text):
        year, month, day = (int(g) for g in match.groups())
    elif match := _AMERICAN.search(text):
        month, day, year = (int(g) for g in match.groups())
    elif match := _GERMAN.search(text):
        day, month, year = (int(g) for g in match.groups())
    elif match := _MONTH.search(text):
        return f"{match[1]}-{match[2]}"
    else:
        return match[1] if (match := _YEAR.search(text)) else None
    return f"{year}-{month:02}-{day:02}" if month <= 12 and day <= 31 else str(year)
