"""`POST /v1/embeddings`: what may be asked."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field, field_validator

from inhouse.server.api.requests.choosing import HARMLESS
from inhouse.server.api.requests.taking import Taken, refuse

__all__ = ["EmbeddingsRequest"]

_MAX_TEXTS = 2048
_Text: TypeAlias = Annotated[str, Field(min_length=1)]


class EmbeddingsRequest(Taken):
    """`POST /v1/embeddings`."""

    harmless: ClassVar = HARMLESS
    model: str
    input: _Text | Annotated[list[_Text], Field(min_length=1, max_length=_MAX_TEXTS)]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = Field(None, ge=1)

    @field_validator("input", mode="before")
    @classmethod
    def _is_text(cls, given: Any) -> Any:
        rows = given if isinstance(given, list) else [given]
        if any(isinstance(row, (int, list)) for row in rows):
            raise refuse(
                "unsupported_value",
                "The input should be text, but it is token numbers, which only the model that"
                " made them can read. Send the text itself; in LangChain set"
                " check_embedding_ctx_length=False.",
            )
        if not rows or len(rows) > _MAX_TEXTS or not all(rows):
            raise refuse(
                "invalid_value",
                f"The input must be one to {_MAX_TEXTS} texts, none of them empty.",
            )
        return given

    @property
    def texts(self) -> list[str]:
        """What to embed."""
        return [self.input] if isinstance(self.input, str) else self.input
