"""The coverage gate: is the text of record in the structured text, and in its order?"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

__all__ = ["ENOUGH", "ENOUGH_AROUND_TABLES", "ENOUGH_IN_ORDER", "kept_joins", "recall"]

# Below this a page is taken from the text of record. Source: issue 4; a lost column of a
# two-column page costs half its words, a page number one of 300.
ENOUGH = 0.87
# Columns read across keep every word and lose their order. Measured on generated pages: 0.93 and
# more where columns were told apart, 0.66 to 0.83 where not (docs/notebook.md, 2026-11-24).
# Cells of several lines are read in another order on purpose, so a page with tables may lose more.
ENOUGH_IN_ORDER = 0.9
ENOUGH_AROUND_TABLES = 0.6
_FEW_LINES = 8
_WORD = re.compile(r"\w+")


def recall(structured: str, record: str) -> float:
    """The share of the record's words that the structured text holds too; 1 where it has none."""
    said, wanted = _words(structured), _words(record)
    total = sum(wanted.values())
    return sum((said & wanted).values()) / total if total else 1.0


def kept_joins(structured: str, record: str) -> float:
    """The share of the record's line ends whose next word follows in the structured text too.

    1 where there are too few lines to tell.
    """
    said = _WORD.findall(structured.casefold())
    pairs = set(pairwise(said))
    lines = [words for line in record.casefold().split("\n") if (words := _WORD.findall(line))]
    joins = [(above[-1], below[0]) for above, below in pairwise(lines)]
    if len(joins) < _FEW_LINES:
        return 1.0
    return sum(join in pairs for join in joins) / len(joins)


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))
