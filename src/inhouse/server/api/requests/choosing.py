"""How the tokens of an answer are chosen: the parameters that every way of asking shares."""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from inhouse.models.engines import Sampling
from inhouse.server.api.errors import ApiError
from inhouse.server.api.requests.taking import MaxTokens, Taken, Undone

__all__ = ["HARMLESS", "UNDONE", "Choosing", "ResponseFormat", "StreamOptions", "TokenId"]

Penalty: TypeAlias = Annotated[float, Field(ge=-2, le=2)]
TokenId: TypeAlias = Annotated[int, Field(ge=0, lt=10**9)]
# Editors send every mark of every model they know as a stop text.
_MAX_CHOICES, _MAX_STOPS = 16, 64

HARMLESS = frozenset({
    "store", "metadata", "service_tier", "user", "safety_identifier", "prompt_cache_key",
    "prompt_cache_retention", "prompt_cache_options", "cache_prompt", "keep_alive",
    "reasoning_effort", "reasoning_format", "parallel_tool_calls", "max_tool_calls", "prediction",
    "request_id", "session_id", "chat_id", "conversation_id", "id_slot", "priority",
})  # fmt: skip
"""For a provider's books, its caches, its reasoning models, its tools where there are none."""

_OTHERWISE = (
    "Leave it out, for it would change the answer; what is done: temperature, top_p, seed,"
    " presence_penalty, frequency_penalty, logit_bias, stop."
)


def _chosen_otherwise(*neutral: object) -> Undone:
    return Undone(_OTHERWISE, neutral)


UNDONE = {
    "top_k": _chosen_otherwise(0, -1),
    "min_p": _chosen_otherwise(0),
    "top_a": _chosen_otherwise(0),
    "typical_p": _chosen_otherwise(1),
    "tfs_z": _chosen_otherwise(1),
    "repeat_penalty": _chosen_otherwise(1),
    "repetition_penalty": _chosen_otherwise(1),
    "length_penalty": _chosen_otherwise(1),
    "mirostat": _chosen_otherwise(0),
    "xtc_probability": _chosen_otherwise(0),
    "dry_multiplier": _chosen_otherwise(0),
    "use_beam_search": _chosen_otherwise(False),
    "ignore_eos": _chosen_otherwise(False),
    "min_tokens": _chosen_otherwise(0),
    "grammar": Undone("Ask for a form with response_format."),
    "guided_json": Undone("Ask for a form with response_format."),
    "n_predict": Undone("Limit an answer with max_tokens."),
    "num_predict": Undone("Limit an answer with max_tokens."),
}
"""Other servers' words; each in silence would give another answer than was asked for."""


class StreamOptions(Taken):
    """What a stream tells besides the answer."""

    harmless: ClassVar = frozenset({"include_obfuscation"})
    undone: ClassVar = {
        "continuous_usage_stats": Undone("Usage is told once, at the end.", (False,))
    }
    include_usage: bool = False


class JsonSchema(Taken):
    """A schema the answer must fit."""

    name: str = Field(max_length=64)
    schema_: dict[str, Any] = Field(alias="schema")
    strict: bool = True
    description: str = ""


class ResponseFormat(Taken):
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


class Choosing(Taken):
    """The parameters that chat and plain completions share.

    Without a temperature the likeliest token is taken, because that is how a release was
    compared; OpenAI's own default is 1.
    """

    harmless: ClassVar = HARMLESS
    undone: ClassVar = UNDONE
    model: str
    max_tokens: MaxTokens | None = None
    temperature: float = Field(0.0, ge=0, le=2)
    top_p: float = Field(1.0, gt=0, le=1)
    n: int = Field(1, ge=1, le=_MAX_CHOICES)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    stop: str | Annotated[tuple[str, ...], Field(max_length=_MAX_STOPS)] = ()
    seed: int | None = None
    presence_penalty: Penalty = 0.0
    frequency_penalty: Penalty = 0.0
    logit_bias: dict[TokenId, Annotated[float, Field(ge=-100, le=100)]] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": {"pattern": "^[0-9]{1,9}$"}}
    )

    @property
    def stops(self) -> tuple[str, ...]:
        """The texts that end the answer."""
        return (self.stop,) if isinstance(self.stop, str) else self.stop

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
