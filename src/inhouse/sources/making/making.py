"""Has every maker look at every document of a file, and keeps what is grounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from inhouse.plugins import PluginTable
from inhouse.records import CUSTOMER_LABEL, Example, Message, content_id
from inhouse.scoring.facts.grounding import ungrounded
from inhouse.sources.columns import near_miss
from inhouse.sources.customers import customer_keys
from inhouse.sources.making.maker import Maker, MakerSettings, Material
from inhouse.sources.reader import Faults, FileContents, Table, example_of

__all__ = ["BUILT_IN", "build_makers", "make", "makers_id"]

BUILT_IN = MappingProxyType(
    {
        "faq": "inhouse.sources.makers.faq:Faq",
        "troubles": "inhouse.sources.makers.troubles:Troubles",
        "mail": "inhouse.sources.makers.mail:Mail",
        "tickets": "inhouse.sources.makers.tables.tickets:Tickets",
        "work_orders": "inhouse.sources.makers.tables.work_orders:WorkOrders",
        "code_lists": "inhouse.sources.makers.tables.code_lists:CodeLists",
        "labelled_texts": "inhouse.sources.makers.tables.labelled_texts:LabelledTexts",
        "table_rows": "inhouse.sources.makers.tables.table_rows:TableRows",
        "contracts": "inhouse.sources.makers.contracts:Contracts",
        "posts": "inhouse.sources.makers.posts:Posts",
        "abstracts": "inhouse.sources.makers.abstracts:Abstracts",
        "articles": "inhouse.sources.makers.articles:Articles",
        "code": "inhouse.sources.makers.code:Code",
    }
)
_TABLE = PluginTable("maker", "inhouse.makers", BUILT_IN, "Correct ingest.makers in inhouse.toml.")


def build_makers(settings: MakerSettings) -> tuple[Maker, ...]:
    """The makers that were chosen, in their order.

    Raises:
        ConfigFault: one of them does not exist.
    """
    return tuple(_TABLE.load(name)(settings) for name in settings.makers)


def makers_id(settings: MakerSettings) -> str:
    """Hash of everything that decides what is made of a document."""
    specs = [f"{m.spec.name} {m.spec.version}" for m in build_makers(settings)]
    return content_id(repr(settings), *specs)


def make(contents: FileContents, makers: Sequence[Maker]) -> FileContents:
    """What the file gave, with the examples that could be made of its documents.

    Documents that held examples already (rows of questions and answers) are left to them. An
    answer whose facts are not in its cited words is dropped, with a finding.
    """
    faults = Faults()
    tables: dict[str, list[Table]] = {}
    for table in contents.tables:
        tables.setdefault(table.document_id, []).append(table)
    answered = {example.document_id for example in contents.examples}
    made: list[Example] = []
    for document in contents.documents:
        own = tables.get(document.id, [])
        whole = [table for table in own if not table.inside]
        if document.id in answered and not (own and not whole):
            continue
        seen: list[Table | None] = [*whole] or [None, *own]
        here = [e for t in seen for e in _examples(Material(document, t), makers, faults)]
        made += here
        if whole:
            memory = whole[0].memory
            memory.n_made += len(here)
            if whole[0].is_last and not memory.n_made:
                _report_silent(whole[0], faults)
    return replace(
        contents,
        examples=(*contents.examples, *made),
        findings=(*contents.findings, *faults.findings()),
    )


def _examples(material: Material, makers: Sequence[Maker], faults: Faults) -> Iterator[Example]:
    document = material.document
    whose = _customers(material.table)
    for maker in makers:
        for made in maker.make(material, faults):
            where = replace(
                document.source,
                page=document.page_at(made.start) or document.source.page,
                row=made.row if made.row is not None else document.source.row,
                span=(made.start, made.end),
                section=_section(material, made.start),
            )
            missing = ungrounded(made.answer, document.text[made.start : made.end])
            if missing:
                facts = ", ".join(f"'{fact.text}'" for fact in missing[:3])
                faults.add(
                    "ungrounded",
                    "warning",
                    where,
                    f"expected every fact of the answer in the words it came from, {facts} is not",
                    fix="The example was left out. Check the words at that place.",
                )
            elif made.question.strip() and made.answer.strip():
                talk = (Message("user", made.question), Message("assistant", made.answer))
                labels = {"maker": maker.spec.name, **whose.get(where.row, {})}
                yield example_of(talk, where, document.id, labels)


def _customers(table: Table | None) -> dict[int | None, dict[str, str]]:
    """Row to the label of its customer, where the table has such a column."""
    if table is None or table.inside:
        return {}
    keys = {
        row.source.row: customer_keys(dict(zip(table.header, row.cells, strict=True)))
        for row in table.rows
    }
    return {row: {CUSTOMER_LABEL: content_id(own[0])} for row, own in keys.items() if own}


def _section(material: Material, start: int) -> str | None:
    """The heading that the cited words stand under, or are."""
    whole_table = material.table is not None and not material.table.inside
    if whole_table or material.kind() in ("mail", "code"):
        return None
    above = [s.title for s in material.page.sections if s.start <= start and s.title]
    return above[-1] if above else None


def _report_silent(table: Table, faults: Faults) -> None:
    names = ", ".join(repr(cell) for cell in table.header[:12] if cell.strip())
    faults.add(
        "columns",
        "warning",
        table.source,
        "expected a column of questions and a column of answers (question, answer), or one that"
        f" names each row, found {names}.{near_miss(table.header)} Its text is used for retrieval"
        " only",
        fix="If rows hold questions and answers, name those two columns so in the first row.",
    )
