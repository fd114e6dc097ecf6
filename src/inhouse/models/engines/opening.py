"""Opens the engine for a set of variants: GGUF files are written once and kept."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inhouse.errors import ModelUnavailable
from inhouse.models.engines.engine import BASE, Engine
from inhouse.models.engines.merged import MergedServing
from inhouse.models.engines.openvino import (
    PRECISIONS,
    OpenVinoProcess,
    OpenVinoServing,
    OpenVinoSettings,
)
from inhouse.models.gguf_files import architecture_of, write_adapter, write_model
from inhouse.models.learned_files import is_whole_model

__all__ = [
    "EngineSettings",
    "Weights",
    "begin",
    "key_of_weights",
    "open_engine",
    "processor_threads",
]

_FORMAT = "1"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engine, and how it runs; the values of the section [serve]."""

    engine: str
    precision: str
    parallel: int
    context_length: int


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


def begin(weights: Weights, settings: EngineSettings) -> OpenVinoProcess | None:
    """Starts what takes an engine long to open, so that others can open meanwhile.

    Only OpenVINO has such a thing, a process of its own; None for the others. `stop_ids` need not
    be known yet.

    Raises:
        ModelUnavailable: it cannot open this model.
    """
    return _openvino_process(weights, settings) if settings.engine == "openvino" else None


def open_engine(
    weights: Weights, settings: EngineSettings, begun: OpenVinoProcess | None = None
) -> Engine:
    """The engine that was asked for by name; `open_fastest` knows "auto" too.

    Args:
        weights: what is answered with.
        settings: which engine.
        begun: what `begin` gave for the same; it goes on.

    Raises:
        ModelUnavailable: it cannot open this model.
    """
    if settings.engine == "torch":
        return _torch(weights)
    if settings.engine == "openvino":
        return _openvino(weights, settings, begun or _openvino_process(weights, settings))
    return _llama(weights, settings)


def key_of_weights(weights: Weights, *others: str) -> str:
    """A name for something that is true of these weights and of the others named."""
    return _key(_identity(weights.folder), *weights.adapters, *others)


def processor_threads() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _torch(weights: Weights) -> Engine:
    from inhouse.models.engines.pytorch import TorchServing
    from inhouse.models.load import load

    # In bf16, where it would be a little faster, half of its answers become others.
    loaded = load(weights.folder, dtype="float32")
    return TorchServing(loaded, weights.adapters, weights.stop_ids)


def _llama(weights: Weights, settings: EngineSettings) -> Engine:
    from inhouse.models.engines.llama import LlamaServing, LlamaSettings

    architecture_of(weights.folder)
    weights.cache.mkdir(parents=True, exist_ok=True)
    chosen = LlamaSettings(
        threads=processor_threads(),
        parallel=settings.parallel,
        context_length=settings.context_length,
        precision=settings.precision,
    )

    def on_the_base(names: Iterable[str]) -> Engine:
        files = {name: adapter_file(weights, name) for name in names}
        return LlamaServing(model_file(weights, settings.precision, None), files, chosen)

    if len(weights.adapters) != 1:
        _refuse_whole_models(weights.adapters)
        return on_the_base(weights.adapters)
    (only,) = weights.adapters
    merged = model_file(weights, settings.precision, only)
    own = dataclasses.replace(chosen, merged=only)
    return MergedServing(LlamaServing(merged, {}, own), lambda: on_the_base(()))


def _openvino_process(
    weights: Weights, settings: EngineSettings, *, bare: bool = False
) -> OpenVinoProcess:
    """Begun over the one release, or over the base model where there is none or it is `bare`."""
    architecture_of(weights.folder)
    if len(weights.adapters) > 1:
        raise ModelUnavailable(
            "OpenVINO answers as one release or as the base model,",
            f"but {len(weights.adapters)} releases are to be served from one base.",
            "Serve them with llama.cpp: inhouse serve --set serve.engine=llama.cpp",
        )
    if settings.precision not in PRECISIONS:
        raise ModelUnavailable(
            "OpenVINO reads GGUF files in f16, q8_0 or q4_0,",
            f"but serve.precision is {settings.precision}.",
            "Serve with llama.cpp: inhouse serve --set serve.engine=llama.cpp",
        )
    weights.cache.mkdir(parents=True, exist_ok=True)
    variant = None if bare else next(iter(weights.adapters), None)
    how = OpenVinoSettings(
        threads=processor_threads(),
        parallel=settings.parallel,
        context_length=settings.context_length,
        precision=settings.precision,
        variant=variant or BASE,
    )
    return OpenVinoProcess(model_file(weights, settings.precision, variant), how)


def _openvino(weights: Weights, settings: EngineSettings, begun: OpenVinoProcess) -> Engine:
    from transformers import AutoTokenizer

    from inhouse.models.load import quiet_transformers

    with quiet_transformers():
        tokenizer = AutoTokenizer.from_pretrained(weights.folder, local_files_only=True)

    def opened(process: OpenVinoProcess) -> Engine:
        return OpenVinoServing(process, tokenizer, weights.stop_ids)

    if not weights.adapters:
        return opened(begun)
    return MergedServing(
        opened(begun), lambda: opened(_openvino_process(weights, settings, bare=True))
    )


def _refuse_whole_models(adapters: Mapping[str, Path]) -> None:
    if any(is_whole_model(folder) for folder in adapters.values()):
        raise ModelUnavailable(
            "llama.cpp answers with several adapters on one base model,",
            "but one of the releases is a model that was fine-tuned in full.",
            "Serve both with PyTorch: inhouse serve --set serve.engine=torch",
        )


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
