"""One release merged into one file, and the bare base model beside it when somebody asks."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator

from inhouse.models.engines.engine import BASE, Engine, Piece, Sampling

__all__ = ["MergedServing"]


class MergedServing:
    """Answers as the merged variant at once, as the base model once that was opened.

    An adapter on the base costs about a quarter of the throughput, so the release that most
    people ask has a file of its own. The base is opened at the first question to it.

    Args:
        merged: the engine of the merged file.
        open_base: opens the engine of the base model.
    """

    def __init__(self, merged: Engine, open_base: Callable[[], Engine]) -> None:
        self._merged = merged
        self._open_base = open_base
        self._base: Engine | None = None
        self._opening = threading.Lock()
        variants = (*merged.facts.variants, BASE)
        self.facts = dataclasses.replace(merged.facts, variants=variants)

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, piece by piece."""
        engine = self._opened_base() if variant == BASE else self._merged
        return engine.generate(prompt, sampling, variant=variant)

    def close(self) -> None:
        """Frees both."""
        self._merged.close()
        if self._base is not None:
            self._base.close()

    def _opened_base(self) -> Engine:
        with self._opening:
            if self._base is None:
                self._base = self._open_base()
            return self._base
