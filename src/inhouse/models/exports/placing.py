"""An exported folder gets its name when what is in it has passed."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

__all__ = ["placed"]


@contextlib.contextmanager
def placed(target: Path) -> Iterator[Path]:
    """An empty folder whose files move into the target when the block ends without an error.

    What lies in the target under other names is left as it is.
    """
    held = target.with_name(f".{target.name}.unchecked")
    shutil.rmtree(held, ignore_errors=True)
    held.mkdir(parents=True)
    try:
        yield held
        _move(held, target)
    finally:
        shutil.rmtree(held, ignore_errors=True)


def _move(made: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(made.iterdir()):
        if path.is_dir():
            _move(path, target / path.name)
        else:
            path.replace(target / path.name)
