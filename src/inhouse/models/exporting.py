"""A release as files for other programs, each read back before it counts as written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator, Sequence
from pathlib import Path

from inhouse.errors import BrokenInvariant, GateRefused
from inhouse.models.engines import BASE
from inhouse.models.engines.llama import LlamaServing, LlamaSettings
from inhouse.models.engines.opening import processor_threads
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.gguf_files import write_model
from inhouse.models.load import load
from inhouse.models.lora import read_adapter
from inhouse.models.parity import Agreement, agreement, limit_of

__all__ = ["export_adapter", "export_gguf", "refuse_unmeasured"]

_FILES = ("adapter_config.json", "adapter_model.safetensors")
_QUANTIZED = ("q8_0", "q4_0")


def export_adapter(adapter: Path, target: Path) -> None:
    """Copies an adapter folder in PEFT's layout and reads the copy back.

    Raises:
        BrokenInvariant: the copy is not the adapter.
    """
    import torch

    target.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copyfile(adapter / name, target / name)
    settings, state = read_adapter(adapter)
    copied, found = read_adapter(target)
    same = state.keys() == found.keys() and all(torch.equal(state[k], found[k]) for k in state)
    if not same or copied != settings:
        raise BrokenInvariant("A copied adapter should be the adapter,", f"{target} is not.")


def refuse_unmeasured(precision: str, *, force: bool) -> None:
    """Keeps a file of fewer bits from leaving before anybody knows what it costs.

    Raises:
        GateRefused: the precision is a quantized one, and nobody insists.
    """
    if precision in _QUANTIZED and not force:
        raise GateRefused(
            "A quantized file should lose less than a point of the task's score,",
            f"but what {precision} loses has not been measured.",
            "Export 16 bits (--precision f16), or insist with --force.",
        )


def export_gguf(
    models: tuple[Path, Path | None],
    target: Path,
    precision: str,
    check: tuple[Sequence[tuple[int, ...]], frozenset[int], int],
) -> Generator[Agreement, None, Agreement]:
    """Writes the merged model as one GGUF file and compares its answers with PyTorch's.

    Yields the agreement so far; returns the last one.

    Args:
        models: folder of the base model, folder of the adapter or None.
        target: the file.
        precision: of its matrices.
        check: prompts as token ids, the model's stop tokens, tokens of each answer.

    Raises:
        GateRefused: too few answers are equal; the file is removed.
    """
    folder, adapter = models
    prompts, stop_ids, max_tokens = check
    write_model(folder, target, precision=precision, adapter=adapter)
    variant = "release" if adapter is not None else BASE
    adapters = {variant: adapter} if adapter is not None else {}
    reference = TorchServing(load(folder, dtype="float32"), adapters, stop_ids)
    settings = LlamaSettings(processor_threads(), 1, 4096, precision, variant)
    engine = LlamaServing(target, {}, settings)
    last = Agreement(0, 0.0, 0.0, None)
    try:
        asked = [(ids, variant) for ids in prompts]
        for last in agreement(reference, engine, asked, max_tokens=max_tokens):
            yield last
    finally:
        engine.close()
    if last.equal_share < limit_of(precision):
        target.unlink()
        raise GateRefused(
            f"At least {limit_of(precision):.0%} of the answers should equal PyTorch's,",
            f"but {last.equal_share:.0%} of {last.n} do; the first that differs: "
            f"{json.dumps(last.first_difference, ensure_ascii=False)}.",
            "Export another precision: inhouse export --precision f32",
        )
    return last
