"""Lists of words, read once from the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["sentences", "words"]


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of `names.toml`."""
    return tuple(_read("names.toml")[name])


@cache
def sentences() -> Mapping[str, tuple[str, ...]]:
    """Kind to sentences with a gap for an identifier; "bare" to those that do not say which."""
    found = _read("sentences.toml")
    return {**{k: tuple(v) for k, v in found["sentences"].items()}, "bare": tuple(found["bare"])}


@cache
def _read(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    text = (files("inhouse.curation.privacy") / name).read_text(encoding="utf-8")
    return tomllib.loads(text)
