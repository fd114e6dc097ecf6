"""Whoever stands in a customer column: the list that finds them everywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from inhouse.records import CUSTOMER_LABEL, Customer, Example, content_id
from inhouse.sources.columns import normal
from inhouse.sources.reader import FileContents

__all__ = ["MOST_CUSTOMERS", "customer_keys", "customers_in", "customers_of"]

_WHO = (
    "customer", "client", "patient", "guest", "tenant", "member", "buyer", "contact", "caller",
    "account holder", "policyholder", "subscriber", "insured", "owner", "requester", "sender",
    "student", "parent", "guardian", "resident", "donor", "billing", "shipping", "attendee",
)  # fmt: skip
_FULL = ("full name", "name", "display name")
_FIRST = ("first name", "first", "given name", "firstname", "fname", "forename")
_LAST = ("last name", "last", "surname", "family name", "lastname", "lname")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "e mail", "email address", "mail"),
    "phone": ("phone", "phone number", "mobile", "cell", "telephone", "cell phone", "tel"),
    "mrn": ("mrn", "medical record number", "chart number", "chart no", "patient id"),
    "member_id": ("member id", "member number", "subscriber id", "insurance id"),
    "policy_number": ("policy number", "policy no", "policy"),
    "bank_account": ("account number", "account no", "acct"),
    "street_address": ("address", "street", "street address", "home address"),
}
_NUMBERED = ("id", "no", "number", "code", "key", "ref", "account", "email", "e mail", "phone")
_OWN = frozenset(("email", "phone", "mrn", "member_id", "policy_number", "bank_account"))
_WHOLE = tuple(who for who in _WHO if who not in ("billing", "shipping"))
_NOBODY = frozenset((
    "anonymous", "unknown", "walk in", "guest", "customer", "client", "new", "returning", "various",
    "none", "n a", "na", "null", "nan", "other", "misc", "cash", "yes", "no", "all", "any", "test",
    "", "new customer", "new client", "various customers", "walk in customer", "private",
))  # fmt: skip
# With fewer customers than this a column more likely holds kinds of customers ("retail", "trade"),
# and there would be no three sides to put them on.
_FEWEST = 4
_SHORTEST_VALUE = 5
MOST_CUSTOMERS = 200_000
"""A file of more people is still read; its list stops growing here, in memory's favour."""


def customers_in(contents: FileContents) -> Iterator[Customer]:
    """The customers in the columns of tables, and beside questions and answers; some repeatedly.

    A column counts that says whose it is ("customer", "patient name"), or a bare "first name" and
    "last name"; a bare "name" only beside a mail address, a phone or a birth date, because it may
    as well be a dish.
    """
    for row in _rows(contents):
        names = list(_names(row))
        for name in names:
            yield Customer("name", name)
        if names:
            for kind, value in _values(row):
                yield Customer(kind, value)


def customers_of(examples: Iterable[Example]) -> dict[str, tuple[str, ...]]:
    """Example id to whatever tells whose row it was; empty where no column does.

    A file whose columns tell fewer than four apart tells no customers: these are kinds of them.
    """
    by_file: dict[tuple[str, str | None], dict[str, tuple[str, ...]]] = {}
    for example in examples:
        if keys := _keys_of(example):
            source = example.source
            by_file.setdefault((source.file, source.sheet), {})[example.id] = keys
    return {
        i: keys
        for told in by_file.values()
        if len({keys[0] for keys in told.values()}) >= _FEWEST
        for i, keys in told.items()
    }


def _keys_of(example: Example) -> tuple[str, ...]:
    if "maker" in example.labels:
        key = example.labels.get(CUSTOMER_LABEL)
        return (key,) if key else ()
    return tuple(map(content_id, customer_keys(example.labels)))


def customer_keys(row: Mapping[str, str]) -> tuple[str, ...]:
    """What tells whose row it is: a number, a name, a mail address; in lower case.

    Args:
        row: cells by the name of their column.
    """
    named = {normal(column): cell for column, cell in row.items()}
    found = [
        cell
        for who in _WHO
        for column in _NUMBERED
        if (cell := named.get(f"{who} {column}", "").strip())
    ]
    whole = [cell for who in _WHOLE for column in (who, f"{who} name")
             if (cell := named.get(column, "").strip()) and _is_short(cell)]  # fmt: skip
    names = [*whole, *_names(named)]
    found += names
    if names:
        found += [value for kind, value in _values(named) if kind in _OWN]
    told = dict.fromkeys(" ".join(value.casefold().split()) for value in found)
    return tuple(key for key in told if normal(key) not in _NOBODY)


def _rows(contents: FileContents) -> Iterator[Mapping[str, str]]:
    """Every row of every table, cells by the normal name of their column."""
    for example in contents.examples:
        if example.labels and "maker" not in example.labels:
            yield example.labels
    for table in contents.tables:
        if not table.inside:
            header = [normal(cell) for cell in table.header]
            for row in table.rows:
                yield dict(zip(header, row.cells, strict=True))


def _names(row: Mapping[str, str]) -> Iterator[str]:
    first, last = _cell(row, _FIRST), _cell(row, _LAST)
    if last:
        yield f"{first} {last}".strip()
    contact = any(_cell(row, _VALUES[kind]) for kind in ("email", "phone")) or any(
        "birth" in column or column == "dob" for column in row
    )
    for column, cell in row.items():
        who = next((w for w in _WHO if column == w or column == f"{w} name"), None)
        if (who or (contact and column in _FULL)) and _is_name(cell):
            yield cell.strip()


def _values(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for kind, columns in _VALUES.items():
        for start in ("", *(f"{who} " for who in _WHO)):
            cell = _cell(row, [f"{start}{column}" for column in columns])
            if len(cell) >= _SHORTEST_VALUE:
                yield kind, cell


def _cell(row: Mapping[str, str], columns: Sequence[str]) -> str:
    return next((row[c].strip() for c in columns if row.get(c, "").strip()), "")


def _is_short(cell: str) -> bool:
    """Whether it may name somebody, in letters or numbers: no sentence, no message."""
    return len(cell) <= 60 and len(cell.split()) <= 6 and not any(c in "?!\n" for c in cell)


def _is_name(cell: str) -> bool:
    """Two to five words of letters, or one; no sentence, no number, no mail address."""
    words = cell.replace(",", " ").split()
    return (
        0 < len(words) <= 5
        and all(any(c.isalpha() for c in w) for w in words)
        and not any(c.isdigit() or c in "@/:;?!" for c in cell)
    )
