"""The model types that can be written as GGUF, and what llama.cpp must be told of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inhouse.errors import ModelUnavailable

__all__ = ["Architecture", "architecture_of"]

# Of each type: its name in GGUF, and whether llama.cpp rotates neighbouring rows of q and k
# where transformers rotates halves. Gemma's vocabulary is not byte-level BPE and is missing.
_KNOWN = {
    "llama": ("llama", True),
    "qwen2": ("qwen2", False),
    "qwen3": ("qwen3", False),
    "smollm3": ("smollm3", True),
}


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a GGUF file says about a model's shape.

    Args:
        name: in GGUF.
        interleaved: whether the rows of q and k are stored in llama.cpp's order.
        config: the model's config.json.
    """

    name: str
    interleaved: bool
    config: Mapping[str, Any]

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        own = self.config.get("head_dim")
        return int(own or self.config["hidden_size"] // self.n_heads)

    @property
    def n_heads(self) -> int:
        """Attention heads."""
        return int(self.config["num_attention_heads"])

    @property
    def n_kv_heads(self) -> int:
        """Heads of keys and values."""
        return int(self.config.get("num_key_value_heads") or self.n_heads)

    @property
    def n_layers(self) -> int:
        """Transformer blocks."""
        return int(self.config["num_hidden_layers"])

    @property
    def tied(self) -> bool:
        """Whether the output head is the embedding; then the file holds it once."""
        return bool(self.config.get("tie_word_embeddings", False))

    @property
    def rope_theta(self) -> float:
        """Base of the rotary frequencies; transformers 5 nests it, earlier files do not."""
        nested = self.config.get("rope_parameters") or {}
        return float(nested.get("rope_theta") or self.config.get("rope_theta") or 10000.0)


def architecture_of(folder: Path) -> Architecture:
    """The architecture of a model folder.

    Raises:
        ModelUnavailable: it is none that can be written as GGUF.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    kind = config.get("model_type")
    if kind not in _KNOWN:
        raise _not_written(folder, f"a model of type {kind!r}")
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    scaling = rope.get("rope_type") or rope.get("type") or "default"
    if scaling != "default":
        raise _not_written(folder, f"a model with {scaling!r} rope scaling")
    name, interleaved = _KNOWN[kind]
    return Architecture(name, interleaved, config)


def _not_written(folder: Path, what: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Models of type {', '.join(_KNOWN)} can be written as GGUF,",
        f"but {folder} holds {what}.",
        "Serve it with PyTorch: inhouse serve --set serve.engine=torch",
    )
