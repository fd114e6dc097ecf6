"""CSV and TSV, whatever the delimiter and the encoding."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.decoding import read_text
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.tables import Row, read_table

__all__ = ["Delimited"]

_DELIMITERS = ",;\t|"
_MAX_CELL = 50_000_000


class Delimited:
    """Reads tables of text with a delimiter."""

    spec = Spec("delimited", "1", {})
    suffixes = (".csv", ".tsv", ".csv.gz", ".tsv.gz")

    def read(self, path: Path, relative: str) -> FileContents:
        """The rows of the file. `row` counts lines, so a cell with line breaks is one place."""
        faults = Faults()
        text = read_text(path, relative, faults)
        rows = self._rows(text, relative, faults)
        found = read_table(rows, faults)
        return replace(found, findings=faults.findings())

    def _rows(self, text: str, relative: str, faults: Faults) -> list[Row]:
        csv.field_size_limit(_MAX_CELL)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows: list[Row] = []
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return rows
            except csv.Error as error:
                faults.add(
                    "broken_row",
                    "warning",
                    Source(relative, row=line),
                    f"expected a row of the table, found one that cannot be read ({error})",
                    fix="Open the file in a spreadsheet and save it again as CSV.",
                )
                continue
            rows.append(Row(Source(relative, row=line), tuple(cells)))
            line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first line outside quotes."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(first.split('"')[::2])
    counts = {sign: bare.count(sign) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: counts[sign])
    return best if counts[best] else ","
