"""Opens the engine that answers fastest here: measured once for a model and a machine."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from inhouse.errors import ModelUnavailable
from inhouse.models.engines import engine_specs
from inhouse.models.engines.engine import BASE, Begun, Engine, EngineSpec, Sampling
from inhouse.models.engines.opening import (
    EngineSettings,
    Weights,
    begin,
    key_of_weights,
    open_engine,
    processor_threads,
)
from inhouse.records import Notice, Progress, Work

__all__ = ["Measure", "begin_fastest", "open_fastest", "tokens_per_second"]

Measure = Callable[[Engine, Weights], float]

_MUCH_FASTER = 1.1
"""How much faster an engine must be than a preferred one: less is noise."""
_STREAMS, _PROMPT_TOKENS, _MOST_TOKENS, _SECONDS = 4, 48, 96, 2.0
_FLOAT_GROWTH = 3
"""Memory an engine may take for a file of 16 bits: twice in float32, and room to work in."""


def begin_fastest(weights: Weights, settings: EngineSettings) -> Begun | None:
    """Starts what takes long of the engine that `open_fastest` will open, where that is known.

    Raises:
        ModelUnavailable: it cannot open this model.
    """
    known = _known(weights, settings)
    return begin(weights, dataclasses.replace(settings, engine=known)) if known else None


def open_fastest(
    weights: Weights,
    settings: EngineSettings,
    measure: Measure | None = None,
    begun: Begun | None = None,
) -> Work[Engine]:
    """The engine asked for; with "auto" the one that makes most tokens a second on this machine.

    The choice is kept beside the GGUF files, so it is made once for these weights, this machine
    and these versions of the engines.

    Args:
        weights: what is answered with.
        settings: which engine.
        measure: tokens a second of an open engine; None for `tokens_per_second`.
        begun: what `begin_fastest` gave for the same; it goes on.

    Raises:
        ModelUnavailable: the engine asked for, or with "auto" every one, cannot open this model.
    """
    known = _known(weights, settings)
    if known is not None:
        engine = open_engine(weights, dataclasses.replace(settings, engine=known), begun)
        if engine.facts.sends_to:
            sent = f"Questions are sent to {engine.facts.sends_to}, which answers them."
            yield Notice(sent, warning=True)
        return engine
    engine, rates = yield from _compared(weights, settings, measure or tokens_per_second)
    if len(rates) > 1:
        _keep(_place(weights, settings), engine.facts.name, rates)
        told = ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items())
        yield Notice(
            f"{engine.facts.name} answers here, by a measurement of tokens a second: {told}. "
            "Another one: --set serve.engine=NAME"
        )
    return engine


def tokens_per_second(engine: Engine, weights: Weights) -> float:
    """Tokens read and made in a second, a few answers at once, in about two seconds."""
    variant = next(iter(weights.adapters), BASE)
    sampling = Sampling(_MOST_TOKENS, ignore_stops=True)
    started = time.perf_counter()
    with ThreadPoolExecutor(_STREAMS) as pool:
        jobs = [
            pool.submit(_tokens, engine, number, sampling, variant) for number in range(_STREAMS)
        ]
        counted = sum(job.result() for job in jobs)
    return counted / (time.perf_counter() - started)


def _tokens(engine: Engine, number: int, sampling: Sampling, variant: str) -> int:
    """Tokens of one prompt and of its answer until the time is over."""
    prompt = tuple(range(_PROMPT_TOKENS * number + 16, _PROMPT_TOKENS * (number + 1) + 16))
    until, counted = time.monotonic() + _SECONDS, 0
    for piece in engine.generate(prompt, sampling, variant=variant):
        counted += piece.n_tokens + (0 if counted else len(prompt))
        if time.monotonic() > until:
            break
    return counted


@dataclass(frozen=True, slots=True)
class _Best:
    engine: Engine
    rate: float


def _compared(
    weights: Weights, settings: EngineSettings, measure: Measure
) -> Work[tuple[Engine, dict[str, float]]]:
    """The fastest engine, open, and the tokens a second of each that could be measured."""
    best: _Best | None = None
    rates: dict[str, float] = {}
    specs = _automatic()
    refusal: ModelUnavailable | None = None
    for done, spec in enumerate(specs):
        yield Progress("Measuring the engines", done, len(specs), "engines", spec.name)
        if best is not None and not _has_room(weights):
            continue
        try:
            engine = open_engine(weights, dataclasses.replace(settings, engine=spec.name))
        except ModelUnavailable as error:
            refusal = error
            continue
        rates[spec.name] = measure(engine, weights)
        best = _faster(best, _Best(engine, rates[spec.name]))
    yield Progress("Measuring the engines", len(specs), len(specs), "engines")
    if best is None:
        raise refusal or ModelUnavailable("An engine should be installed,", "but none is.")
    return best.engine, rates


def _automatic() -> tuple[EngineSpec, ...]:
    """The engines that "auto" chooses from: those that are installed."""
    return tuple(s for s in engine_specs() if s.automatic and (_version(s) or not s.package))


def _faster(best: _Best | None, other: _Best) -> _Best:
    """Which of two stays open."""
    if best is None:
        return other
    slower, faster = (best, other) if other.rate > best.rate * _MUCH_FASTER else (other, best)
    slower.engine.close()
    return faster


def _has_room(weights: Weights) -> bool:
    """Whether another engine may be opened beside the one that is open."""
    stored = sum(path.stat().st_size for path in weights.folder.glob("*.safetensors"))
    return _FLOAT_GROWTH * stored < psutil.virtual_memory().available


def _key(weights: Weights, settings: EngineSettings) -> str:
    versions = [f"{spec.name} {_version(spec)}" for spec in _automatic()]
    machine = [platform.machine(), platform.node(), _processor(), str(processor_threads())]
    return key_of_weights(weights, settings.precision, *versions, *machine)


def _version(spec: EngineSpec) -> str:
    """Of its package; "" where that is not installed, or there is none."""
    try:
        return version(spec.package) if spec.package else ""
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """Name of the processor, or what the system says instead."""
    told = Path("/proc/cpuinfo")
    if told.is_file():
        lines = told.read_text(encoding="utf-8", errors="replace").splitlines()
        return next((line for line in lines if line.startswith("model name")), "")
    return platform.processor()


def _place(weights: Weights, settings: EngineSettings) -> Path:
    return weights.cache / f"engine-{_key(weights, settings)}.json"


def _known(weights: Weights, settings: EngineSettings) -> str | None:
    """The engine asked for or chosen before, or None."""
    if settings.engine != "auto":
        return settings.engine
    try:
        place = _place(weights, settings)
        name = json.loads(place.read_text(encoding="utf-8"))["engine"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return name if name in {spec.name for spec in _automatic()} else None


def _keep(place: Path, name: str, rates: dict[str, float]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}.partial")
    part.write_text(json.dumps({"engine": name, "tokens_per_second": rates}), encoding="utf-8")
    part.replace(place)
