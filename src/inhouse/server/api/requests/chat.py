"""`POST /v1/chat/completions`: what may be asked."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ConfigDict, Field, model_validator

from inhouse.server.api.requests.choosing import UNDONE, Choosing, ResponseFormat
from inhouse.server.api.requests.messages import ChatMessage, Talk
from inhouse.server.api.requests.taking import MaxTokens, Undone, publish

__all__ = ["CHAT_UNDONE", "ChatRequest"]

_MAX_LOGPROBS = 20
_NO_TOOLS = "Its assistants call no tools: they answer from the firm's own files."

CHAT_UNDONE = {
    **UNDONE,
    "tools": Undone(_NO_TOOLS),
    "tool_choice": Undone(_NO_TOOLS, ("auto", "none")),
    "functions": Undone(_NO_TOOLS),
    "function_call": Undone(_NO_TOOLS, ("auto", "none")),
    "web_search_options": Undone("It searches the firm's own files only."),
    "modalities": Undone("It answers in text.", (["text"],)),
    "audio": Undone("It answers in text."),
    "verbosity": Undone("Say in a message how long the answer should be.", ("medium",)),
    "chat_template_kwargs": Undone("A release is served with the template it was compared with."),
}


def _schema(schema: dict[str, Any], model: type[Any]) -> None:
    publish(schema, model)
    schema["dependentSchemas"] = {
        "top_logprobs": {"required": ["logprobs"], "properties": {"logprobs": {"const": True}}}
    }


class ChatRequest(Choosing):
    """`POST /v1/chat/completions`."""

    model_config = ConfigDict(json_schema_extra=_schema)
    undone: ClassVar = CHAT_UNDONE
    messages: list[ChatMessage] = Field(min_length=1)
    max_completion_tokens: MaxTokens | None = None
    logprobs: bool = False
    top_logprobs: int | None = Field(None, ge=0, le=_MAX_LOGPROBS)
    response_format: ResponseFormat = ResponseFormat(type="text")

    @model_validator(mode="after")
    def _fits(self) -> ChatRequest:
        if self.top_logprobs is not None and not self.logprobs:
            raise ValueError("top_logprobs needs logprobs to be true")
        self.talk()
        return self

    @property
    def limit(self) -> int | None:
        """Tokens the answer may have; None for the model's own limit."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def n_logprobs(self) -> int | None:
        """Alternatives to report with each token; None for no log-probabilities."""
        return (self.top_logprobs or 0) if self.logprobs else None

    def talk(self) -> Talk:
        """What was said, and the answer's beginning where there is one."""
        return Talk.of([m.message() for m in self.messages])
