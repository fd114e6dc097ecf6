"""Messages as clients write them, and the beginning of an answer that some send along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from inhouse.records import Conversation, Message
from inhouse.server.api.requests.taking import Taken, Undone, refuse

__all__ = ["ChatMessage", "Talk", "TextPart"]

_TEXT_PARTS = ("text", "input_text", "output_text")
_ROLES = ("system", "developer", "user", "assistant")
_NO_TOOLS = Undone("Its assistants call no tools; leave it out.")


class TextPart(Taken):
    """A part of a message; only text is read."""

    harmless: ClassVar = frozenset({"cache_control", "annotations", "logprobs", "id"})
    type: Literal["text", "input_text", "output_text"]
    text: str

    @classmethod
    def refuse_kind(cls, said: Mapping[str, Any]) -> None:
        """Refuses pictures, sounds, files."""
        given = said.get("type")
        if isinstance(given, str) and given not in _TEXT_PARTS:
            raise refuse(
                "unsupported_value",
                f"This server reads text only, but a message has a part of type {given[:40]!r};"
                " send what it says as text.",
                "type",
            )


class ChatMessage(Taken):
    """One message of a conversation."""

    harmless: ClassVar = frozenset({
        "id", "name", "refusal", "annotations", "reasoning", "reasoning_content", "metadata",
        "cache_control", "weight", "prefix", "phase", "status", "timestamp",
    })  # fmt: skip
    undone: ClassVar = {"tool_calls": _NO_TOOLS, "function_call": _NO_TOOLS, "audio": _NO_TOOLS}
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[TextPart]

    @classmethod
    def refuse_kind(cls, said: Mapping[str, Any]) -> None:
        """Refuses messages of tools."""
        given = said.get("role")
        if isinstance(given, str) and given not in _ROLES:
            raise refuse(
                "unsupported_value",
                f"Messages are of {', '.join(_ROLES)}, not of {given[:40]!r}: the assistants of"
                " this server call no tools.",
                "role",
            )

    def message(self) -> Message:
        """The message as Inhouse knows it."""
        parts = self.content
        text = parts if isinstance(parts, str) else "".join(part.text for part in parts)
        return Message("system" if self.role == "developer" else self.role, text)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and the beginning of its answer where the client wrote one.

    Args:
        messages: what was said.
        begun: the answer is to go on from here; "" for one from its first word on.
    """

    messages: Conversation
    begun: str = ""

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Talk:
        """The talk in these messages; an assistant's message at the end is a begun answer.

        An empty one, as chat windows leave it for the answer to come, begins nothing.

        Raises:
            PydanticCustomError: nothing is left to be answered.
        """
        said = tuple(messages)
        if said[-1:] and said[-1].role == "assistant":
            said, begun = said[:-1], said[-1].content
        else:
            begun = ""
        if not said or said[-1].role == "assistant":
            raise refuse(
                "invalid_value",
                "Before the beginning of an answer there should be a message that it answers.",
            )
        return cls(said, begun if begun.strip() else "")
