"""Facts about the models Inhouse knows, and where each one's files are kept."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from inhouse.config import is_place
from inhouse.errors import ModelUnavailable
from inhouse.models.facts import GgufFacts, ModelFacts, WheelFacts
from inhouse.models.local import local_facts

__all__ = [
    "ORIGINAL_GGUF",
    "cache_folder",
    "catalogue",
    "find",
    "local_folder",
    "original_gguf",
]

ORIGINAL_GGUF = "original.gguf"
"""In a model's folder: the GGUF file its safetensors were dequantized from."""


@cache
def catalogue() -> dict[str, ModelFacts]:
    """Every known model by name, in the order of the file."""
    text = files("inhouse.models").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {name: _facts(name, row) for name, row in tomllib.loads(text).items()}


def _facts(name: str, row: Mapping[str, Any]) -> ModelFacts:
    wheels = tuple(WheelFacts(**wheel) for wheel in row.get("wheels", ()))
    gguf = GgufFacts(**row["gguf"]) if "gguf" in row else None
    return ModelFacts(name=name, **{**row, "wheels": wheels, "gguf": gguf})


def find(name: str) -> ModelFacts:
    """The facts of a catalogue name, a hub id (`owner/model`), or a place on this machine.

    Raises:
        ModelUnavailable: none of them; with the nearest name.
    """
    if is_place(name):
        return local_facts(name)
    known = catalogue()
    if name in known:
        return known[name]
    for facts in known.values():
        if facts.hub_id.lower() == name.lower():
            return facts
    if _is_hub_id(name):
        return ModelFacts(name=name.replace("/", "--"), kind="causal", hub_id=name)
    near = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "See: inhouse models list"
    raise ModelUnavailable(
        "A model is named by its catalogue name, its hub id (owner/model) or its path (./folder),",
        f"but {name!r} is none of them.",
        hint,
    )


def _is_hub_id(name: str) -> bool:
    """Whether it could be one; the name becomes a folder, so it must not point elsewhere."""
    parts = name.split("/")
    return len(parts) == 2 and all(
        part.strip(".") and part.replace("-", "").replace("_", "").replace(".", "").isalnum()
        for part in parts
    )


def cache_folder() -> Path:
    """Where models are kept: INHOUSE_CACHE, or the user's cache folder."""
    chosen = os.environ.get("INHOUSE_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("inhouse", appauthor=False)


def local_folder(name: str, cache: Path | None = None) -> Path | None:
    """The folder of a fetched model, or None when it is not there.

    Args:
        name: catalogue name or hub id.
        cache: the cache folder; None for the user's.
    """
    facts = find(name)
    if facts.place is not None and facts.place.is_dir():
        return facts.place
    folder = (cache or cache_folder()) / "models" / facts.name
    return folder if (folder / "inhouse-model.json").is_file() else None


def original_gguf(folder: Path) -> Path | None:
    """The GGUF file that a model folder was made from, or None if it was not made from one.

    The safetensors beside it are its weights dequantized. An engine that reads GGUF serves the
    base model from this file: quantizing the safetensors again would change the weights twice.

    Args:
        folder: of a fetched model.
    """
    path = folder / ORIGINAL_GGUF
    return path if path.is_file() else None
