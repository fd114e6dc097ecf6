"""The rules that say what is urgent: read from `urgent.toml`, the firm's own phrases added."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "Exclusions",
    "Group",
    "Step",
    "Term",
    "UrgentRule",
    "UrgentRules",
    "load_rules",
    "plain",
]

_USUAL_GAP = 1
_WIDE_GAP = 6
_ENDINGS = ("ing", "ed", "es", "en", "s", "e")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a term.

    Args:
        words: the words that fit.
        stems: beginnings of words that fit.
        max_gap: how many words may stand before it.
        opens: whether it has to be the first word of its part of the sentence.
    """

    words: frozenset[str]
    stems: tuple[str, ...]
    max_gap: int = _USUAL_GAP
    opens: bool = False


Term = tuple[Step, ...]
"""Words that follow each other."""

Group = tuple[Term, ...]
"""Terms any one of which is enough."""


@dataclass(frozen=True, slots=True)
class UrgentRule:
    """An emergency.

    Args:
        name: what it is called.
        trade: dental, general, hvac, law, restaurant, vet, or firm for the firm's own phrases.
        groups: every one of them has to be said.
    """

    name: str
    trade: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What makes a sentence no report of an emergency; see the comments in `urgent.toml`."""

    information: Group
    topic: Group
    hypothetical: Group
    past: Group
    over: Group
    negation: Group
    figurative: Group
    statement: Group
    not_a_statement: Group
    present: Group


@dataclass(frozen=True, slots=True)
class UrgentRules:
    """All that decides whether a message is urgent.

    Args:
        rules: the emergencies.
        exclusions: what only sounds like one.
        real_words: words that are never taken for a mistyped one.
    """

    rules: tuple[UrgentRule, ...]
    exclusions: Exclusions
    real_words: frozenset[str]


def load_rules(phrases: Iterable[str] = (), trades: Iterable[str] | None = None) -> UrgentRules:
    """The default rules with the firm's own phrases.

    Args:
        phrases: plain words such as "gas smell"; each becomes a rule that needs all of its words,
            in any order, in any of their usual endings.
        trades: keeps the rules of these trades and the general ones; None keeps all. A firm of
            any trade may be told about chest pain or a gas smell, so all is the default.
    """
    defaults = _defaults()
    chosen = None if trades is None else {"general", *trades}
    kept = tuple(rule for rule in defaults.rules if chosen is None or rule.trade in chosen)
    own = tuple(_from_phrase(phrase) for phrase in phrases if re.search(r"[^\W_]", phrase))
    return replace(defaults, rules=(*own, *kept))


def plain(text: str) -> str:
    """The text without capitals, accents and apostrophes, as terms are written."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’‘`´")


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of single words of `urgent.toml`."""
    return frozenset(_read()["words"][name].split())


@cache
def _read() -> Mapping[str, Any]:
    text = (files("inhouse.contenders.urgent") / "urgent.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _defaults() -> UrgentRules:
    data = _read()
    groups = {name: _group(terms) for name, terms in data["groups"].items()}
    excluded: Mapping[str, list[str]] = data["exclusions"]
    exclusions = {name: _group(terms) for name, terms in excluded.items()}
    rules = tuple(
        UrgentRule(row["name"], row["trade"], _groups_of(row, groups)) for row in data["rules"]
    )
    return UrgentRules(rules, Exclusions(**exclusions), word_list("real_words"))


def _groups_of(row: Mapping[str, list[str]], groups: Mapping[str, Group]) -> tuple[Group, ...]:
    any_of = (_group(row["any"]),) if "any" in row else ()
    return (*(groups[name] for name in row.get("all", [])), *any_of)


def _group(terms: Iterable[str]) -> Group:
    return tuple(_term(term) for term in terms)


def _term(text: str) -> Term:
    steps: list[Step] = []
    gap = _USUAL_GAP
    for word in text.split():
        if word == "...":
            gap = _WIDE_GAP
            continue
        steps.append(_step(word, gap))
        gap = _USUAL_GAP
    return tuple(steps)


def _step(word: str, gap: int) -> Step:
    alternatives = word.removeprefix("^").split("|")
    stems = tuple(w.removesuffix("*") for w in alternatives if w.endswith("*"))
    whole = frozenset(w for w in alternatives if not w.endswith("*"))
    return Step(whole, stems, gap, word.startswith("^"))


def _from_phrase(phrase: str) -> UrgentRule:
    words = re.findall(r"[^\W_]+", plain(phrase))
    kept = [word for word in words if word not in word_list("fillers")] or words
    groups = tuple(((_step(_stem(word), 0),),) for word in kept)
    return UrgentRule(phrase, "firm", groups)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return f"{word.removesuffix(ending)}*"
    return f"{word}*" if len(word) > _SHORTEST_STEM else word
