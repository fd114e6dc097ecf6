"""PyTorch as a serving engine: the reference that others are held to, and the fallback."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from inhouse.models.decoding import Decoding, batches_of, cache_bytes_per_token
from inhouse.models.engines.engine import (
    BASE,
    Engine,
    EngineFacts,
    Likely,
    Piece,
    Sampling,
    refuse_unanswerable,
)
from inhouse.models.engines.opening import EngineSettings, Weights
from inhouse.models.engines.text import Words
from inhouse.models.full import WornWeights
from inhouse.models.learned_files import is_whole_model
from inhouse.models.learner import Learner
from inhouse.models.load import LoadedModel, load
from inhouse.models.lora import Lora, LoraSettings, attach, read_adapter

__all__ = ["Room", "TorchServing", "open_torch"]


def open_torch(weights: Weights, _: EngineSettings) -> Engine:
    """PyTorch in float32: in bf16, where it would be faster, half of its answers become others."""
    loaded = load(weights.folder, dtype="float32")
    return TorchServing(loaded, weights.adapters, weights.stop_ids)


@dataclass(frozen=True, slots=True)
class Room:
    """How much is answered together.

    Args:
        batch_size: prompts in one batch at most.
        cache_bytes: what keys and values of a batch may take.
    """

    batch_size: int = 64
    cache_bytes: int = 1 << 30


class TorchServing:
    """Answers one step at a time; several answers, and batches of answers, take turns.

    Args:
        loaded: the base model.
        adapters: variant name to the folder of an adapter, or of a whole model.
        stop_ids: tokens that end an answer.
        merged: the variant that the model itself is, where what was learned was merged into it.
        attached: what is attached to the model already, and stays switched off here.
        room: how many prompts are answered together.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        adapters: Mapping[str, Path],
        stop_ids: frozenset[int],
        *,
        merged: str = BASE,
        attached: Learner | None = None,
        room: Room | None = None,
    ) -> None:
        self._model = loaded.model
        self._tokenizer = loaded.tokenizer
        self._stop_ids = stop_ids
        self._attached_before = attached
        self._room = room or Room()
        whole = {name: folder for name, folder in adapters.items() if is_whole_model(folder)}
        self._whole = WornWeights(loaded.model, whole)  # before an adapter renames the weights
        self._adapters = {n: read_adapter(f) for n, f in adapters.items() if n not in whole}
        self._lora = self._attached()
        self._worn: str | None = None
        self._turn = threading.Lock()
        self.facts = EngineFacts(
            name="torch",
            precision=str(loaded.dtype).removeprefix("torch."),
            variants=(merged, *adapters),
            parallel=8,
            lacks=frozenset({"response_format"}),
        )

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, piece by piece."""
        refuse_unanswerable(self.facts, prompt, variant)
        for _, piece in self._decode([prompt], sampling, variant, frozenset()):
            yield piece

    def generate_together(
        self,
        prompts: tuple[tuple[int, ...], ...],
        sampling: Sampling,
        *,
        variant: str,
        dropped: AbstractSet[int],
    ) -> Iterator[tuple[int, Piece]]:
        """The same for many prompts, a batch at a time, each piece with its prompt's number."""
        for prompt in prompts:
            refuse_unanswerable(self.facts, prompt, variant)
        batches = batches_of(
            [len(prompt) for prompt in prompts],
            sampling.max_tokens,
            cache_tokens=self._room.cache_bytes // cache_bytes_per_token(self._model),
            batch_size=self._room.batch_size,
        )
        for numbers in batches:
            own = _Of(dropped, numbers)
            for row, piece in self._decode([prompts[i] for i in numbers], sampling, variant, own):
                yield numbers[row], piece

    def close(self) -> None:
        """Frees the model."""
        self._model = None

    def _decode(
        self,
        prompts: Sequence[tuple[int, ...]],
        sampling: Sampling,
        variant: str,
        dropped: Container[int],
    ) -> Iterator[tuple[int, Piece]]:
        """The pieces of one batch; nothing stays switched between them."""
        rows = [_Row(i, _Chooser(sampling), Words(self._tokenizer)) for i in range(len(prompts))]
        steps: Decoding | None = None
        kept: list[int] = []
        n_rows = len(rows)
        for n in range(1, sampling.max_tokens + 1):
            with self._turn, torch.inference_mode(), self._wearing(variant):
                if steps is None:
                    steps = Decoding(self._model, prompts)
                else:
                    if len(kept) < n_rows:
                        steps.keep(kept)
                    steps.advance(torch.tensor([row.token for row in rows]))
                logits = steps.logits
                chosen = steps.next_tokens().tolist() if _is_plain(sampling) else None
            if chosen is None:
                logits = logits.cpu()
            kept, n_rows = [], len(rows)
            for place, row in enumerate(rows):
                own = logits[place]
                row.token = row.chooser.choose(own) if chosen is None else chosen[place]
                piece = self._piece(row, own, sampling, is_last=n == sampling.max_tokens)
                yield row.number, piece
                if piece.finish_reason is None:
                    kept.append(place)
            kept = [place for place in kept if rows[place].number not in dropped]
            rows = [rows[place] for place in kept]
            if not rows:
                return

    def _piece(self, row: _Row, logits: Tensor, sampling: Sampling, *, is_last: bool) -> Piece:
        """The piece of a row's chosen token, with its logits (vocabulary,) float32."""
        if row.token in self._stop_ids and not sampling.ignore_stops:
            return Piece("", 1, finish_reason="stop")
        text = row.words.add(row.token)
        likely, alternatives = self._likely(logits, row.token, sampling.n_logprobs)
        return Piece(text, 1, likely, alternatives, "length" if is_last else None)

    def _attached(self) -> Lora | None:
        if not self._adapters:
            return None
        settings = next(iter(self._adapters.values()))[0]
        return attach(self._model, LoraSettings(settings.r, settings.alpha), seed=0)

    def _wearing(self, variant: str) -> Any:
        """The model as this variant inside the block; the caller holds the turn."""
        import contextlib

        block = contextlib.ExitStack()
        if self._attached_before is not None:
            block.enter_context(self._attached_before.switched(False))
        if variant in self._adapters and variant != self._worn and self._lora is not None:
            self._lora.wear(*self._adapters[variant])
            self._worn = variant
        if self._lora is not None:
            block.enter_context(self._lora.switched(variant in self._adapters))
        block.enter_context(self._whole.worn(variant))
        return block

    def _likely(
        self, logits: Tensor, token: int, n: int | None
    ) -> tuple[Likely | None, tuple[Likely, ...]]:
        if n is None:
            return None, ()
        logprobs = logits.log_softmax(-1)
        best = logprobs.topk(n) if n else None
        rows = zip(best.indices.tolist(), best.values.tolist(), strict=True) if best else ()
        alternatives = tuple(Likely(i, self._text([i]), value) for i, value in rows)
        return Likely(token, self._text([token]), float(logprobs[token])), alternatives

    def _text(self, ids: Sequence[int]) -> str:
        return Words(self._tokenizer).text(ids)


@dataclass(slots=True)
class _Row:
    """One answer of a batch: which, what chooses its tokens, its text, its last token."""

    number: int
    chooser: _Chooser
    words: Words
    token: int = 0


@dataclass(frozen=True, slots=True)
class _Of:
    """Which rows of a batch are dropped, where `dropped` counts over all batches."""

    dropped: AbstractSet[int]
    numbers: Sequence[int]

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and self.numbers[row] in self.dropped


def _is_plain(sampling: Sampling) -> bool:
    """Whether the likeliest token is taken always: then nothing is moved off the device."""
    penalties = sampling.presence_penalty or sampling.frequency_penalty
    return not (sampling.temperature or penalties or sampling.logit_bias)


class _Chooser:
    """Chooses tokens: penalties and biases, then the likeliest or a draw."""

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._generator = torch.Generator()
        if sampling.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(sampling.seed % 2**63)
        self._counts: dict[int, int] = {}

    def choose(self, logits: Tensor) -> int:
        """The next token, from its logits (vocabulary,) float32."""
        own = self._sampling
        adjusted = logits.clone()
        for token, bias in own.logit_bias.items():
            adjusted[token] += bias
        for token, n in self._counts.items():
            adjusted[token] -= own.presence_penalty + own.frequency_penalty * n
        token = int(adjusted.argmax()) if own.temperature == 0 else self._draw(adjusted)
        self._counts[token] = self._counts.get(token, 0) + 1
        return token

    def _draw(self, logits: Tensor) -> int:
        chances = (logits / self._sampling.temperature).softmax(-1)
        ranked, ids = chances.sort(descending=True)
        ranked[ranked.cumsum(0) - ranked >= self._sampling.top_p] = 0
        drawn = torch.multinomial(ranked / ranked.sum(), 1, generator=self._generator)
        return int(ids[drawn])
