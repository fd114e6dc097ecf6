"""What clients may send: OpenAI's parameters, each honoured or refused, none ignored."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from inhouse.models.engines import Sampling
from inhouse.records import Conversation, Message
from inhouse.server.api.errors import ApiError

__all__ = ["ChatRequest", "Choosing", "EmbeddingsRequest", "StreamOptions"]

Penalty: TypeAlias = Annotated[float, Field(ge=-2, le=2)]
# Editors send every mark of every model they know as a stop text.
_MAX_CHOICES, _MAX_LOGPROBS, _MAX_STOPS = 16, 20, 64


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return {name: value for name, value in given.items() if value is not None}
        return given


class StreamOptions(_Strict):
    """What a stream tells besides the answer."""

    include_usage: bool = False


class JsonSchema(_Strict):
    """A schema the answer must fit."""

    name: str = Field(max_length=64)
    schema_: dict[str, Any] = Field(alias="schema")
    strict: bool = True
    description: str = ""


class ResponseFormat(_Strict):
    """The form of the answer."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None

    def schema_text(self) -> str | None:
        """The JSON schema as JSON, or None for plain text."""
        if self.type == "text":
            return None
        if self.type == "json_object":
            return '{"type":"object"}'
        if self.json_schema is None:
            raise ApiError(
                400,
                "A response_format of type json_schema needs a json_schema.",
                code="missing_parameter",
                param="response_format.json_schema",
            )
        return json.dumps(self.json_schema.schema_)


class Choosing(_Strict):
    """The parameters that chat and plain completions share.

    Without a temperature the likeliest token is taken, because that is how a release was
    compared; OpenAI's own default is 1.
    """

    model: str
    max_tokens: int | None = Field(None, ge=1)
    temperature: float = Field(0.0, ge=0, le=2)
    top_p: float = Field(1.0, gt=0, le=1)
    n: int = Field(1, ge=1, le=_MAX_CHOICES)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    stop: str | list[str] = []
    seed: int | None = Field(None, ge=-(2**63), lt=2**63)
    presence_penalty: Penalty = 0.0
    frequency_penalty: Penalty = 0.0
    logit_bias: dict[int, Annotated[float, Field(ge=-100, le=100)]] = {}
    user: str = Field("", max_length=256)

    @property
    def stops(self) -> tuple[str, ...]:
        """The texts that end the answer.

        Raises:
            ApiError: there are too many.
        """
        found = (self.stop,) if isinstance(self.stop, str) else tuple(self.stop)
        if len(found) > _MAX_STOPS:
            raise ApiError(
                400, f"At most {_MAX_STOPS} stop texts.", code="invalid_value", param="stop"
            )
        return found

    def chosen(
        self, max_tokens: int, which: int, *, n_logprobs: int | None, schema: str | None = None
    ) -> Sampling:
        """How the tokens of the answer number `which` are chosen."""
        return Sampling(
            max_tokens=max_tokens,
            temperature=self.temperature,
            top_p=self.top_p,
            seed=None if self.seed is None else self.seed + which,
            presence_penalty=self.presence_penalty,
            frequency_penalty=self.frequency_penalty,
            logit_bias=self.logit_bias,
            n_logprobs=n_logprobs,
            schema=schema,
        )


class TextPart(_Strict):
    """A part of a message; only text is read."""

    type: Literal["text"]
    text: str


class ChatMessage(_Strict):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[TextPart]

    def message(self) -> Message:
        """The message as Inhouse knows it."""
        parts = self.content
        text = parts if isinstance(parts, str) else "".join(part.text for part in parts)
        return Message("system" if self.role == "developer" else self.role, text)


class ChatRequest(Choosing):
    """`POST /v1/chat/completions`."""

    messages: list[ChatMessage] = Field(min_length=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    logprobs: bool = False
    top_logprobs: int | None = Field(None, ge=0, le=_MAX_LOGPROBS)
    response_format: ResponseFormat = ResponseFormat(type="text")

    @model_validator(mode="after")
    def _fits(self) -> ChatRequest:
        if self.top_logprobs is not None and not self.logprobs:
            raise ValueError("top_logprobs needs logprobs to be true")
        if self.messages[-1].role == "assistant":
            raise ValueError("the last message must not be the assistant's")
        return self

    @property
    def limit(self) -> int | None:
        """Tokens the answer may have; None for the model's own limit."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def n_logprobs(self) -> int | None:
        """Alternatives to report with each token; None for no log-probabilities."""
        return (self.top_logprobs or 0) if self.logprobs else None

    def conversation(self) -> Conversation:
        """What was said."""
        return tuple(m.message() for m in self.messages)


class EmbeddingsRequest(_Strict):
    """`POST /v1/embeddings`."""

    model: str
    input: str | list[str]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = Field(None, ge=1)
    user: str = Field("", max_length=256)

    @property
    def texts(self) -> list[str]:
        """What to embed."""
        return [self.input] if isinstance(self.input, str) else self.input
