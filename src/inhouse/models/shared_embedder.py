"""One embedding model for many threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inhouse.models.embed import Embedder

__all__ = ["SharedEmbedder"]

_KEPT = 2000  # texts; 3 MB of vectors


class SharedEmbedder:
    """Embeds for one thread at a time (its tokenizer allows no more), remembers what was asked.

    Args:
        embedder: does the work.
        kept: texts remembered at most.
    """

    def __init__(self, embedder: Embedder, *, kept: int = _KEPT) -> None:
        self._embedder = embedder
        self._most = kept
        self._turn = threading.Lock()
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, width) float32 rows of length 1."""
        if not texts:
            return self._embedder.embed([])
        with self._turn:
            new = list(dict.fromkeys(text for text in texts if text not in self._known))
            rows = dict(zip(new, self._embedder.embed(new), strict=True)) if new else {}
            found = [rows[t] if t in rows else self._known[t] for t in texts]
            self._known.update(rows)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return np.stack(found)

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Tokens the model reads of these texts, in all."""
        with self._turn:
            return self._embedder.count_tokens(texts)
