"""Generates answers with PyTorch: the reference engine, and the fallback everywhere."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from inhouse.models.decoding import Decoding, cache_bytes_per_token
from inhouse.models.learner import Learner
from inhouse.models.likelihood import reference_nats
from inhouse.models.looping import is_looping
from inhouse.records import Rendered

__all__ = ["Generated", "TorchEngine"]

# Tokens of a batch, padding included, for each token of its prompts.
_MOST_PADDED = 1.25


@dataclass(frozen=True, slots=True)
class Generated:
    """The tokens of one answer.

    Args:
        index: which prompt.
        ids: (length,) generated ids, the stop token included when it came.
        finished: whether a stop token came before the limit.
        seconds: from prompt to last token, or None when answered in a batch.
        nats: -log p of the answer that was given with the prompt; None without one.
    """

    index: int
    ids: tuple[int, ...]
    finished: bool
    seconds: float | None
    nats: float | None = None


class TorchEngine:
    """Greedy decoding, in batches, with or without the adapter.

    Args:
        model: a transformers causal model.
        stop_ids: tokens that end an answer.
        lora: the adapter attached to the model, or None.
        batch_size: prompts answered together at most.
        cache_bytes: what keys and values of a batch may take.
    """

    def __init__(
        self,
        model: Any,
        stop_ids: frozenset[int],
        lora: Learner | None,
        *,
        batch_size: int = 64,
        cache_bytes: int = 1 << 30,
    ) -> None:
        self._model = model
        self._stop_ids = stop_ids
        self._lora = lora
        self._batch_size = batch_size
        self._cache_tokens = cache_bytes // cache_bytes_per_token(model)

    def generate(
        self, prompts: Sequence[tuple[int, ...]], *, max_tokens: int, adapter: bool
    ) -> Iterator[Generated]:
        """Each prompt's answer, as it is finished, in no promised order.

        A single prompt is timed; prompts of a batch are not, since each waits for the others.
        """
        yield from self._in_batches(list(prompts), None, max_tokens, adapter)

    def answer(
        self, given: Sequence[Rendered], *, max_tokens: int, adapter: bool
    ) -> Iterator[Generated]:
        """The same for the prompts of examples, with -log p of their own answers.

        A prompt is read once for both.

        Args:
            given: rows whose learned tokens are one answer at the end.
            max_tokens: tokens of a generated answer at most.
            adapter: whether the adapter is on.
        """
        cuts = [row.loss_mask.index(True) for row in given]
        prompts = [row.ids[:cut] for row, cut in zip(given, cuts, strict=True)]
        answers = [row.ids[cut:] for row, cut in zip(given, cuts, strict=True)]
        yield from self._in_batches(prompts, answers, max_tokens, adapter)

    def stream(self, prompt: tuple[int, ...], *, max_tokens: int, adapter: bool) -> Iterator[int]:
        """The answer's tokens one by one, the stop token left out.

        Nothing stays switched between tokens: whoever reads the stream may use the model.
        """
        with self._working(adapter):
            steps = Decoding(self._model, [prompt])
            token = int(steps.next_tokens()[0])
        answer: list[int] = []
        while token not in self._stop_ids:
            yield token
            answer.append(token)
            if len(answer) == max_tokens or is_looping(answer):
                return
            with self._working(adapter):
                steps.advance(torch.tensor([token]))
                token = int(steps.next_tokens()[0])

    def reference_nats(self, rendered: Sequence[Rendered], *, adapter: bool) -> list[float]:
        """-log p of each example's learned tokens, in nats."""
        with self._switched(adapter):
            return reference_nats(self._model, rendered)

    def _in_batches(
        self,
        prompts: list[tuple[int, ...]],
        answers: list[tuple[int, ...]] | None,
        max_tokens: int,
        adapter: bool,
    ) -> Iterator[Generated]:
        for rows in self._batches([len(p) for p in prompts], max_tokens):
            given = [answers[i] for i in rows] if answers is not None else None
            for one in self._batch([prompts[i] for i in rows], given, max_tokens, adapter):
                yield dataclasses.replace(one, index=rows[one.index])

    def _batches(self, lengths: list[int], max_tokens: int) -> list[list[int]]:
        """Rows that are answered together: alike in length, as many as the cache holds."""
        batches: list[list[int]] = []
        n_real = 0
        for row in sorted(range(len(lengths)), key=lambda i: lengths[i]):
            n = len(batches[-1]) + 1 if batches else 0
            fits = n * (lengths[row] + max_tokens) <= self._cache_tokens
            # Padding is read as words are.
            alike = n * lengths[row] <= _MOST_PADDED * (n_real + lengths[row])
            if batches and fits and alike and n <= self._batch_size:
                batches[-1].append(row)
            else:
                batches.append([row])
                n_real = 0
            n_real += lengths[row]
        return batches

    def _batch(
        self,
        prompts: list[tuple[int, ...]],
        given: list[tuple[int, ...]] | None,
        max_tokens: int,
        adapter: bool,
    ) -> Iterator[Generated]:
        """Each answer when it is finished; nothing stays switched meanwhile."""
        started = time.perf_counter()
        with self._working(adapter):
            steps = Decoding(self._model, prompts)
            measuring = time.perf_counter()
            nats = self._nats(steps, prompts, given) if given is not None else None
        started += time.perf_counter() - measuring
        for row, ids in self._decode(steps, len(prompts), max_tokens, adapter):
            yield Generated(
                index=row,
                ids=ids,
                finished=ids[-1] in self._stop_ids,
                seconds=time.perf_counter() - started if len(prompts) == 1 else None,
                nats=nats[row] if nats is not None else None,
            )

    def _nats(
        self, steps: Decoding, prompts: list[tuple[int, ...]], given: list[tuple[int, ...]]
    ) -> list[float]:
        if steps.can_go_back:
            return steps.nats(given)
        rows = [
            Rendered((*p, *a), (*(False for _ in p), *(True for _ in a)))
            for p, a in zip(prompts, given, strict=True)
        ]
        return reference_nats(self._model, rows)

    def _decode(
        self, steps: Decoding, n_rows: int, max_tokens: int, adapter: bool
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        answers: list[list[int]] = [[] for _ in range(n_rows)]
        alive = list(range(n_rows))
        for n in range(1, max_tokens + 1):
            tokens = steps.next_tokens()
            for row, token in zip(alive, tokens.tolist(), strict=True):
                answers[row].append(token)
            over = [n == max_tokens or self._is_over(answers[row]) for row in alive]
            yield from ((row, tuple(answers[row])) for row, o in zip(alive, over, strict=True) if o)
            keep = [i for i, is_over in enumerate(over) if not is_over]
            if not keep:
                return
            with self._working(adapter):
                if len(keep) < len(alive):
                    alive = [alive[i] for i in keep]
                    steps.keep(keep)
                steps.advance(tokens[keep])

    def _is_over(self, answer: list[int]) -> bool:
        return answer[-1] in self._stop_ids or is_looping(answer)

    @contextlib.contextmanager
    def _working(self, adapter: bool) -> Iterator[None]:
        with torch.inference_mode(), self._switched(adapter):
            yield

    def _switched(self, on: bool) -> Any:
        return self._lora.switched(on) if self._lora is not None else contextlib.nullcontext()
