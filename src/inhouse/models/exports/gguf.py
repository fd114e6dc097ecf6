"""The merged model as one GGUF file, for llama.cpp and everything built on it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from inhouse.models.engines.llama import LlamaServing, LlamaSettings
from inhouse.models.engines.opening import processor_threads
from inhouse.models.exports.checking import Answering, Check, agreeing, variant_of
from inhouse.models.gguf_files import write_model
from inhouse.models.parity import Agreement

__all__ = ["export_gguf"]

_CONTEXT = 4096


def export_gguf(
    model: Answering, target: Path, precision: str, check: Check
) -> Generator[Agreement, None, Agreement]:
    """Writes the model as one file and compares its answers with PyTorch's.

    Yields the agreement so far; returns the last one. The file gets its name when it has passed,
    so one that was not compared is never taken for it.

    Args:
        model: what answers.
        target: the file.
        precision: of its matrices.
        check: what is asked.

    Raises:
        GateRefused: too few answers are equal; the file is removed.
    """
    unchecked = target.with_name(f".{target.name}.unchecked")
    write_model(model.folder, unchecked, precision=precision, adapter=model.adapter)
    try:
        settings = LlamaSettings(processor_threads(), 1, _CONTEXT, precision, variant_of(model))
        engine = LlamaServing(unchecked, {}, settings)
        try:
            last = yield from agreeing(model, engine, check, precision)
        finally:
            engine.close()
        unchecked.replace(target)
    finally:
        unchecked.unlink(missing_ok=True)
    return last
