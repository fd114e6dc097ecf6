"""Generates answers with PyTorch: the reference engine, and the fallback everywhere."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from inhouse.models.learner import Learner
from inhouse.models.likelihood import reference_nats
from inhouse.models.looping import is_looping
from inhouse.records import Rendered

__all__ = ["Decoding", "Generated", "TorchEngine"]


@dataclass(frozen=True, slots=True)
class Generated:
    """The tokens of one answer.

    Args:
        index: which prompt.
        ids: (length,) generated ids, the stop token included when it came.
        finished: whether a stop token came before the limit.
        seconds: from prompt to last token, or None when answered in a batch.
    """

    index: int
    ids: tuple[int, ...]
    finished: bool
    seconds: float | None


class TorchEngine:
    """Greedy decoding, in batches, with or without the adapter.

    Args:
        model: a transformers causal model.
        stop_ids: tokens that end an answer.
        lora: the adapter attached to the model, or None.
        batch_size: prompts decoded together.
    """

    def __init__(
        self, model: Any, stop_ids: frozenset[int], lora: Learner | None, *, batch_size: int = 8
    ) -> None:
        self._model = model
        self._stop_ids = stop_ids
        self._lora = lora
        self._batch_size = batch_size

    def generate(
        self, prompts: Sequence[tuple[int, ...]], *, max_tokens: int, adapter: bool
    ) -> Iterator[Generated]:
        """Each prompt's answer, as it is finished, in no promised order.

        A single prompt is timed; prompts of a batch are not, since each waits for the others.
        """
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        for start in range(0, len(order), self._batch_size):
            rows = order[start : start + self._batch_size]
            yield from self._generate_batch(rows, [prompts[i] for i in rows], max_tokens, adapter)

    def stream(self, prompt: tuple[int, ...], *, max_tokens: int, adapter: bool) -> Iterator[int]:
        """The answer's tokens one by one, the stop token left out.

        Nothing stays switched between tokens: whoever reads the stream may use the model.
        """
        with torch.inference_mode(), self._switched(adapter):
            steps = Decoding(self._model, [prompt])
            token = int(steps.next_tokens()[0])
        answer: list[int] = []
        while token not in self._stop_ids:
            yield token
            answer.append(token)
            if len(answer) == max_tokens or is_looping(answer):
                return
            with torch.inference_mode(), self._switched(adapter):
                steps.advance(torch.tensor([token]))
                token = int(steps.next_tokens()[0])

    def reference_nats(self, rendered: Sequence[Rendered], *, adapter: bool) -> list[float]:
        """-log p of each example's learned tokens, in nats."""
        with self._switched(adapter):
            return reference_nats(self._model, rendered)

    def _is_over(self, answer: list[int]) -> bool:
        return answer[-1] in self._stop_ids or is_looping(answer)

    def _switched(self, on: bool) -> Any:
        import contextlib

        return self._lora.switched(on) if self._lora is not None else contextlib.nullcontext()

    def _generate_batch(
        self, rows: list[int], prompts: list[tuple[int, ...]], max_tokens: int, adapter: bool
    ) -> Iterator[Generated]:
        started = time.perf_counter()
        answers: list[list[int]] = [[] for _ in rows]
        alive = list(range(len(rows)))
        done: list[Generated] = []
        with torch.inference_mode(), self._switched(adapter):
            steps = Decoding(self._model, prompts)
            for _ in range(max_tokens):
                tokens = steps.next_tokens()
                for row, token in zip(alive, tokens.tolist(), strict=True):
                    answers[row].append(token)
                keep = [i for i, row in enumerate(alive) if not self._is_over(answers[row])]
                if len(keep) < len(alive):
                    alive = [alive[i] for i in keep]
                    if not alive:
                        break
                    steps.keep(keep)
                steps.advance(tokens[keep])
        seconds = time.perf_counter() - started if len(rows) == 1 else None
        for row, ids in enumerate(answers):
            finished = bool(ids) and ids[-1] in self._stop_ids
            done.append(Generated(rows[row], tuple(ids), finished, seconds))
        yield from done


class Decoding:
    """The state of a batch being decoded: cache, left-padded attention, positions."""

    def __init__(self, model: Any, prompts: list[tuple[int, ...]]) -> None:
        from transformers import DynamicCache

        self._model = model
        device = next(model.parameters()).device
        longest = max(len(prompt) for prompt in prompts)
        ids = torch.zeros((len(prompts), longest), dtype=torch.int64)
        attention = torch.zeros((len(prompts), longest), dtype=torch.int64)
        for row, prompt in enumerate(prompts):
            ids[row, longest - len(prompt) :] = torch.tensor(prompt)
            attention[row, longest - len(prompt) :] = 1
        self._cache = DynamicCache(config=model.config)
        self._attention = attention.to(device)
        self._logits = self._forward(ids.to(device), (attention.cumsum(1) - 1).clamp(min=0))

    @property
    def logits(self) -> Tensor:
        """(rows, vocabulary) float32: of each row's next token."""
        return self._logits

    def next_tokens(self) -> Tensor:
        """(rows,) int64: the likeliest next token of each row."""
        return self._logits.argmax(-1)

    def advance(self, tokens: Tensor) -> None:
        """Reads the chosen `tokens` (rows,) int64."""
        new = torch.ones((len(tokens), 1), dtype=torch.int64, device=self._attention.device)
        self._attention = torch.cat([self._attention, new], dim=1)
        self._logits = self._forward(tokens[:, None], self._attention.sum(1, keepdim=True) - 1)

    def keep(self, rows: list[int]) -> None:
        """Drops every row not in `rows`."""
        index = torch.tensor(rows, device=self._attention.device)
        self._cache.batch_select_indices(index)
        self._attention = self._attention[index]

    def _forward(self, ids: Tensor, positions: Tensor) -> Tensor:
        found = self._model(
            input_ids=ids,
            attention_mask=self._attention,
            position_ids=positions.to(ids.device),
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        )
        logits: Tensor = found.logits[:, -1].float()
        return logits
