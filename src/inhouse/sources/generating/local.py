"""A base model on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inhouse.models.engines import BASE, Engine, Sampling
from inhouse.models.engines.asking import answer_each
from inhouse.records import Conversation
from inhouse.rendering import Renderer

__all__ = ["LocalWriter"]


class LocalWriter:
    """Writes with an engine, greedily, so that the same passages give the same questions.

    Args:
        model: the base model's name.
        renderer: of its tokenizer.
        engine: runs it; its base variant is asked.
    """

    def __init__(self, model: str, renderer: Renderer, engine: Engine) -> None:
        self._model = model
        self._renderer = renderer
        self._engine = engine

    @property
    def name(self) -> str:
        """The base model."""
        return self._model

    def write(self, prompts: Sequence[Conversation], max_tokens: int) -> Iterator[tuple[int, str]]:
        """Each prompt's answer, as batches are finished."""
        ids = [self._renderer.prompt(prompt) for prompt in prompts]
        for one in answer_each(self._engine, ids, Sampling(max_tokens), BASE):
            if one.failure is not None:
                raise one.failure
            yield one.index, one.text
