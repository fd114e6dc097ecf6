"""The wording of made questions and answers; a firm may change any of it."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path

from inhouse.errors import ConfigFault

__all__ = ["FILE", "ColumnTemplate", "Templates", "load_templates"]

FILE = "inhouse-templates.toml"
_MAY_USE = {
    "article": {"title"},
    "trouble": {"title"},
    "post": {"title", "brief"},
    "abstract": {"title", "text"},
    "summary": {"text"},
    "fields": {"names", "text"},
    "clause": {"title", "file", "clause", "blanks"},
    "clause_blanks": {"names"},
    "code_question": {"code", "meaning", "list"},
    "code_answer": {"code", "meaning", "list"},
    "work_order_question": {"symptom", "unit"},
    "work_order_cause": {"cause", "unit"},
    "work_order_fix": {"fix", "unit"},
    "code_body": {"file", "code"},
    "code_middle": {"file", "code", "gap"},
}


@dataclass(frozen=True, slots=True)
class ColumnTemplate:
    """The wording for cells of the columns named; "*" is any."""

    columns: tuple[str, ...]
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Templates:
    """Every wording; an empty text stands for the default (see templates.toml)."""

    article: str = ""
    trouble: str = ""
    post: str = ""
    abstract: str = ""
    summary: str = ""
    fields: str = ""
    clause: str = ""
    clause_blanks: str = ""
    code_question: str = ""
    code_answer: str = ""
    work_order_question: str = ""
    work_order_cause: str = ""
    work_order_fix: str = ""
    code_body: str = ""
    code_middle: str = ""
    table: tuple[ColumnTemplate, ...] = ()

    def fill(self, name: str, **words: str) -> str:
        """The wording `name`, its words filled in; braces inside the words stay as they are."""
        template = getattr(self, name) or getattr(_defaults(), name)
        return " ".join(template.format(**words).split(" ")).strip()

    def column(self, name: str) -> ColumnTemplate:
        """The wording for a column; `name` in lower case with single spaces."""
        entries = (*self.table, *_defaults().table)
        return next(e for e in entries if name in e.columns or "*" in e.columns)


def load_templates(folder: Path) -> Templates:
    """The project's own wordings; those it does not change are empty, for the defaults.

    Raises:
        ConfigFault: no TOML, a wording nobody uses, or a brace nobody fills in.
    """
    path = folder / FILE
    if not path.is_file():
        return Templates()
    try:
        return _parsed(tomllib.loads(path.read_text("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, _Misfit) as fault:
        raise ConfigFault(
            f"{path} should hold wordings as in TOML.",
            f"Found: {fault}.",
            "Correct it, or delete it to use the defaults.",
        ) from None


class _Misfit(ValueError):
    """A wording that does not fit."""


@cache
def _defaults() -> Templates:
    text = resources.files("inhouse.sources.making").joinpath("templates.toml").read_text("utf-8")
    return _parsed(tomllib.loads(text))


def _parsed(values: Mapping[str, object]) -> Templates:
    known = {f.name for f in fields(Templates)}
    for name in values:
        if name not in known:
            raise _Misfit(f"'{name}' is none of {', '.join(sorted(known))}")
    texts = {name: _text(name, values[name]) for name in values if name != "table"}
    for name, text in texts.items():
        _check(name, text, _MAY_USE[name])
    entries = values.get("table", [])
    if not isinstance(entries, list):
        raise _Misfit("table should be written as [[table]]")
    return Templates(**texts, table=tuple(_column(entry) for entry in entries))


def _column(entry: object) -> ColumnTemplate:
    if not isinstance(entry, dict) or set(entry) != {"columns", "question", "answer"}:
        raise _Misfit("a [[table]] should hold columns, question and answer, and no more")
    columns = entry["columns"]
    if not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
        raise _Misfit('columns should be a list of names, as ["price"]')
    question, answer = _text("question", entry["question"]), _text("answer", entry["answer"])
    _check("question", question, None)
    _check("answer", answer, None)
    return ColumnTemplate(tuple(c.lower() for c in columns), question, answer)


def _text(name: str, value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise _Misfit(f"{name} should be text in quotes, not {value!r}")


def _check(name: str, text: str, allowed: set[str] | None) -> None:
    """Braces hold plain names, and (where they are known) only those that are filled in."""
    try:
        found = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    except ValueError as error:
        raise _Misfit(f"{name}: {error}") from None
    for field in found:
        if not field.isidentifier() or (allowed is not None and field not in allowed):
            raise _Misfit(f"{name} uses {{{field}}}, which nothing fills in")
