"""Opens an engine of the table for a set of variants: GGUF files are written once and kept."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inhouse.errors import ModelUnavailable
from inhouse.models.engines import engine_spec, engine_specs
from inhouse.models.engines.engine import BASE, Begun, Engine, EngineSpec
from inhouse.models.gguf_files import write_adapter, write_model

__all__ = [
    "EngineSettings",
    "Weights",
    "adapter_file",
    "begin",
    "key_of_weights",
    "model_file",
    "open_engine",
    "processor_threads",
    "refuse_unfit",
]

_FORMAT = "1"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engine, and how it runs; the values of the section [serve]."""

    engine: str
    precision: str
    parallel: int
    context_length: int
    endpoint: str = ""
    endpoint_model: str = ""
    api_key_variable: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """What is answered with.

    Args:
        folder: of the base model.
        adapters: variant name to the folder of what was learned, an adapter or a whole model;
            names are hashes of what is in it.
        cache: folder where GGUF files are kept.
        stop_ids: tokens that end an answer.
    """

    folder: Path
    adapters: Mapping[str, Path]
    cache: Path
    stop_ids: frozenset[int]


def begin(weights: Weights, settings: EngineSettings) -> Begun | None:
    """Starts what takes the engine of `settings` long to open, so that others can open meanwhile.

    None where nothing takes long. `stop_ids` need not be known yet.

    Raises:
        ConfigFault: there is no such engine.
        ModelUnavailable: it cannot open this model.
    """
    spec = engine_spec(settings.engine)
    if not spec.beginner:
        return None
    refuse_unfit(settings, len(weights.adapters))
    start: Callable[[Weights, EngineSettings], Begun] = _imported(spec.beginner)
    return start(weights, settings)


def open_engine(weights: Weights, settings: EngineSettings, begun: Begun | None = None) -> Engine:
    """The engine that was asked for by name; `open_fastest` knows "auto" too.

    Args:
        weights: what is answered with.
        settings: which engine.
        begun: what `begin` gave for the same; it goes on.

    Raises:
        ConfigFault: there is no such engine.
        ModelUnavailable: it cannot open this model.
    """
    if begun is not None:
        return begun.open(weights.stop_ids)
    spec = engine_spec(settings.engine)
    refuse_unfit(settings, len(weights.adapters))
    start: Callable[[Weights, EngineSettings], Engine] = _imported(spec.opener)
    return start(weights, settings)


def _imported(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(importlib.import_module(module), attribute)


def refuse_unfit(settings: EngineSettings, n_releases: int) -> None:
    """Refuses what a row of the table says cannot be, and names an engine that could.

    Args:
        settings: which engine, by its name.
        n_releases: how many it would answer as, beside the base model.

    Raises:
        ConfigFault: there is no such engine.
        ModelUnavailable: the precision is none of the engine's, or it takes fewer releases.
    """
    spec = engine_spec(settings.engine)
    if _opens(spec, n_releases, settings):
        return
    fitting = (s.name for s in engine_specs() if s.automatic and _opens(s, n_releases, settings))
    action = f"Another does: --set serve.engine={next(fitting, 'auto')}"
    if not _takes(spec, n_releases):
        most = {0: "the base model alone", 1: "one release or as the base model"}
        raise ModelUnavailable(
            f"The engine {spec.name} answers as "
            f"{most.get(spec.max_adapters or 0, f'{spec.max_adapters} releases at most')},",
            f"but {n_releases} should be served from one base.",
            action,
        )
    raise ModelUnavailable(
        f"The engine {spec.name} answers in {_either(spec.precisions)},",
        f"but serve.precision is {settings.precision}.",
        action,
    )


def _opens(spec: EngineSpec, n_releases: int, settings: EngineSettings) -> bool:
    reads = not spec.precisions or settings.precision in spec.precisions
    return reads and _takes(spec, n_releases)


def _takes(spec: EngineSpec, n_releases: int) -> bool:
    return spec.max_adapters is None or n_releases <= spec.max_adapters


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def key_of_weights(weights: Weights, *others: str) -> str:
    """A name for something that is true of these weights and of the others named."""
    return _key(_identity(weights.folder), *weights.adapters, *others)


def processor_threads() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def model_file(weights: Weights, precision: str, variant: str | None) -> Path:
    """The base model as GGUF, merged with the adapter of a variant if one is named."""
    key = _key(_identity(weights.folder), precision, variant or BASE)
    target = weights.cache / f"model-{key}.gguf"
    if not target.is_file():
        with _only_one(target):
            if not target.is_file():
                adapter = weights.adapters[variant] if variant else None
                write_model(weights.folder, target, precision=precision, adapter=adapter)
    return target


def adapter_file(weights: Weights, variant: str) -> Path:
    """The adapter of a variant as GGUF."""
    target = weights.cache / f"adapter-{_key(_identity(weights.folder), variant)}.gguf"
    if not target.is_file():
        with _only_one(target):
            if not target.is_file():
                write_adapter(weights.adapters[variant], weights.folder, target)
    return target


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    from filelock import FileLock

    with FileLock(target.with_name(f".{target.name}.lock")):
        yield


def _identity(folder: Path) -> str:
    """What tells one model's files from another's, without reading all of them."""
    about = folder / "inhouse-model.json"
    if about.is_file():
        return about.read_text(encoding="utf-8")
    rows = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in sorted(folder.iterdir())]
    return json.dumps(rows)


def _key(*parts: Sequence[str] | str) -> str:
    return hashlib.sha256(json.dumps([_FORMAT, *parts]).encode()).hexdigest()[:16]
