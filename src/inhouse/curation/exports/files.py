"""Rows as a file: lines of JSON, one array, a table of text, or Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inhouse.errors import UserFault

__all__ = ["ENDINGS", "ending_of", "write_rows"]

ENDINGS = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")


def ending_of(target: Path) -> str | None:
    """The ending of a data file, or None for any other file or folder."""
    ending = target.suffix.lower()
    return ending if ending in ENDINGS else None


def write_rows(rows: Sequence[Mapping[str, object]], target: Path) -> None:
    """Writes the rows as the file's ending says; the same rows give the same bytes.

    Raises:
        UserFault: Parquet needs a package that is not installed.
    """
    ending = target.suffix.lower()
    if ending == ".parquet":
        _parquet(rows, target)
    elif ending in (".csv", ".tsv"):
        _delimited(rows, target, "," if ending == ".csv" else "\t")
    elif ending == ".json":
        text = json.dumps(rows, ensure_ascii=False, indent=1)
        target.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    else:
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _delimited(rows: Sequence[Mapping[str, object]], target: Path, delimiter: str) -> None:
    # With a mark, without which Excel takes UTF-8 for the alphabet of the country.
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: object) -> object:
    """A cell of a table: what holds several is JSON, and nothing where it holds none."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value


def _parquet(rows: Sequence[Mapping[str, object]], target: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise UserFault(
            "Parquet files need the package pyarrow,",
            "but it is not installed.",
            "Install it: pip install 'inhouse[parquet]'; or write a .jsonl file.",
        ) from error
    fields = [(name, _type(pyarrow, name, rows)) for name in rows[0]]
    # Labels differ from row to row, and a column has one type.
    flat = [{n: _cell(v) if isinstance(v, dict) else v for n, v in row.items()} for row in rows]
    table = pyarrow.Table.from_pylist(flat, schema=pyarrow.schema(fields))
    parquet.write_table(table, target)


def _type(arrow: Any, name: str, rows: Sequence[Mapping[str, object]]) -> Any:
    """The column's type, which rows without a value do not tell."""
    text = arrow.string()
    if name in ("page", "row"):
        return arrow.int64()
    if name == "findings":
        return arrow.list_(text)
    if name == "history":
        return arrow.list_(arrow.list_(text))
    listed = next((row[name] for row in rows if isinstance(row[name], list)), None)
    if listed is None:
        return text
    assert isinstance(listed, list)
    return arrow.list_(arrow.struct([(key, text) for key in listed[0]]))
