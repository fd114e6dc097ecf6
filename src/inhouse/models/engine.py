"""Answers for the comparison with PyTorch, and -log p of given answers beside them."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from inhouse.models.decoding import Decoding, batches_of, cache_bytes_per_token
from inhouse.models.learner import Learner
from inhouse.models.likelihood import reference_nats
from inhouse.models.looping import is_looping
from inhouse.records import Rendered

__all__ = ["Generated", "TorchEngine"]


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

    def answer(
        self, given: Sequence[Rendered], *, max_tokens: int, adapter: bool
    ) -> Iterator[Generated]:
        """An answer to each prompt, as it is finished, in no promised order, and -log p of its own.

        A prompt is read once for both. One that is asked alone is timed; those of a batch are not,
        since each waits for the others.

        Args:
            given: rows whose learned tokens are one answer at the end.
            max_tokens: tokens of a generated answer at most.
            adapter: whether the adapter is on.
        """
        cuts = [row.loss_mask.index(True) for row in given]
        prompts = [row.ids[:cut] for row, cut in zip(given, cuts, strict=True)]
        answers = [row.ids[cut:] for row, cut in zip(given, cuts, strict=True)]
        for rows in batches_of(
            [len(prompt) for prompt in prompts],
            max_tokens,
            cache_tokens=self._cache_tokens,
            batch_size=self._batch_size,
        ):
            own = [prompts[i] for i in rows], [answers[i] for i in rows]
            for one in self._batch(*own, max_tokens, adapter):
                yield dataclasses.replace(one, index=rows[one.index])

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

    def _batch(
        self,
        prompts: list[tuple[int, ...]],
        given: list[tuple[int, ...]],
        max_tokens: int,
        adapter: bool,
    ) -> Iterator[Generated]:
        """Each answer when it is finished; nothing stays switched meanwhile."""
        started = time.perf_counter()
        with self._working(adapter):
            steps = Decoding(self._model, prompts)
            measuring = time.perf_counter()
            nats = self._nats(steps, prompts, given)
        started += time.perf_counter() - measuring
        for row, ids in self._decode(steps, len(prompts), max_tokens, adapter):
            yield Generated(
                index=row,
                ids=ids,
                finished=ids[-1] in self._stop_ids,
                seconds=time.perf_counter() - started if len(prompts) == 1 else None,
                nats=nats[row],
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
