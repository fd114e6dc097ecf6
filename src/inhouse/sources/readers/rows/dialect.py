"""Which sign divides the cells of a table of text, told from many of its lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from inhouse.sources.columns import find_columns

__all__ = ["SAMPLE_LINES", "declared_delimiter", "guess_delimiter"]

SAMPLE_LINES = 200
_DELIMITERS = ",;\t|"
_NO_SIGN = "\x1f"  # in no text: each line is one cell
_MIN_EVEN = 0.5
_SEARCHED_FOR_HEADER = 20
# What Excel writes into the first line, and reads there.
_DECLARED = re.compile(r'\ufeff?"?sep=(?P<sign>\\t|[^\r\n"])"?[\r\n]*$', re.IGNORECASE)


def declared_delimiter(line: str) -> str | None:
    """The sign that a first line `sep=;` declares; None for any other line."""
    found = _DECLARED.match(line)
    if found is None:
        return None
    return "\t" if found["sign"] == "\\t" else found["sign"]


def guess_delimiter(lines: Sequence[str]) -> str:
    """The sign that divides the most lines into the same number of cells.

    A sign counts for more under which a row names a column of questions and one of answers. Titles
    above the table, commas in numbers and in sentences weigh little that way.

    Args:
        lines: the first ones of the file, with their ends.
    """
    best = max(_DELIMITERS, key=lambda sign: _fit(lines, sign))
    has_names, share, _ = _fit(lines, best)
    is_one_column = not has_names and share < _MIN_EVEN and _share_with(lines, best) < _MIN_EVEN
    return _NO_SIGN if is_one_column else best


def _share_with(lines: Sequence[str], sign: str) -> float:
    """The share of lines with this sign in them."""
    filled = [line for line in lines if line.strip()]
    return sum(sign in line for line in filled) / max(1, len(filled))


def _fit(lines: Sequence[str], sign: str) -> tuple[bool, float, int]:
    """Whether there are columns of questions and answers, the share of even rows, their width."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=sign) if any(map(str.strip, row))]
    except csv.Error:
        return False, 0.0, 0
    if len(rows) > 1 and len(lines) == SAMPLE_LINES:
        rows.pop()  # it may go on below
    widths = Counter(len(row) for row in rows)
    width, n = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    if width < 2:  # one cell a row is no table
        return False, 0.0, 0
    has_names = any(find_columns(row) is not None for row in rows[:_SEARCHED_FOR_HEADER])
    return has_names, n / len(rows), width
