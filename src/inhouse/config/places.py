"""Models that are named by a place on this machine, and where a relative place is."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["is_place", "placed"]

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_STARTS = ("/", "./", "../", "~", ".\\", "..\\")


def is_place(name: str) -> bool:
    """Whether a model is named by its folder or GGUF file, and not by a catalogue name or hub id.

    A relative folder begins with a dot, for `owner/model` is a hub id.
    """
    return name.startswith(_STARTS) or bool(_DRIVE.match(name)) or name.endswith(".gguf")


def placed(name: object, folder: Path) -> object:
    """A place as an absolute path; anything else as it is.

    Args:
        name: as it was written.
        folder: what a relative place is meant from.
    """
    if not isinstance(name, str) or not is_place(name):
        return name
    return str((folder / Path(name).expanduser()).resolve())
