"""Word lists, one file each; lines that begin with "#" say what a list is."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["lines"]


def lines(name: str) -> list[str]:
    """The lines of the list `name`, without remarks."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
