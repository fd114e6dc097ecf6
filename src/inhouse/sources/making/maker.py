"""What a maker is: it turns one document into questions with answers, and cites the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from inhouse.records import Document, Spec
from inhouse.sources.making.page import Page, read_page
from inhouse.sources.making.templates import Templates
from inhouse.sources.reader import Faults, Table

__all__ = ["Made", "Maker", "MakerSettings", "Material"]

_ALL = (
    "faq",
    "troubles",
    "mail",
    "tickets",
    "work_orders",
    "code_lists",
    "labelled_texts",
    "table_rows",
    "contracts",
    "posts",
    "abstracts",
    "articles",
    "code",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One question with its answer, and where the answer's words stand.

    Args:
        question: what a customer or colleague would say.
        answer: what the firm says.
        start: first character of the cited words in the document's text.
        end: one past the last.
        row: 1-based line or row for people, or None for the document's own.
    """

    question: str
    answer: str
    start: int
    end: int
    row: int | None = None


@dataclass(frozen=True, slots=True)
class MakerSettings:
    """What a firm may choose.

    Args:
        makers: names of the makers that work.
        max_table_examples: most examples made of one table.
        staff: addresses or domains of the firm's own mail, or "auto".
        templates: the wording of made questions.
    """

    makers: tuple[str, ...] = _ALL
    max_table_examples: int = 2000
    staff: str = "auto"
    templates: Templates = Templates()  # noqa: RUF009 - frozen


@dataclass(frozen=True)
class Material:
    """One document as makers see it.

    Args:
        document: the words.
        table: its rows and columns when it is a table, or None.
    """

    document: Document
    table: Table | None = None

    @cached_property
    def page(self) -> Page:
        """The document's build, read once."""
        return read_page(self.document.text)

    def kind(self) -> str:
        """What the document is: "table", "code", "mail", "contract", "post" or "page"."""
        from inhouse.sources.making.kinds import kind_of

        return "table" if self.table is not None else kind_of(self.page, self.document)


class Maker(Protocol):
    """Makes examples of one kind of document."""

    @property
    def spec(self) -> Spec:
        """What rebuilds it."""
        ...

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """The document's questions and answers; nothing when it is not of this kind."""
        ...
