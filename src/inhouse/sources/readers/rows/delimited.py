"""CSV and TSV, whatever the delimiter and the encoding."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from inhouse.records import Source, Spec
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.rows.dialect import (
    SAMPLE_LINES,
    declared_delimiter,
    guess_delimiter,
)
from inhouse.sources.streaming import open_text
from inhouse.sources.tables import Row, table_parts, together

__all__ = ["Delimited"]

_MAX_CELL = 50_000_000


class Delimited:
    """Reads tables of text with a delimiter."""

    spec = Spec("delimited", "3", {})
    suffixes = (".csv", ".tsv", ".csv.gz", ".tsv.gz")

    def read(self, path: Path, relative: str) -> FileContents:
        """The rows of the file. `row` counts lines, so a cell with line breaks is one place."""
        return together(self.stream(path, relative))

    def stream(self, path: Path, relative: str) -> Iterator[FileContents]:
        """The same, some thousand rows at a time."""
        faults = Faults()
        with open_text(path, relative, faults) as file:
            yield from table_parts(_rows(file, relative, faults), faults)
        yield FileContents(findings=faults.findings())


def _rows(file: TextIO, relative: str, faults: Faults) -> Iterator[Row]:
    csv.field_size_limit(_MAX_CELL)
    above = list(islice(file, SAMPLE_LINES))
    delimiter = declared_delimiter(above[0]) if above else None
    n_above = 0
    if delimiter is None:
        delimiter = guess_delimiter(above)
    else:
        n_above = 1
    reader = csv.reader(chain(above[n_above:], file), delimiter=delimiter)
    line = n_above + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(
                "broken_row",
                "warning",
                Source(relative, row=line),
                f"expected a row of the table, found one that cannot be read ({error})",
                fix="Open the file in a spreadsheet and save it again as CSV.",
            )
            continue
        yield Row(Source(relative, row=line), tuple(cells))
        line = n_above + reader.line_num + 1
