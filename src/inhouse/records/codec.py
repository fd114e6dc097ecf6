"""Frozen records to JSON and back, by their type hints alone: strict, exact, no third party.

A record that gained a field with a default still reads its older rows; anything else that does
not fit (an unknown field, a missing one, another type) is refused with the place.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from inhouse.errors import BrokenInvariant, DataFault
from inhouse.records.data import Document, Example, Source

__all__ = ["Json", "decode", "encode", "from_json", "to_json"]

Json: TypeAlias = (
    "bool | int | float | str | list[Json] | tuple[Json, ...] | Mapping[str, Json] | None"
)
_T = TypeVar("_T")
_FLOAT = "$float"  # JSON has no nan and no infinity, and a diverged run has both


def to_json(value: object) -> str:
    """`value` as standard JSON, in ASCII: a lone surrogate from a broken file survives too."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    return json.dumps(encode(value), allow_nan=False, separators=(",", ":"))


# Millions of documents and examples are written: 2.8 µs an example like this, 23 by `encode`, which
# a test holds these two to.


def _document(document: Document) -> str:
    return (
        f'{{"id":{_quoted(document.id)},"text":{_quoted(document.text)},'
        f'"source":{_source(document.source)},"title":{_quoted(document.title)},'
        f'"page_starts":[{",".join(map(str, document.page_starts))}],'
        f'"language":{_quoted(document.language)}}}'
    )


def _example(example: Example) -> str:
    messages = ",".join(
        f'{{"role":{_quoted(m.role)},"content":{_quoted(m.content)}}}' for m in example.messages
    )
    labels = ",".join(f"{_quoted(k)}:{_quoted(v)}" for k, v in example.labels.items())
    return (
        f'{{"id":{_quoted(example.id)},"messages":[{messages}],'
        f'"source":{_source(example.source)},"document_id":{_quoted(example.document_id)},'
        f'"labels":{{{labels}}}}}'
    )


def _source(source: Source) -> str:
    page = "null" if source.page is None else source.page
    row = "null" if source.row is None else source.row
    span = "null" if source.span is None else f"[{source.span[0]},{source.span[1]}]"
    sheet = "null" if source.sheet is None else _quoted(source.sheet)
    section = "null" if source.section is None else _quoted(source.section)
    return (
        f'{{"file":{_quoted(source.file)},"page":{page},"row":{row},"span":{span},"sheet":{sheet},'
        f'"section":{section}}}'
    )


_quoted = json.encoder.encode_basestring_ascii
_WRITERS: Mapping[type, Callable[[Any], str]] = {Document: _document, Example: _example}


def from_json(kind: type[_T], text: str) -> _T:
    """The `kind` that `to_json` wrote.

    Raises:
        DataFault: the text is no JSON, or does not fit `kind`.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataFault(
            f"A stored {kind.__name__} should be JSON.", f"It is not: {error}."
        ) from None
    return decode(kind, value)


def encode(value: object) -> Json:
    """`value` as JSON's own types; dataclasses become objects and tuples arrays."""
    if isinstance(value, float) and not math.isfinite(value):
        return {_FLOAT: repr(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: encode(item) for key, item in value.items()}
    raise BrokenInvariant(f"Records hold JSON's types only, not {type(value).__name__}.")


def decode(kind: type[_T], value: object) -> _T:
    """`value`, as `json.loads` gives it, as a `kind`.

    Raises:
        DataFault: it does not fit; the text says where.
    """
    return cast(_T, _decode(kind, value, kind.__name__))


def _decode(kind: Any, value: object, place: str) -> object:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _decode_union(arguments, value, place)
    if origin is Literal:
        return _fits(any(_same(value, a) for a in arguments), kind, value, place)
    if origin is tuple:
        return _decode_tuple(arguments, value, place)
    if origin is list:
        _fits(isinstance(value, list), kind, value, place)
        return [_decode(arguments[0], v, place) for v in cast(list[object], value)]
    if isinstance(origin, type) and issubclass(origin, Mapping) and arguments[0] is str:
        return _decode_mapping(arguments[1], value, place)
    if dataclasses.is_dataclass(kind):
        return _decode_record(cast(type, kind), value, place)
    return _decode_scalar(kind, value, place)


def _same(value: object, literal: object) -> bool:
    return type(value) is type(literal) and value == literal


def _decode_scalar(kind: Any, value: object, place: str) -> object:
    if kind is NoneType or kind is None:
        return _fits(value is None, "null", value, place)
    if kind is float:
        return _decode_float(value, place)
    if kind in (bool, int, str):
        return _fits(type(value) is kind, kind, value, place)
    raise BrokenInvariant(f"{place} is declared as {kind!r}, which no JSON can hold.")


def _decode_float(value: object, place: str) -> float:
    if isinstance(value, dict) and set(value) == {_FLOAT}:
        if value[_FLOAT] in ("nan", "inf", "-inf"):
            return float(value[_FLOAT])
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    _fits(False, float, value, place)
    raise AssertionError


def _decode_union(arguments: tuple[Any, ...], value: object, place: str) -> object:
    if sum(dataclasses.is_dataclass(a) for a in arguments) > 1:
        raise BrokenInvariant(f"{place} may be one of several records; JSON cannot tell which.")
    exact = [a for a in arguments if a is type(value)]
    faults = []
    for argument in [*exact, *(a for a in arguments if a not in exact)]:
        try:
            return _decode(argument, value, place)
        except DataFault as fault:
            faults.append(fault)
    raise faults[0]


def _decode_tuple(arguments: tuple[Any, ...], value: object, place: str) -> tuple[object, ...]:
    items = cast(list[object], _fits(isinstance(value, list), "a list", value, place))
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_decode(arguments[0], item, f"{place}[{i}]") for i, item in enumerate(items))
    _fits(len(items) == len(arguments), f"a list of {len(arguments)}", value, place)
    pairs = zip(arguments, items, strict=True)
    return tuple(_decode(kind, item, f"{place}[{i}]") for i, (kind, item) in enumerate(pairs))


def _decode_mapping(kind: Any, value: object, place: str) -> dict[str, object]:
    items = cast(dict[str, object], _fits(isinstance(value, dict), "an object", value, place))
    return {key: _decode(kind, item, f"{place}.{key}") for key, item in items.items()}


def _decode_record(kind: type, value: object, place: str) -> object:
    given = cast(dict[str, object], _fits(isinstance(value, dict), "an object", value, place))
    hints = _hints(kind)
    unknown = sorted(set(given) - set(hints))
    if unknown:
        raise DataFault(f"{place} should hold only known fields.", f"Found '{unknown[0]}'.")
    missing = [name for name in _required(kind) if name not in given]
    if missing:
        raise DataFault(f"{place} should have a '{missing[0]}'.", "It has none.")
    return kind(**{k: _decode(hints[k], v, f"{place}.{k}") for k, v in given.items()})


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)}


@cache
def _required(kind: type) -> tuple[str, ...]:
    return tuple(
        f.name
        for f in dataclasses.fields(kind)
        if f.default is MISSING and f.default_factory is MISSING
    )


def _fits(holds: bool, kind: object, value: object, place: str) -> object:
    if holds:
        return value
    wanted = kind.__name__ if isinstance(kind, type) else str(kind)
    # The type, never the value: it may be a customer's words.
    raise DataFault(f"{place} should be {wanted}.", f"Found {type(value).__name__}.")
