"""Whoever stands in a customer column: the list that finds them everywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inhouse.records import Example
from inhouse.sources.columns import normal
from inhouse.sources.files import find_files
from inhouse.sources.guarding import Refused, inspect
from inhouse.sources.reader import ReadLimits
from inhouse.sources.readers import build_all, reader_for
from inhouse.sources.reading import relative_to

__all__ = ["Customers", "customers_in"]

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
_SHORTEST_VALUE = 5
# A table of more people than this is still read; the list stops growing here, in memory's favour.
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Customers:
    """Names and further values of the customer columns; not shown where it is printed."""

    names: tuple[str, ...] = field(default=(), repr=False)
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def customers_in(path: Path, examples: Iterable[Example], limits: ReadLimits) -> Customers:
    """The customers in the columns of a folder's tables, and beside its questions and answers.

    A column counts that says whose it is ("customer", "patient name"), or a bare "first name" and
    "last name"; a bare "name" only beside a mail address, a phone or a birth date, because it may
    as well be a dish.

    Args:
        path: a folder or a file.
        examples: what was read from it; their other columns are looked at.
        limits: what is too large.
    """
    names: dict[str, None] = {}
    values: dict[tuple[str, str], None] = {}
    for row in _rows(path, examples, limits):
        for name in _names(row):
            names[name] = None
        if _about_a_person(row):
            values |= dict.fromkeys(_values(row))
        if len(names) >= _MOST:
            break
    return Customers(tuple(names), tuple(values))


def _rows(
    path: Path, examples: Iterable[Example], limits: ReadLimits
) -> Iterator[Mapping[str, str]]:
    """Every row of every table, cells by the normal name of their column."""
    for example in examples:
        if example.labels and "maker" not in example.labels:
            yield example.labels
    readers = build_all()
    for file in find_files(path):
        reader = reader_for(file, readers)
        small = file.stat().st_size <= limits.max_file_bytes
        if reader is None or not small or reader.spec.name not in ("delimited", "workbook"):
            continue
        try:
            inspect(file, limits.max_unpacked_bytes)
            tables = reader.read(file, relative_to(path, file)).tables
        except (OSError, EOFError, Refused):
            continue  # reading it for the examples has said so already
        for table in tables:
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


def _about_a_person(row: Mapping[str, str]) -> bool:
    return any(True for _ in _names(row))


def _values(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for kind, columns in _VALUES.items():
        for start in ("", *(f"{who} " for who in _WHO)):
            cell = _cell(row, [f"{start}{column}" for column in columns])
            if len(cell) >= _SHORTEST_VALUE:
                yield kind, cell


def _cell(row: Mapping[str, str], columns: Sequence[str]) -> str:
    return next((row[c].strip() for c in columns if row.get(c, "").strip()), "")


def _is_name(cell: str) -> bool:
    """Two to five words of letters, or one; no sentence, no number, no mail address."""
    words = cell.replace(",", " ").split()
    return (
        0 < len(words) <= 5
        and all(any(c.isalpha() for c in w) for w in words)
        and not any(c.isdigit() or c in "@/:;?!" for c in cell)
    )
