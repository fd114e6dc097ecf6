"""How a request is taken: what it asks for in vain is refused by name, what changes nothing told.

Clients send more than a server knows: nulls, empty lists, labels for their own books. Refusing
those breaks clients that work elsewhere; ignoring what would change an answer lies to them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from inhouse.server.api.errors import IGNORED_HEADER

__all__ = ["MaxTokens", "Taken", "Undone", "publish", "refuse"]


@dataclass(frozen=True, slots=True)
class Undone:
    """A parameter that would change the answer, and that this server does not do.

    Args:
        instead: what to do; a sentence.
        neutral: values that ask for nothing, beside null and empty ones.
    """

    instead: str
    neutral: tuple[object, ...] = ()

    def asks_for_nothing(self, value: object) -> bool:
        """Whether this value leaves the answer as it is."""
        same = (value == other and isinstance(value, bool) == isinstance(other, bool)
                for other in self.neutral)  # fmt: skip
        return value in ("", [], {}) or any(same)


def refuse(code: str, sentence: str, param: str | None = None) -> PydanticCustomError:
    """The error of a validator whose sentence is told as it stands.

    Args:
        code: a word for programs.
        sentence: for people.
        param: below the place of the validator, or None for that place itself.
    """
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence, "code": code,
                                                         "param": param})  # fmt: skip


def _no_limit(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and value < 1:
        raise refuse(
            "invalid_value",
            f"An answer should be allowed at least 1 token, not {value}; leave the limit out to"
            " let it be as long as the model's own.",
        )
    return value


MaxTokens: TypeAlias = Annotated[int, Field(ge=1), BeforeValidator(_no_limit)]
"""Tokens an answer may have."""


def publish(schema: dict[str, Any], model: type[Any]) -> None:
    """Adds to the published schema that null is absent, and what is taken without a field."""
    shown = schema.setdefault("properties", {})
    for name in set(shown) - set(schema.get("required", ())):
        own = shown[name]
        if {"type": "null"} not in own.get("anyOf", ()):
            shown[name] = {"anyOf": [own, {"type": "null"}]}
    for name in sorted(model.harmless):
        shown[name] = {"description": "Has no effect on an answer."}
    for name, undone in model.undone.items():
        empty = {"anyOf": [{"enum": [None, "", *undone.neutral]}, {"maxItems": 0, "type": "array"},
                           {"maxProperties": 0, "type": "object"}]}  # fmt: skip
        shown[name] = {"description": undone.instead, **empty}


class Taken(BaseModel):
    """A part of a request. Null is as good as absent; an unknown name is refused.

    Attributes:
        harmless: names that change no answer; they are told in a header.
        undone: names that would, and are refused unless they ask for nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=publish)
    harmless: ClassVar[frozenset[str]] = frozenset()
    undone: ClassVar[Mapping[str, Undone]] = {}
    _ignored: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _take(cls, given: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        if not isinstance(given, dict):
            return handler(given)
        said = {name: value for name, value in given.items() if value is not None}
        cls.refuse_kind(said)
        _refuse_undone(cls, said)
        known = {n: v for n, v in said.items() if n not in cls.harmless and n not in cls.undone}
        _refuse_unknown(cls, known)
        made = handler(known)
        made._ignored = tuple(name for name in said if name in cls.harmless)
        return made

    @classmethod
    def refuse_kind(cls, said: Mapping[str, Any]) -> None:
        """Refuses what is of another kind as that, not for the names it has or lacks.

        Raises:
            PydanticCustomError: it is.
        """

    def ignored(self) -> tuple[str, ...]:
        """Where something stands that has no effect, each kind of place once: "messages[].id"."""
        return tuple(dict.fromkeys(_ignored_in(self)))

    def told(self) -> dict[str, str]:
        """The header that tells of it."""
        names = self.ignored()
        return {IGNORED_HEADER: ", ".join(names)} if names else {}


def _ignored_in(part: Taken) -> Iterator[str]:
    yield from part._ignored
    for name in type(part).model_fields:
        value = getattr(part, name)
        inner = value if isinstance(value, (list, tuple)) else [value]
        mark = f"{name}[]" if isinstance(value, (list, tuple)) else name
        for one in inner:
            if isinstance(one, Taken):
                yield from (f"{mark}.{below}" for below in _ignored_in(one))


def _refuse_undone(model: type[Taken], said: Mapping[str, Any]) -> None:
    asked = [n for n in said if n in model.undone and not model.undone[n].asks_for_nothing(said[n])]
    if asked:
        reasons = " ".join(dict.fromkeys(model.undone[name].instead for name in asked))
        raise refuse(
            "unsupported_parameter",
            f"This server does not do {', '.join(asked)}. {reasons}",
            asked[0],
        )


def _refuse_unknown(model: type[Taken], said: Mapping[str, Any]) -> None:
    names = {field.alias or name for name, field in model.model_fields.items()}
    unknown = [name for name in said if name not in names]
    if not unknown:
        return
    near = difflib.get_close_matches(unknown[0], names, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    shown = ", ".join(f"'{name[:60]}'" for name in unknown[:5])
    raise refuse(
        "unknown_parameter",
        f"Unknown parameter: {shown}. This server refuses what it cannot honour.{hint}",
        unknown[0][:60],
    )
