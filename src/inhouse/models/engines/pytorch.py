"""PyTorch as a serving engine: the reference that others are held to, and the fallback."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from inhouse.models.decoding import Decoding
from inhouse.models.engines.engine import BASE, EngineFacts, Likely, Piece, Sampling
from inhouse.models.engines.text import Words
from inhouse.models.full import WornWeights
from inhouse.models.learned_files import is_whole_model
from inhouse.models.load import LoadedModel
from inhouse.models.lora import Lora, LoraSettings, attach, read_adapter

__all__ = ["TorchServing"]


class TorchServing:
    """Answers one step at a time; several answers take turns.

    Args:
        loaded: the base model.
        adapters: variant name to the folder of an adapter, or of a whole model.
        stop_ids: tokens that end an answer.
    """

    def __init__(
        self, loaded: LoadedModel, adapters: Mapping[str, Path], stop_ids: frozenset[int]
    ) -> None:
        self._model = loaded.model
        self._tokenizer = loaded.tokenizer
        self._stop_ids = stop_ids
        whole = {name: folder for name, folder in adapters.items() if is_whole_model(folder)}
        self._whole = WornWeights(loaded.model, whole)  # before an adapter renames the weights
        self._adapters = {n: read_adapter(f) for n, f in adapters.items() if n not in whole}
        self._lora = self._attached()
        self._worn: str | None = None
        self._turn = threading.Lock()
        self.facts = EngineFacts(
            name="torch",
            precision=str(loaded.dtype).removeprefix("torch."),
            variants=(BASE, *adapters),
            parallel=8,
            lacks=frozenset({"response_format"}),
        )

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, piece by piece."""
        chooser = _Chooser(sampling)
        words = Words(self._tokenizer)
        steps: Decoding | None = None
        token = 0
        for n in range(1, sampling.max_tokens + 1):
            with self._turn, torch.inference_mode(), self._wearing(variant):
                if steps is None:
                    steps = Decoding(self._model, [prompt])
                else:
                    steps.advance(torch.tensor([token]))
                logits = steps.logits[0].cpu()
            token = chooser.choose(logits)
            if token in self._stop_ids and not sampling.ignore_stops:
                yield Piece("", 1, finish_reason="stop")
                return
            text = words.add(token)
            likely, alternatives = self._likely(logits, token, sampling.n_logprobs)
            reason = "length" if n == sampling.max_tokens else None
            yield Piece(text, 1, likely, alternatives, reason)

    def close(self) -> None:
        """Frees the model."""
        self._model = None

    def _attached(self) -> Lora | None:
        if not self._adapters:
            return None
        settings = next(iter(self._adapters.values()))[0]
        return attach(self._model, LoraSettings(settings.r, settings.alpha), seed=0)

    def _wearing(self, variant: str) -> Any:
        """The model as this variant inside the block; the caller holds the turn."""
        import contextlib

        block = contextlib.ExitStack()
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
