"""A promoted contender that answers people: rendered, limited and cut as it was compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inhouse.contenders.contender import Contender, Materials, build
from inhouse.contenders.replies import Limits, fit
from inhouse.contenders.retrieval import Index, TextEmbedder
from inhouse.errors import UserFault
from inhouse.models.engines import Engine, Piece, Sampling, as_served, cut_at
from inhouse.models.engines.asking import ask
from inhouse.records import Chunk, Conversation, Message, Recipe
from inhouse.rendering import Renderer
from inhouse.tasks import build as build_task

__all__ = ["Assistant", "Question", "contender_of"]


def contender_of(
    recipe: Recipe, embedder: TextEmbedder, vectors: NDArray[np.float32] | None = None
) -> Contender:
    """The contender of a release, made of its frozen recipe alone."""
    materials = Materials(
        task=build_task(recipe.task),
        system=recipe.system,
        shots=recipe.shots,
        index=Index(recipe.chunks, embedder, vectors),
        n_chunks=recipe.n_chunks,
    )
    return build(recipe.contender, materials)


@dataclass(frozen=True, slots=True)
class Question:
    """A conversation as the model will read it.

    Args:
        ids: of the whole prompt.
        passages: what was looked up for it.
        room: tokens an answer may have at most.
        messages: the same prompt, for an engine that renders it itself; none for a plain text.
    """

    ids: tuple[int, ...]
    passages: tuple[Chunk, ...]
    room: int
    messages: Conversation = ()


@dataclass(frozen=True, slots=True)
class Assistant:
    """One model name of the API.

    Args:
        name: as clients ask for it.
        release: id of the release, or None for the bare base model.
        contender: prepares the prompt; None for the bare base model.
        renderer: of the base model.
        engine: answers.
        variant: which of the engine's variants.
        limits: tokens of an answer by default, tokens of the context.
    """

    name: str
    release: str | None
    contender: Contender | None
    renderer: Renderer
    engine: Engine
    variant: str
    limits: Limits

    def read(self, talk: Conversation, *, max_tokens: int | None) -> Question:
        """The prompt for a conversation; its oldest turns go when it is too long.

        Args:
            talk: what the client sent; control tokens in it are read as plain words.
            max_tokens: tokens the answer must have room for; None for the default.

        Raises:
            UserFault: not even the last question fits.
        """
        plain = tuple(Message(m.role, self.renderer.neutralize(m.content)) for m in talk)
        passages = self.contender.passages(plain) if self.contender else ()
        prepared = self.contender.prepare(plain) if self.contender else plain
        room = max_tokens or self.limits.max_tokens
        limits = Limits(room, self.limits.context_length)
        fitting = fit(self.renderer, prepared, limits)
        ids = self.renderer.prompt(fitting)
        left = self.limits.context_length - len(ids)
        if left < room:
            raise UserFault(
                f"This model reads {self.limits.context_length} tokens at most.",
                f"The messages take {len(ids)} and the answer may need {room}.",
                "Send shorter messages, or ask for fewer max_tokens.",
            )
        return Question(ids, passages, room, fitting)

    def answer(
        self, question: Question, sampling: Sampling, stops: Sequence[str] = ()
    ) -> Iterator[Piece]:
        """The answer, piece by piece, as the comparison would have read it."""
        reads_messages = self.engine.facts.reads == "messages"
        prompt = question.messages if reads_messages else question.ids
        pieces = ask(self.engine, prompt, sampling, variant=self.variant)
        return as_served(pieces, sampling, stops)

    def continuation(
        self, question: Question, sampling: Sampling, stops: Sequence[str] = ()
    ) -> Iterator[Piece]:
        """The same for a text that is continued: white space at its edges belongs to it.

        Raises:
            UserFault: the engine answers messages only.
        """
        if self.engine.facts.reads == "messages":
            raise UserFault(
                f"The engine {self.engine.facts.name} answers messages,",
                "but was given a plain text to go on with.",
                "Send it as a message to /v1/chat/completions.",
            )
        pieces = self.engine.generate(question.ids, sampling, variant=self.variant)
        return cut_at(pieces, stops)
