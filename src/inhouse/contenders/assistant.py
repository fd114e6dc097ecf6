"""A contender under a model name of the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inhouse.contenders.contender import Contender
from inhouse.contenders.prompts import PromptBased
from inhouse.contenders.writer import Writer
from inhouse.errors import UserFault
from inhouse.models.engines import Piece, Sampling, cut_at

__all__ = ["Assistant"]


@dataclass(frozen=True, slots=True)
class Assistant:
    """One model name of the API.

    Args:
        name: as clients ask for it.
        release: id of the release, or None for the bare base model.
        contender: answers conversations.
        writer: the open model that the contender writes with; continues plain texts.
    """

    name: str
    release: str | None
    contender: Contender
    writer: Writer

    @property
    def goes_on(self) -> bool:
        """Whether it can go on from the beginning of an answer that somebody else wrote."""
        return isinstance(self.contender, PromptBased) and self.writer.engine.facts.reads == "ids"

    def continuation(
        self, ids: tuple[int, ...], sampling: Sampling, stops: Sequence[str] = ()
    ) -> Iterator[Piece]:
        """What follows a text; white space at its edges belongs to it.

        Raises:
            UserFault: the engine answers messages only.
        """
        if self.writer.engine.facts.reads == "messages":
            raise UserFault(
                f"The engine {self.writer.engine.facts.name} answers messages,",
                "but was given a plain text to go on with.",
                "Send it as a message to /v1/chat/completions.",
            )
        pieces = self.writer.engine.generate(ids, sampling, variant=self.writer.variant)
        return cut_at(pieces, stops)
