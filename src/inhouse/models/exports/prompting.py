"""What stands before a question, for programs that must prompt as the contender was compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.records import Conversation
from inhouse.rendering import Renderer

__all__ = ["Expected", "Prompting"]


@dataclass(frozen=True, slots=True)
class Expected:
    """A conversation, and the text that the model must read of it."""

    talk: Conversation
    text: str


@dataclass(frozen=True, slots=True)
class Prompting:
    """What stands before a question.

    Args:
        renderer: of the base model.
        before: the system message, if there is one, and the solved examples, in order.
        max_tokens: tokens an answer may have.
        context_length: tokens the model reads at most.
        licence: of the base model, for people.
        expected: conversations to check the prompt with.
    """

    renderer: Renderer
    before: Conversation
    max_tokens: int
    context_length: int
    licence: str
    expected: Sequence[Expected]
