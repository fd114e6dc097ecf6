"""Examples as rows of the shapes that fine-tuning data comes in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from inhouse.records import Conversation, Dataset, Example, Finding, SplitName

__all__ = ["FORMS", "DataForm", "Exportable", "rows_of"]

DataForm = Literal["chat", "alpaca", "sharegpt", "completion", "table"]
FORMS: tuple[DataForm, ...] = get_args(DataForm)
Row: TypeAlias = dict[str, object]

_TAG = re.compile(r"</|<br", re.IGNORECASE)
_SHAREGPT = {"system": "system", "user": "human", "assistant": "gpt"}


@dataclass(frozen=True, slots=True)
class Exportable:
    """Rows to write, and what they hold.

    Args:
        rows: one an example, all with the same names.
        examples: those of the rows, in their order.
        left_out: conversations that the shape cannot say.
    """

    rows: tuple[Row, ...]
    examples: tuple[Example, ...]
    left_out: tuple[Example, ...]


def rows_of(
    dataset: Dataset,
    findings: Iterable[Finding],
    form: DataForm,
    *,
    part: SplitName | None = None,
    bare: bool = False,
) -> Exportable:
    """The examples of a dataset in one shape.

    Args:
        dataset: the version.
        findings: of its checks; each is told beside the examples it is about.
        form: the shape.
        part: only this part of the split; None for all.
        bare: only what the shape itself has; else also id, split, source, findings and labels.
    """
    parts = {i: name for name in get_args(SplitName) for i in getattr(dataset.split, name)}
    chosen = [e for e in dataset.examples if part is None or parts.get(e.id) == part]
    shape = _shape(form, chosen)
    shaped = [(example, shape(example.messages)) for example in chosen]
    kept = [(example, row) for example, row in shaped if row is not None]
    beside = _Beside(parts, _told(findings))
    return Exportable(
        tuple(row if bare else {**row, **beside.of(example)} for example, row in kept),
        tuple(example for example, _ in kept),
        tuple(example for example, row in shaped if row is None),
    )


def _shape(form: DataForm, examples: Sequence[Example]) -> Callable[[Conversation], Row | None]:
    if form == "chat":
        return lambda talk: {"messages": _chat(talk)}
    if form == "sharegpt":
        return lambda talk: {
            "conversations": [{"from": _SHAREGPT[m.role], "value": m.content} for m in talk]
        }
    single = all(_is_pair(e.messages) for e in examples)
    if form == "completion":
        return _texts if single else _messages
    if form == "table":
        return lambda talk: _table(talk, single=single)
    return _alpaca


def _is_pair(talk: Conversation) -> bool:
    """Whether two texts say all of it: readers of such take tags in them for a web page's."""
    roles = [m.role for m in talk]
    return roles == ["user", "assistant"] and not any(_TAG.search(m.content) for m in talk)


def _chat(talk: Conversation) -> list[dict[str, str]]:
    return [{"role": m.role, "content": m.content} for m in talk]


def _texts(talk: Conversation) -> Row:
    """Prompt and completion as texts, where that says all of every example."""
    return {"prompt": talk[0].content, "completion": talk[1].content}


def _messages(talk: Conversation) -> Row:
    """The same as messages, for all rows as soon as one has more turns: one type a column."""
    return {"prompt": _chat(talk[:-1]), "completion": _chat(talk[-1:])}


def _table(talk: Conversation, *, single: bool) -> Row:
    """The last question and its answer; the whole conversation beside them where there is more."""
    asked = next((m.content for m in reversed(talk[:-1]) if m.role == "user"), "")
    pair: Row = {"question": asked, "answer": talk[-1].content}
    return pair if single else {**pair, "messages": None if _is_pair(talk) else _chat(talk)}


def _alpaca(talk: Conversation) -> Row | None:
    """Instruction and output, earlier turns as history; None where turns do not alternate."""
    told = talk[0].content if talk[0].role == "system" else ""
    turns = talk[1:] if told else talk
    if [m.role for m in turns] != ["user", "assistant"] * (len(turns) // 2):
        return None
    pairs = [[turns[i].content, turns[i + 1].content] for i in range(0, len(turns), 2)]
    *history, (asked, answer) = pairs
    return {
        "instruction": asked, "input": "", "output": answer, "system": told, "history": history,
    }  # fmt: skip


def _told(findings: Iterable[Finding]) -> Mapping[str, list[str]]:
    """Example id to what the checks say about it."""
    told: dict[str, list[str]] = {}
    for finding, example in itertools.chain.from_iterable(
        ((finding, example) for example in finding.examples) for finding in findings
    ):
        told.setdefault(example, []).append(f"{finding.check}: {finding.evidence}")
    return told


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is told beside an example's words."""

    parts: Mapping[str, SplitName]
    findings: Mapping[str, Sequence[str]]

    def of(self, example: Example) -> Row:
        place = example.source
        return {
            "id": example.id,
            "split": self.parts.get(example.id, "unused"),
            "file": place.file,
            "sheet": place.sheet,
            "page": place.page,
            "row": place.row,
            "section": place.section,
            "findings": list(self.findings.get(example.id, ())),
            "labels": dict(sorted(example.labels.items())),
        }
