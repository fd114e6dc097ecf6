"""Whether a TOML value fits a knob: its type first, then its range."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from inhouse.config.schema import Range, Value

__all__ = ["Misfit", "checked"]


class Misfit(ValueError):
    """The value does not fit; the text says what would have."""


def checked(value: object, annotation: Any) -> Value:
    """`value` as the knob's type: arrays become tuples, whole numbers become floats where asked.

    Raises:
        Misfit: with what was expected.
    """
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return _one_of(value, get_args(annotation))
    if origin is Literal:
        return _literal(value, get_args(annotation))
    if origin is tuple:
        return _names(value)
    if origin is Annotated:
        kind, limits = get_args(annotation)
        return _number(value, kind, limits)
    return _text(value)


def _one_of(value: object, annotations: tuple[Any, ...]) -> Value:
    wanted = []
    for annotation in annotations:
        try:
            return checked(value, annotation)
        except Misfit as misfit:
            wanted.append(str(misfit))
    raise Misfit(" or ".join(wanted))


def _literal(value: object, allowed: tuple[str, ...]) -> Value:
    for choice in allowed:
        if value == choice:
            return choice
    raise Misfit(" or ".join(f'"{choice}"' for choice in allowed))


def _number(value: object, kind: type, limits: Range) -> Value:
    name = "a whole number" if kind is int else "a number"
    fits = isinstance(value, int) or (kind is float and isinstance(value, float))
    if fits and not isinstance(value, bool):
        number: int | float = kind(value)
        if limits.holds(number):
            return number
    raise Misfit(f"{name} {limits}" if limits.high != 1 else f"a share {limits}")


def _text(value: object) -> Value:
    if isinstance(value, str) and value.strip() and value.isprintable():
        return value
    raise Misfit("text in quotes")


def _names(value: object) -> Value:
    wanted = 'a list of different names, as ["one", "two"]'
    if not isinstance(value, (list, tuple)) or not value:
        raise Misfit(wanted)
    try:
        names = tuple(str(_text(item)) for item in value)
    except Misfit:
        raise Misfit(wanted) from None
    if len(set(names)) != len(names):
        raise Misfit(wanted)
    return names
