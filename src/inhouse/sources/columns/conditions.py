"""Columns that say when an answer holds: the season, the branch, the class of a policy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from inhouse.sources.columns.names import normal

__all__ = ["Conditions", "find_conditions"]

_MOST_COLUMNS = 3
_MOST_LOOKED_AT = 12
_MAX_CHARACTERS = 60
_MAX_WORDS = 6
_ANY = frozenset((
    "", "all", "any", "every", "general", "both", "alle", "allgemein", "todos", "todas", "general",
    "tous", "toutes", "geral", "none", "n a", "na", "nan", "null",
))  # fmt: skip
# Who asked or answered, when, where it was filed: never what an answer depends on.
_NEVER = re.compile(
    r"\b(?:id|no|nr|number|uuid|key|date|datum|fecha|data|time|timestamp|created|updated|modified"
    r"|author|agent|employee|staff|by|user|customer|client|kunde|cliente|patient|guest|member"
    r"|name|email|mail|phone|status|state of ticket|priority|source|url|link|file|page|row|rating"
    r"|score|votes|views|rank|tags?|split|notes?|comment|comments|remarks?|maker|rejected|weight"
    r"|channel|kanal|canal|category|categoría|categoria|catégorie|kategorie|topic|thema|tema|section"
    r"|conversation|thread|ticket|case|session|dialogue)\b"
)
# One question is enough for a column of such a name; any other must settle two.
_KNOWN = re.compile(
    r"\b(?:season|saison|temporada|estación|estação|branch|location|site|store|shop|office|region"
    r"|country|state|city|filiale|standort|sucursal|tienda|país|região|région|pays|land|filial"
    r"|magasin|agence|product|producto|produkt|produit|produto|model|modell|modelo|modèle|brand"
    r"|marke|marca|marque|class|klasse|clase|classe|plan|tier|tariff|tarif|tarifa|package|paket"
    r"|policy|edition|version|variant|size|größe|talla|taille|tamanho|type|typ|tipo|year|jahr|año"
    r"|ano|année|day|weekday|period|age|vehicle|room|species|material|audience)\b"
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d|\d{1,2}:\d\d")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The columns whose values go into the question, by normal name and by the header's."""

    names: tuple[tuple[str, str], ...] = ()

    def ask(self, question: str, values: Mapping[str, str]) -> str:
        """The question with the row's conditions that it does not state itself.

        Args:
            question: as it stands in the table.
            values: cells by the normal name of their column.
        """
        told = [
            f"{shown}: {value}"
            for name, shown in self.names
            if (value := values.get(name, "").strip())
            and normal(value) not in _ANY
            and f" {normal(value)} " not in f" {normal(question)} "
        ]
        return f"{question} ({', '.join(told)})" if told else question


def find_conditions(
    rows: Sequence[tuple[str, str, Mapping[str, str]]], names: Mapping[str, str]
) -> Conditions:
    """The columns that tell apart questions with several answers; none where no column does.

    The fewest columns that settle the most questions are taken. Those that would leave half of
    them unsettled say little about them and are none.

    Args:
        rows: question, answer, and the other cells by the normal name of their column.
        names: normal name of every column to its name as written.
    """
    asked: dict[str, list[tuple[str, Mapping[str, str]]]] = defaultdict(list)
    for question, answer, values in rows:
        asked[normal(question)].append((normal(answer), values))
    open_ones = [group for group in asked.values() if len({answer for answer, _ in group}) > 1]
    able = [name for name in names if _may_be_condition(name, open_ones)][:_MOST_LOOKED_AT]
    tried = chain.from_iterable(combinations(able, n) for n in range(1, _MOST_COLUMNS + 1))
    settled = {some: sum(_settles(some, group) for group in open_ones) for some in tried}
    best = max(settled, key=lambda some: (settled[some], -len(some)), default=())
    n_settled = settled.get(best, 0)
    is_clear = n_settled > 1 or any(_KNOWN.search(name) for name in best)
    if not n_settled or not is_clear or 2 * n_settled < len(open_ones):
        return Conditions()
    return Conditions(tuple((name, names[name].strip()) for name in best))


def _may_be_condition(name: str, groups: Sequence[Sequence[tuple[str, Mapping[str, str]]]]) -> bool:
    if not name or _NEVER.search(name):
        return False
    cells = [values.get(name, "").strip() for group in groups for _, values in group]
    return all(
        len(cell) <= _MAX_CHARACTERS
        and len(cell.split()) <= _MAX_WORDS
        and not cell.endswith("?")
        and not _DATE.search(cell)
        for cell in cells
    )


def _settles(names: Sequence[str], group: Sequence[tuple[str, Mapping[str, str]]]) -> bool:
    """Whether these columns leave one answer to the question for each of their values."""
    answers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for answer, values in group:
        answers[tuple(normal(values.get(name, "")) for name in names)].add(answer)
    return all(len(found) == 1 for found in answers.values())
