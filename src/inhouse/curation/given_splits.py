"""Which split the data itself says an example is in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from inhouse.records import Example, SplitName

__all__ = ["given_parts"]

_COLUMNS = ("split", "partition", "subset", "fold")
_NAMES: dict[str, SplitName] = {
    "train": "train", "training": "train",
    "validation": "validation", "valid": "validation", "val": "validation", "dev": "validation",
    "test": "test", "testing": "test", "eval": "test", "heldout": "test", "holdout": "test",
}  # fmt: skip


def given_parts(examples: Iterable[Example]) -> dict[str, SplitName]:
    """Example id to split, by a column named *split*, or by the file's or its folder's name.

    Empty unless something is learned from and something judges: a lone `test.csv` is no split.
    """
    found = {e.id: part for e in examples if (part := _part(e)) is not None}
    return found if len(set(found.values())) > 1 and "train" in found.values() else {}


def _part(example: Example) -> SplitName | None:
    for column, value in example.labels.items():
        if column.casefold() in _COLUMNS and value.strip().casefold() in _NAMES:
            return _NAMES[value.strip().casefold()]
    path = PurePosixPath(example.source.file)
    for name in (path.name, path.parent.name):
        for word in re.findall(r"[a-z]+", name.casefold().replace("held-out", "heldout")):
            if word in _NAMES:
                return _NAMES[word]
    return None
