"""What the routes are given: open models, the registry, the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from inhouse.contenders import Assistant
from inhouse.records import Source
from inhouse.registry import Registry
from inhouse.server.desk import Desk

__all__ = ["Services", "TextEmbedder"]


class TextEmbedder(Protocol):
    """Gives texts vectors; safe to call from many threads."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, width) float32 rows of length 1."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Tokens the model reads of these texts, in all."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a request may need.

    Args:
        registry: of the project.
        assistants: model name to who answers under it; the first is the default. Empty as long
            as nothing is promoted.
        embedder: of `embedding_model`, or None when nobody answers.
        embedding_model: the name of the embedding model.
        sources: document id to where it was read.
        request_log: what is kept of the words of a request.
        request_log_days: after which a request leaves the log.
        max_waiting: requests that may wait for their turn.
        desk: what the pages show of the project; None for a server without pages.
        promotion: number of the promotion that the assistants were opened after.
        reopen: opens everything again, after another promotion; None where that is not done.
    """

    registry: Registry
    assistants: Mapping[str, Assistant]
    embedder: TextEmbedder | None
    embedding_model: str
    sources: Mapping[str, Source] = field(default_factory=dict)
    request_log: Literal["full", "redacted", "off"] = "full"
    request_log_days: int = 90
    max_waiting: int = 192
    desk: Desk | None = None
    promotion: int = 0
    reopen: Callable[[], Services] | None = None

    @property
    def parallel(self) -> int:
        """Answers made at once."""
        return max((a.writer.engine.facts.parallel for a in self.assistants.values()), default=1)
