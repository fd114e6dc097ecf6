"""Parquet: rows of the shapes that JSON lines have, as data sets are published."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.columns import Conditions
from inhouse.sources.reader import Faults, FileContents, TableMemory
from inhouse.sources.readers.rows.json_lines import (
    PART_OBJECTS,
    conditions_of,
    contents_of,
)
from inhouse.sources.tables import together

__all__ = ["Parquet"]


class Parquet:
    """Reads each row as an object with the columns' names."""

    spec = Spec("parquet", "1", {})
    suffixes = (".parquet",)

    def read(self, path: Path, relative: str) -> FileContents:
        """The rows of the file."""
        return together(self.stream(path, relative))

    def stream(self, path: Path, relative: str) -> Iterator[FileContents]:
        """The same, some thousand rows at a time."""
        faults, memory = Faults(), TableMemory()
        try:
            from pyarrow import ArrowException, parquet
        except ImportError:
            fix = "Install it: pip install 'inhouse[parquet]'; or save the file as .jsonl."
            _tell(faults, relative, "the package pyarrow, which is not installed", fix)
            yield FileContents(findings=faults.findings())
            return
        numbers = itertools.count(1)
        conditions: Conditions | None = None
        try:
            for batch in parquet.ParquetFile(path).iter_batches(batch_size=PART_OBJECTS):
                rows = [(next(numbers), _plain(row)) for row in batch.to_pylist()]
                if rows:
                    where = Source(relative, row=rows[0][0])
                    conditions = conditions or conditions_of(rows, where, faults)
                    yield contents_of(rows, where, faults, memory, conditions)
        except (ArrowException, OSError) as error:
            fix = "Write the file again. What was read before the fault was kept."
            found = f"a Parquet file, found one that cannot be read ({str(error)[:80]})"
            _tell(faults, relative, found, fix)
        yield FileContents(findings=faults.findings())


def _plain(row: dict[str, object]) -> dict[str, object]:
    """The row with JSON's types only: dates and decimals as text; no value is no column."""
    plain: dict[str, object] = json.loads(json.dumps(row, default=str))
    return {name: value for name, value in plain.items() if value is not None}


def _tell(faults: Faults, relative: str, expected: str, fix: str) -> None:
    faults.add("unreadable_file", "warning", Source(relative), f"expected {expected}", fix=fix)
