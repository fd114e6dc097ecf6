"""Writes a model, merged with an adapter or not, and adapters alone, as GGUF."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inhouse.errors import ModelUnavailable
from inhouse.models.gguf_files.architectures import Architecture, architecture_of
from inhouse.models.gguf_files.vocabulary import add_vocabulary
from inhouse.models.learned_files import is_whole_model

if TYPE_CHECKING:
    from inhouse.models.lora import LoraSettings

__all__ = ["PRECISIONS", "interleave", "write_adapter", "write_model"]

PRECISIONS = ("f32", "f16", "q8_0", "q4_0")
"""No bf16: llama.cpp rounds what it multiplies with to as few bits, and is no faster for it."""
_LARGEST_F16 = float(np.finfo(np.float16).max)
_Array = NDArray[np.float32]
_LORA = "base_model.model."


def write_model(folder: Path, target: Path, *, precision: str, adapter: Path | None) -> None:
    """Writes the model of a folder as one GGUF file.

    Args:
        folder: config.json, safetensors and tokenizer.json.
        target: the file; written whole or not at all.
        precision: of the matrices, one of `PRECISIONS`; vectors stay in float32.
        adapter: an adapter folder to merge in float32; the folder of a model that was fine-tuned
            in full, which takes the place of `folder`; or None.

    Raises:
        ModelUnavailable: the model's type or tokenizer has no GGUF form here.
    """
    import gguf

    from inhouse.models.merging import Merging, weights_of

    if adapter is not None and is_whole_model(adapter):
        folder, adapter = adapter, None
    shape = architecture_of(folder)
    writer = gguf.GGUFWriter(None, shape.name)
    _add_shape(writer, shape, precision)
    merging = Merging(adapter)
    n_tokens = 0
    for _, name, weight in weights_of(folder):
        if shape.tied and name == "lm_head.weight":
            continue
        if name == "model.embed_tokens.weight":
            n_tokens = len(weight)
        merged = merging.folded(name, weight).numpy()
        _add_weight(writer, shape, name, (merged, precision))
    merging.refuse_leftovers()
    writer.add_vocab_size(n_tokens)
    add_vocabulary(writer, folder, n_tokens)
    _write(writer, target)


def write_adapter(adapter: Path, folder: Path, target: Path) -> None:
    """Writes an adapter folder as a GGUF adapter for the model of `folder`, in float32.

    The scale is not multiplied in: llama.cpp divides the alpha written here by the rank itself,
    and an adapter without one would be applied at the wrong strength.

    Raises:
        ModelUnavailable: it does not fit the model.
    """
    import gguf

    from inhouse.models.lora import read_adapter

    shape = architecture_of(folder)
    settings, state = read_adapter(adapter)
    writer = gguf.GGUFWriter(None, shape.name)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", _scale(settings) * settings.r)
    for key in sorted(state):
        path, _, kind = key.removeprefix(_LORA).removesuffix(".weight").rpartition(".")
        values = _ordered(shape, path, state[key].float().numpy(), rows=kind == "lora_B")
        name = f"{_gguf_name(shape, f'{path}.weight')}.{kind.lower()}"
        writer.add_tensor(name, np.ascontiguousarray(values))
    _write(writer, target)


def interleave(weights: _Array, n_heads: int) -> _Array:
    """The rows of q or k in llama.cpp's order: pairs that rotate together lie side by side.

    Args:
        weights: (heads * width, …), transformers' order: first halves, then second halves.
        n_heads: heads in it.
    """
    halves = weights.reshape(n_heads, 2, weights.shape[0] // n_heads // 2, *weights.shape[1:])
    return halves.swapaxes(1, 2).reshape(weights.shape)


def _add_shape(writer: Any, shape: Architecture, precision: str) -> None:
    import gguf

    config = shape.config
    writer.add_type("model")
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_block_count(shape.n_layers)
    writer.add_head_count(shape.n_heads)
    writer.add_head_count_kv(shape.n_kv_heads)
    writer.add_key_length(shape.head_dim)
    writer.add_value_length(shape.head_dim)
    writer.add_rope_dimension_count(shape.head_dim)
    writer.add_rope_freq_base(shape.rope_theta)
    writer.add_layer_norm_rms_eps(float(config["rms_norm_eps"]))
    kinds = gguf.LlamaFileType
    types = {
        "f32": kinds.ALL_F32,
        "f16": kinds.MOSTLY_F16,
        "q8_0": kinds.MOSTLY_Q8_0,
        "q4_0": kinds.MOSTLY_Q4_0,
    }
    writer.add_file_type(types[precision])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)


def _scale(settings: LoraSettings) -> float:
    if settings.method == "dora":
        raise ModelUnavailable(
            "An adapter in a GGUF file is a low-rank update alone,",
            "but this one (DoRA) also stretches the rows of each weight.",
            "Merge it into the model, or serve it with PyTorch: inhouse serve --set "
            "serve.engine=torch",
        )
    return settings.scale


def _add_weight(writer: Any, shape: Architecture, name: str, made: tuple[_Array, str]) -> None:
    import gguf

    weight, precision = made
    values = _ordered(shape, name.removesuffix(".weight"), weight, rows=True)
    matrix = values.ndim > 1
    kind = gguf.GGMLQuantizationType[(precision if matrix else "f32").upper()]
    if kind == gguf.GGMLQuantizationType.Q4_0 and name == "model.embed_tokens.weight":
        kind = gguf.GGMLQuantizationType.Q8_0  # a tied head in 4 bits costs most of the quality
    if matrix and kind.name.startswith("Q") and values.shape[-1] % 32:
        kind = gguf.GGMLQuantizationType.F16
    if kind == gguf.GGMLQuantizationType.F16 and np.abs(values).max() > _LARGEST_F16:
        raise ModelUnavailable(
            f"f16 holds numbers up to {_LARGEST_F16:.0f},",
            f"but {name} has larger ones.",
            "Write it in f32: --precision f32, or serve it so: --set serve.precision=f32",
        )
    stored = gguf.quants.quantize(np.ascontiguousarray(values), kind)
    writer.add_tensor(_gguf_name(shape, name), stored, raw_dtype=kind)


def _ordered(shape: Architecture, path: str, values: _Array, *, rows: bool) -> _Array:
    if not (rows and shape.interleaved):
        return values
    if path.endswith("q_proj"):
        return interleave(values, shape.n_heads)
    return interleave(values, shape.n_kv_heads) if path.endswith("k_proj") else values


def _gguf_name(shape: Architecture, name: str) -> str:
    names = _names(shape.name, shape.n_layers)
    found: str | None = names.get_name(name, try_suffixes=(".weight", ".bias"))
    if found is None:
        raise _unfitting(name)
    return found


@cache
def _names(architecture: str, n_layers: int) -> Any:
    import gguf

    kinds = {name: kind for kind, name in gguf.MODEL_ARCH_NAMES.items()}
    return gguf.get_tensor_name_map(kinds[architecture], n_layers)


def _unfitting(name: str) -> ModelUnavailable:
    return ModelUnavailable(
        "Every weight should have a place in the GGUF file,",
        f"but {name} has none.",
        "Serve it with PyTorch: inhouse serve --set serve.engine=torch",
    )


def _write(writer: Any, target: Path) -> None:
    partial = target.with_name(f".{target.name}.partial")
    try:
        writer.write_header_to_file(partial)
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    partial.replace(target)
