"""The adapter alone, in PEFT's layout."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch

from inhouse.errors import BrokenInvariant
from inhouse.models.lora import read_adapter

__all__ = ["export_adapter"]

_FILES = ("adapter_config.json", "adapter_model.safetensors")


def export_adapter(adapter: Path, target: Path) -> None:
    """Copies an adapter folder in PEFT's layout and reads the copy back.

    Raises:
        BrokenInvariant: the copy is not the adapter.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copyfile(adapter / name, target / name)
    settings, state = read_adapter(adapter)
    copied, found = read_adapter(target)
    same = state.keys() == found.keys() and all(torch.equal(state[k], found[k]) for k in state)
    if not same or copied != settings:
        raise BrokenInvariant("A copied adapter should be the adapter,", f"{target} is not.")
