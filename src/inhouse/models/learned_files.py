"""What a folder of a run's result holds: an adapter, or a model of its own."""

from __future__ import annotations

from pathlib import Path

__all__ = ["WEIGHTS", "is_whole_model"]

WEIGHTS = "model.safetensors"


def is_whole_model(folder: Path) -> bool:
    """Whether it is a model of its own and no adapter."""
    return (folder / WEIGHTS).is_file() and (folder / "config.json").is_file()
