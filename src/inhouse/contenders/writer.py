"""Lets a model write an answer to a prompt, cut and trimmed as it is served."""

from __future__ import annotations

import bisect
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from inhouse.errors import UserFault
from inhouse.models.engines import Engine, Piece, Sampling, as_served
from inhouse.models.engines.asking import ask
from inhouse.records import Conversation, Message
from inhouse.rendering import Renderer

__all__ = ["Limits", "Writer", "Written", "fit"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Tokens an answer may have, and tokens the model can read."""

    max_tokens: int
    context_length: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote.

    Args:
        text: the answer.
        n_prompt_tokens: tokens read.
        n_tokens: tokens generated.
        finished: False when it was cut at the token limit.
        logprobs: log p (nats) of the generated tokens, where they were asked for.
    """

    text: str
    n_prompt_tokens: int
    n_tokens: int
    finished: bool
    logprobs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """A model that is open: an engine, one of its variants, and how prompts become tokens.

    Args:
        renderer: of the base model.
        engine: generates.
        variant: which of the engine's variants.
        limits: tokens of an answer by default, tokens of the context.
    """

    renderer: Renderer
    engine: Engine
    variant: str
    limits: Limits

    def plain(self, messages: Conversation) -> Conversation:
        """The messages with control tokens in them turned into plain words."""
        return tuple(Message(m.role, self.renderer.neutralize(m.content)) for m in messages)

    def read(self, prompt: Conversation, max_tokens: int) -> tuple[int, ...]:
        """The tokens of a prompt; its oldest turns go when it is too long.

        Raises:
            UserFault: not even the last question fits.
        """
        return tuple(self.renderer.prompt(self._fitting(prompt, max_tokens)))

    def _fitting(self, prompt: Conversation, max_tokens: int) -> Conversation:
        limits = Limits(max_tokens, self.limits.context_length)
        fitting = fit(self.renderer, prompt, limits)
        n_tokens = len(self.renderer.prompt(fitting))
        if limits.context_length - n_tokens < max_tokens:
            raise UserFault(
                f"This model reads {limits.context_length} tokens at most.",
                f"The messages take {n_tokens} and the answer may need {max_tokens}.",
                "Send shorter messages, or ask for fewer max_tokens.",
            )
        return fitting

    def write(
        self,
        prompt: Conversation,
        sampling: Sampling | None = None,
        stops: Sequence[str] = (),
        *,
        begun: str = "",
    ) -> Generator[Piece, None, Written]:
        """The answer piece by piece, and then whole.

        Args:
            prompt: the whole prompt, control tokens already plain.
            sampling: None for the likeliest tokens, up to the usual length.
            stops: texts that end the answer.
            begun: its beginning, control tokens already plain; what is written comes after it.

        Raises:
            UserFault: the prompt is too long.
        """
        chosen = sampling or Sampling(self.limits.max_tokens)
        begun_ids = self.renderer.completion(begun)[:-1] if begun else ()
        messages = self._fitting(prompt, chosen.max_tokens + len(begun_ids))
        ids = (*self.renderer.prompt(messages), *begun_ids)
        asked = messages if self.engine.facts.reads == "messages" else ids
        pieces = ask(self.engine, asked, chosen, variant=self.variant)
        so_far = Written("", len(ids), 0, True, ())
        for piece in as_served(pieces, chosen, stops, begun):
            so_far = _longer(so_far, piece)
            yield piece
        return so_far


def _longer(so_far: Written, piece: Piece) -> Written:
    own = () if piece.likely is None else (piece.likely.logprob,)
    return replace(
        so_far,
        text=so_far.text + piece.text,
        n_tokens=so_far.n_tokens + piece.n_tokens,
        finished=piece.finish_reason != "length",
        logprobs=(*so_far.logprobs, *own),
    )


def fit(renderer: Renderer, prompt: Conversation, limits: Limits) -> Conversation:
    """The prompt, with its oldest turns dropped until an answer fits the context.

    They go in pairs, the user's and the assistant's; the last question always stays.
    """
    turns = [i for i, m in enumerate(prompt) if m.role != "system"]

    def without(n_pairs: int) -> Conversation:
        dropped = set(turns[: 2 * n_pairs])
        return tuple(m for i, m in enumerate(prompt) if i not in dropped)

    def fits(n_pairs: int) -> bool:
        longest = limits.context_length - limits.max_tokens
        return len(renderer.prompt(without(n_pairs))) <= longest

    # Halving: a conversation of 400 turns is rendered 9 times, not 190.
    most = max(0, (len(turns) - 1) // 2)
    return without(bisect.bisect_left(range(most), True, key=fits))
