"""The merged model as a folder that transformers, vLLM and converters read."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.exports.checking import Answering, Check, agreeing, variant_of
from inhouse.models.exports.placing import placed
from inhouse.models.load import load
from inhouse.models.merging import Merging, weights_of
from inhouse.models.parity import Agreement

__all__ = ["export_merged", "write_merged"]

_DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
_NOT_COPIED = (".safetensors", ".gguf", ".lock")
_ABOUT = "inhouse-model.json"


def export_merged(
    model: Answering, target: Path, precision: str, check: Check
) -> Generator[Agreement, None, Agreement]:
    """Writes the folder, opens it with transformers and compares its answers with PyTorch's.

    Yields the agreement so far; returns the last one. The folder gets its name when it has passed.

    Args:
        model: what answers.
        target: the folder.
        precision: of its weights: f32, f16 or bf16.
        check: what is asked.

    Raises:
        GateRefused: too few answers are equal; the folder is removed.
    """
    with placed(target) as held:
        write_merged(model, held, precision)
        loaded = load(held, dtype="float32")
        opened = TorchServing(loaded, {}, check.stop_ids, merged=variant_of(model))
        last = yield from agreeing(model, opened, check, precision)
    return last


def write_merged(model: Answering, folder: Path, precision: str) -> None:
    """Writes weights with the adapter in them, configuration and tokenizer.

    Raises:
        ModelUnavailable: the adapter does not fit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    merging = Merging(model.adapter)
    for file, rows in itertools.groupby(weights_of(model.folder), key=lambda row: row[0]):
        merged = {
            name: merging.folded(name, weight).to(_DTYPES[precision]).contiguous()
            for _, name, weight in rows
        }
        save_file(merged, folder / file.name, metadata={"format": "pt"})
    merging.refuse_leftovers()
    for file in sorted(model.folder.iterdir()):
        if file.is_file() and file.suffix not in _NOT_COPIED and file.name != _ABOUT:
            shutil.copyfile(file, folder / file.name)
    config = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
    written = json.dumps(_readable(config, precision), indent=2) + "\n"
    (folder / "config.json").write_text(written, encoding="utf-8")


def _readable(config: dict[str, Any], precision: str) -> dict[str, Any]:
    """The configuration under the names of transformers 5 and under those everybody else reads.

    A reader that looks for `rope_theta` and finds `rope_parameters` takes 10,000 and answers
    nonsense without an error.
    """
    dtype = str(_DTYPES[precision]).removeprefix("torch.")
    nested = config.get("rope_parameters") or {}
    if not nested and config.get("rope_theta") is not None:
        scaling = config.get("rope_scaling") or {"rope_type": "default"}
        nested = {"rope_theta": config["rope_theta"], **scaling}
    named = {"rope_parameters": nested, **_flat(nested)} if nested else {}
    return {**config, "dtype": dtype, "torch_dtype": dtype, **named}


def _flat(nested: dict[str, Any]) -> dict[str, Any]:
    """Rotary settings as readers before transformers 5 know them."""
    if "full_attention" in nested:  # one set for each kind of layer, as Gemma 3 has them
        local = nested.get("sliding_attention") or {}
        return {**_flat(nested["full_attention"]), "rope_local_base_freq": local.get("rope_theta")}
    scaling = {k: v for k, v in nested.items() if k != "rope_theta"}
    scaled = scaling.get("rope_type", "default") != "default"
    return {"rope_theta": nested.get("rope_theta"), **({"rope_scaling": scaling} if scaled else {})}
