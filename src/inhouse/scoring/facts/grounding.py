"""Are the facts of an answer in the words it cites?"""

from __future__ import annotations

import re

from inhouse.scoring.facts import Fact, Statement, read_statement
from inhouse.scoring.facts.plain import plain

__all__ = ["ungrounded"]


def ungrounded(answer: str, cited: str) -> tuple[Fact, ...]:
    """The facts (numbers, money, dates, names, …) of `answer` that `cited` does not state.

    Words that stand in `cited` as they are need no reading. A sum of money counts as stated where
    its bare number is: price lists leave the currency to their heading.
    """
    if _folded(answer) in _folded(cited):
        return ()
    readable = plain(cited)
    if _folded(answer) in _folded(readable):
        return ()
    said, raw = read_statement(readable), read_statement(cited)
    return tuple(
        fact
        for fact in read_statement(answer).facts
        if fact.kind != "polarity"
        and not (_says(said, fact) or _says(raw, fact) or _stands(fact, cited, readable))
    )


def _says(statement: Statement, fact: Fact) -> bool:
    if statement.says(fact):
        return True
    bare = fact.value.rpartition(" ")[2]
    return fact.kind == "money" and any(
        f.kind == "number" and f.value == bare for f in statement.facts
    )


def _stands(fact: Fact, *texts: str) -> bool:
    """Whether a name or a code is there letter by letter.

    Names are not read from headings and from lines in capitals, nor every code from a table's head.
    """
    if fact.kind not in ("code", "name"):
        return False
    small = {fact.text.lower()} if fact.kind == "code" else set()
    written = {fact.text, fact.text.upper()} | small
    forms = "|".join(re.escape(form) for form in sorted(written))
    return any(re.search(rf"(?<!\w)(?:{forms})(?!\w)", _folded(text)) for text in texts)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
