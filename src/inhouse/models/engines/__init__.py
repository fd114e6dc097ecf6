"""Engines: what turns prompts into tokens. One file each, one row each of the table below.

Others come by an entry point of the group `inhouse.engines` that names an `EngineSpec`; see
docs/extending.md. Import the engines by module: torch is heavy.
"""

from __future__ import annotations

import difflib
from importlib.metadata import EntryPoint, entry_points

from inhouse.errors import ConfigFault
from inhouse.models.engines.engine import (
    BASE,
    Begun,
    Engine,
    EngineFacts,
    EngineSpec,
    Likely,
    Piece,
    Sampling,
    refuse_unanswerable,
)
from inhouse.models.engines.text import as_served, cut_at

__all__ = [
    "BASE",
    "BUILT_IN",
    "Begun",
    "Engine",
    "EngineFacts",
    "EngineSpec",
    "Likely",
    "Piece",
    "Sampling",
    "as_served",
    "cut_at",
    "engine_spec",
    "engine_specs",
    "refuse_unanswerable",
]

_HERE = "inhouse.models.engines"
_GROUP = "inhouse.engines"

# In the order in which "auto" prefers them where they are about equally fast.
BUILT_IN: tuple[EngineSpec, ...] = (
    EngineSpec(
        "llama.cpp",
        f"{_HERE}.llama:open_llama",
        package="xllamacpp",
        precisions=("f32", "f16", "q8_0", "q4_0"),
    ),
    EngineSpec(
        "openvino",
        f"{_HERE}.openvino:open_openvino",
        beginner=f"{_HERE}.openvino:begin_openvino",
        package="openvino-genai",
        precisions=("f16", "q8_0", "q4_0"),
        lacks=frozenset({"logit_bias", "top_logprobs"}),
        max_adapters=1,
    ),
    EngineSpec(
        "torch",
        f"{_HERE}.pytorch:open_torch",
        package="torch",
        lacks=frozenset({"response_format"}),
    ),
    EngineSpec(
        "endpoint",
        f"{_HERE}.endpoint:open_endpoint",
        lacks=frozenset({"logit_bias", "ignore_stops"}),
        max_adapters=0,
        automatic=False,
    ),
)


def engine_specs() -> tuple[EngineSpec, ...]:
    """Every engine there is, the built-in ones first, in the order of preference."""
    known = {spec.name for spec in BUILT_IN}
    points = sorted(entry_points(group=_GROUP), key=lambda point: point.name)
    return (*BUILT_IN, *(_others_row(point) for point in points if point.name not in known))


def engine_spec(name: str) -> EngineSpec:
    """The row of the engine called `name`.

    Raises:
        ConfigFault: no engine has that name.
    """
    every = {spec.name: spec for spec in engine_specs()}
    if name in every:
        return every[name]
    near = difflib.get_close_matches(name, every, n=1)
    raise ConfigFault(
        f"Expected an engine: auto, {', '.join(every)}.",
        f"Found '{name}'." + (f" Did you mean '{near[0]}'?" if near else ""),
        "Set it: --set serve.engine=auto",
    )


def _others_row(point: EntryPoint) -> EngineSpec:
    spec = point.load()
    if not isinstance(spec, EngineSpec) or spec.name != point.name:
        raise ConfigFault(
            f"The entry point '{point.name}' of the group {_GROUP} should name an EngineSpec"
            f" called '{point.name}',",
            f"but {point.value} is {spec!r}.",
            "Correct or remove the package that brings it.",
        )
    return spec
