"""Turns texts into vectors whose cosine says how alike their meanings are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inhouse.models.load import quiet_transformers, unreadable_model

__all__ = ["Embedder", "load_embedder"]


class Embedder:
    """Mean-pooled sentence embeddings, as all-MiniLM-L6-v2 was trained to give.

    Args:
        model: a transformers encoder in evaluation mode.
        tokenizer: its tokenizer.
        max_length: tokens read of each text; the rest is ignored.
        batch_size: texts a forward pass.
    """

    def __init__(
        self, model: Any, tokenizer: Any, *, max_length: int = 256, batch_size: int = 32
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._max_length = max_length
        self._batch_size = batch_size
        self._width = int(model.config.hidden_size)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, width) float32 rows of length 1, in the order of `texts`."""
        vectors = np.zeros((len(texts), self._width), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), self._batch_size):
            rows = order[start : start + self._batch_size]
            vectors[rows] = self._embed_batch([texts[i] for i in rows])
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Tokens the model reads of these texts, in all."""
        read = self._tokenizer(list(texts), truncation=True, max_length=self._max_length)
        return sum(len(ids) for ids in read["input_ids"])

    def _embed_batch(self, texts: list[str]) -> NDArray[np.float32]:
        import torch

        inputs = self._tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=self._max_length,
            return_tensors="pt",
        )
        with torch.inference_mode():
            hidden = self._model(**inputs).last_hidden_state
            mask = inputs["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
            unit = torch.nn.functional.normalize(pooled, dim=-1)
        found: NDArray[np.float32] = unit.float().numpy()
        return found


def load_embedder(folder: Path) -> Embedder:
    """The embedding model of a folder, in float32.

    Args:
        folder: as `fetch` made it.

    Raises:
        ModelUnavailable: the folder holds no whole model.
    """
    import torch
    from transformers import AutoModel, AutoTokenizer

    with quiet_transformers(), unreadable_model(folder):
        model = AutoModel.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True, use_safetensors=True
        )
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return Embedder(model.eval(), tokenizer)
