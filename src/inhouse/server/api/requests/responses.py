"""`POST /v1/responses`: what may be asked, as far as it is text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from inhouse.models.engines import Sampling
from inhouse.records import Message
from inhouse.server.api.requests.chat import CHAT_UNDONE
from inhouse.server.api.requests.choosing import (
    HARMLESS,
    JsonSchema,
    ResponseFormat,
    StreamOptions,
)
from inhouse.server.api.requests.messages import ChatMessage, Talk
from inhouse.server.api.requests.taking import MaxTokens, Taken, Undone, refuse

__all__ = ["ResponsesRequest"]

_LOGPROBS = "message.output_text.logprobs"
_REASONING = "reasoning.encrypted_content"
_ALONE = "Every request stands alone: send the whole conversation in input."


class InputMessage(ChatMessage):
    """One message of the input; its type may be left out."""

    type: Literal["message"] = "message"

    @classmethod
    def refuse_kind(cls, said: Mapping[str, Any]) -> None:
        """Refuses items that are no messages."""
        given = said.get("type", "message")
        if isinstance(given, str) and given != "message":
            raise refuse(
                "unsupported_value",
                f"The input should be messages, but it has an item of type {given[:40]!r}: this"
                " server calls no tools and keeps no items to refer to.",
                "type",
            )
        super().refuse_kind(said)


class TextFormat(Taken):
    """The form of the answer: its schema stands beside its type."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    name: str = Field(default="answer", max_length=64)
    schema_: dict[str, Any] | None = Field(default=None, alias="schema")
    strict: bool = True
    description: str = ""


class TextOptions(Taken):
    """What the answer should look like."""

    undone: ClassVar = {"verbosity": CHAT_UNDONE["verbosity"]}
    format: TextFormat = TextFormat()


class ResponsesRequest(Taken):
    """`POST /v1/responses`."""

    harmless: ClassVar = HARMLESS | {"reasoning"}
    undone: ClassVar = {
        **{name: undone for name, undone in CHAT_UNDONE.items() if name != "verbosity"},
        "previous_response_id": Undone(_ALONE),
        "conversation": Undone(_ALONE),
        "prompt": Undone("It keeps no prompts; write it into instructions or input."),
        "background": Undone("It answers while you wait.", (False,)),
        "truncation": Undone("The oldest turns go when a conversation is too long.", ("auto",)),
        "max_tokens": Undone("Limit an answer with max_output_tokens."),
        "messages": Undone("Send them as input."),
        "response_format": Undone("Say it as text.format."),
    }
    model: str
    input: str | Annotated[list[InputMessage], Field(min_length=1)]
    instructions: str = ""
    max_output_tokens: MaxTokens | None = None
    temperature: float = Field(0.0, ge=0, le=2)
    top_p: float = Field(1.0, gt=0, le=1)
    top_logprobs: int = Field(0, ge=0, le=20)
    include: tuple[Literal["message.output_text.logprobs", "reasoning.encrypted_content"], ...] = ()
    text: TextOptions = TextOptions()
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()

    @model_validator(mode="after")
    def _fits(self) -> ResponsesRequest:
        self.talk()
        return self

    def ignored(self) -> tuple[str, ...]:
        """What has no effect; there is no reasoning to include."""
        asked = ("include[reasoning.encrypted_content]",) if _REASONING in self.include else ()
        return (*super().ignored(), *asked)

    @property
    def wants_logprobs(self) -> bool:
        """Whether log-probabilities stand beside the answer."""
        return _LOGPROBS in self.include or self.top_logprobs > 0

    def talk(self) -> Talk:
        """The instructions, then what was said."""
        if isinstance(self.input, str):
            said = [Message("user", self.input)]
        else:
            said = [one.message() for one in self.input]
        told = [Message("system", self.instructions)] if self.instructions.strip() else []
        return Talk.of([*told, *said])

    def schema_text(self) -> str | None:
        """The JSON schema of the answer as JSON, or None for plain text."""
        form = self.text.format
        own = JsonSchema(name=form.name, schema=form.schema_) if form.schema_ is not None else None
        return ResponseFormat(type=form.type, json_schema=own).schema_text()

    def chosen(self, max_tokens: int) -> Sampling:
        """How the tokens of the answer are chosen."""
        return Sampling(
            max_tokens=max_tokens,
            temperature=self.temperature,
            top_p=self.top_p,
            n_logprobs=self.top_logprobs if self.wants_logprobs else None,
            schema=self.schema_text(),
        )
