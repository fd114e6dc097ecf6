"""A batch of prompts being answered: what was read is kept, and read once where it is shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

__all__ = ["Decoding", "batches_of", "cache_bytes_per_token"]

_LEAST_SHARED = 16
_ROOM = 128
# Tokens of a batch, padding included, for each token of its prompts.
_MOST_PADDED = 1.25


def cache_bytes_per_token(model: Any) -> int:
    """Bytes that keys and values of one token take, over all layers."""
    config = model.config
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    size: int = next(model.parameters()).element_size()
    return 2 * int(config.num_hidden_layers) * int(heads) * int(width) * size


def batches_of(
    lengths: Sequence[int], max_tokens: int, *, cache_tokens: int, batch_size: int
) -> list[list[int]]:
    """Which prompts are answered together: alike in length, as many as the cache holds.

    Args:
        lengths: of the prompts, in tokens.
        max_tokens: of each answer.
        cache_tokens: tokens whose keys and values may be held at once.
        batch_size: prompts in one batch at most.
    """
    batches: list[list[int]] = []
    n_real = 0
    for row in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        n = len(batches[-1]) + 1 if batches else 0
        fits = n * (lengths[row] + max_tokens) <= cache_tokens
        # Padding is read as words are.
        alike = n * lengths[row] <= _MOST_PADDED * (n_real + lengths[row])
        if batches and fits and alike and n <= batch_size:
            batches[-1].append(row)
        else:
            batches.append([row])
            n_real = 0
        n_real += lengths[row]
    return batches


class Decoding:
    """The state of a batch: cache, left-padded attention, positions.

    A beginning that all prompts share is read once. What a shorter prompt lacks is padded between
    that beginning and the rest of it.

    Args:
        model: a transformers causal model.
        prompts: token ids of each.
    """

    def __init__(self, model: Any, prompts: Sequence[tuple[int, ...]]) -> None:
        self._model = model
        self._device = next(model.parameters()).device
        self._cache, sees_all = _cache_of(model)
        # A sliding window would count the padding.
        shared = _shared(prompts) if sees_all else 0
        self._attention = torch.ones((1, shared), dtype=torch.int64, device=self._device)
        if shared:
            ids = torch.tensor([prompts[0][:shared]], device=self._device)
            self._forward(ids, torch.arange(shared, device=self._device)[None])
            self._cache.batch_repeat_interleave(len(prompts))
        self._attention = self._attention.expand(len(prompts), -1)
        ids, real = _padded([prompt[shared:] for prompt in prompts])
        self._attention = torch.cat([self._attention, real.to(self._device)], 1)
        positions = (self._attention.cumsum(1) - 1).clamp(min=0)[:, shared:]
        self._logits = self._forward(ids.to(self._device), positions)

    @property
    def logits(self) -> Tensor:
        """(rows, vocabulary) float32: of each row's next token."""
        return self._logits

    def next_tokens(self) -> Tensor:
        """(rows,) int64: the likeliest next token of each row."""
        return self._logits.argmax(-1)

    def advance(self, tokens: Tensor) -> None:
        """Reads the chosen `tokens` (rows,) int64."""
        new = torch.ones((len(tokens), 1), dtype=torch.int64, device=self._device)
        self._attention = torch.cat([self._attention, new], dim=1)
        positions = self._attention.sum(1, keepdim=True) - 1
        self._logits = self._forward(tokens[:, None].to(self._device), positions)

    def keep(self, rows: list[int]) -> None:
        """Drops every row not in `rows`."""
        index = torch.tensor(rows, device=self._device)
        self._cache.batch_select_indices(index)
        self._attention = self._attention[index]

    def _forward(self, ids: Tensor, positions: Tensor) -> Tensor:
        # By its place and not as `1`: a slice lies scattered in memory, and for a scattered input
        # the product copies its frozen weights once a row, gigabytes for a vocabulary.
        last = torch.tensor([ids.shape[1] - 1], device=self._device)
        found = self._model(
            input_ids=ids,
            attention_mask=self._attention,
            position_ids=positions.to(ids.device),
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=last,
        )
        logits: Tensor = found.logits[:, -1].float()
        return logits


def _shared(prompts: Sequence[tuple[int, ...]]) -> int:
    """How many tokens all prompts begin with; 0 where reading them once saves nothing."""
    if len(prompts) == 1:
        return 0
    first, last = min(prompts), max(prompts)
    pairs = enumerate(zip(first, last, strict=False))
    same = next((i for i, (a, b) in pairs if a != b), min(len(first), len(last)))
    # Each prompt keeps a token of its own, for its logits.
    same = min(same, min(map(len, prompts)) - 1)
    return same if same >= _LEAST_SHARED else 0


def _padded(rows: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
    """Left-padded ids and which of them are real, (rows, longest) int64 each."""
    longest = max(len(row) for row in rows)
    ids = torch.zeros((len(rows), longest), dtype=torch.int64)
    real = torch.zeros((len(rows), longest), dtype=torch.int64)
    for i, row in enumerate(rows):
        place = slice(longest - len(row), longest)
        ids[i, place] = torch.tensor(row)
        real[i, place] = 1
    return ids, real


def _cache_of(model: Any) -> tuple[Any, bool]:
    """A cache that grows in place where the layer sees everything; whether all layers do."""
    from transformers import DynamicCache
    from transformers.cache_utils import DynamicLayer

    class Roomy(DynamicLayer):
        """Keys and values with room behind them, so that a token more copies nothing."""

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.rooms: list[Tensor | None] = [None, None]

        def update(
            self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
        ) -> tuple[Tensor, Tensor]:
            if not self.is_initialized:
                self.lazy_initialization(key_states, value_states)
            self.rooms[0], self.keys = _appended(self.rooms[0], self.keys, key_states)
            self.rooms[1], self.values = _appended(self.rooms[1], self.values, value_states)
            return self.keys, self.values

    cache = DynamicCache(config=model.config)
    plain = [type(layer) is DynamicLayer for layer in cache.layers]
    cache.layers = [
        Roomy() if is_plain else layer for layer, is_plain in zip(cache.layers, plain, strict=True)
    ]
    return cache, bool(plain) and all(plain)


def _appended(room: Tensor | None, kept: Tensor | None, new: Tensor) -> tuple[Tensor, Tensor]:
    """The room, and what of it is filled once `new` (rows, heads, length, width) stands in it.

    Args:
        room: where `kept` lies, unless it was cut or copied elsewhere since.
        kept: what there is so far; empty or None at first.
        new: what comes behind it.
    """
    length = 0 if kept is None or not kept.numel() else kept.shape[2]
    end = length + new.shape[2]
    stays = room is not None and kept is not None and room.data_ptr() == kept.data_ptr()
    if room is None or not stays or len(room) != len(new) or room.shape[2] < end:
        room = new.new_empty((*new.shape[:2], end + _ROOM, new.shape[3]))
        if kept is not None and length:
            room[:, :, :length] = kept
    room[:, :, length:end] = new
    return room, room[:, :, :end]
