"""Facts in an answer that the source it cites does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.records import PASSAGE_LABELS, Case, Document, Example, Finding, Spec
from inhouse.scoring.facts.grounding import ungrounded

__all__ = ["UngroundedAnswers"]

# Columns that name where an answer was taken from.
_NAMES_A_SOURCE = (
    "source", "sources", "source file", "source document", "file", "filename", "file name",
    "document", "doc", "page", "article", "reference", "url", "link", "path",
)  # fmt: skip
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Cited:
    text: str
    where: str


class UngroundedAnswers:
    """Asks about answers with a number, sum, date, time or name that their source does not state.

    Only an answer that cites words of another text has such a source: those it was made of, a
    column with the passage, or a column that names a document of the folder. What the question
    states may be said again.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("ungrounded_answers", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the answers that say more than their source."""
        named = _by_name(background.documents, {e.source.file for e in examples})
        cases = [
            case
            for e in examples
            if (cited := _cited(e, background.documents, named)) is not None
            and (case := _case(e, cited)) is not None
        ]
        return Checked(tuple(examples), (_finding(cases),) if cases else ())


def _by_name(
    documents: Mapping[str, Document], with_examples: set[str]
) -> Mapping[str, tuple[Document, ...]]:
    """What a column may call a document: its file, with or without folders and ending, its title.

    A table of examples is no source of theirs.
    """
    found: dict[str, list[Document]] = {}
    for document in documents.values():
        file = document.source.file
        base = file.rpartition("/")[2]
        names = {file, base, base.partition(".")[0]}
        if file not in with_examples:
            names.add(document.title)
        for name in filter(None, names):
            found.setdefault(name.casefold(), []).append(document)
    return {name: tuple(own) for name, own in found.items()}


def _cited(
    example: Example,
    documents: Mapping[str, Document],
    named: Mapping[str, tuple[Document, ...]],
) -> _Cited | None:
    words = next((example.labels[n] for n in PASSAGE_LABELS if example.labels.get(n)), None)
    if words is not None:
        return _Cited(words, str(example.source))
    for column in _NAMES_A_SOURCE:
        name = example.labels.get(column, "").strip().rstrip("/").casefold()
        others = [
            d
            for d in named.get(name) or named.get(name.rpartition("/")[2]) or ()
            if d.source.file != example.source.file
        ]
        if others:
            text = "\n\n".join(d.text for d in others)
            return _Cited(text, others[0].source.file)
    document = documents.get(example.document_id)
    if document is None or example.source.span is None:
        return None
    start, end = example.source.span
    return _Cited(document.text[start:end], str(example.source))


def _case(example: Example, cited: _Cited) -> Case | None:
    missing = ungrounded(example.answer, cited.text)
    if missing:
        asked = "\n".join(m.content for m in example.prompt)
        missing = ungrounded(example.answer, f"{cited.text}\n{asked}")
    if not missing:
        return None
    facts = ", ".join(repr(fact.text) for fact in missing[:_SHOWN])
    return Case(
        (example.id,),
        f"{facts} in the answer to {example.question[:60]!r} ({example.source}) is not in"
        f" {cited.where}",
        marks={example.id: tuple(fact.text for fact in missing)},
    )


def _finding(cases: Sequence[Case]) -> Finding:
    return Finding(
        check="ungrounded_answers",
        severity="warning",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'answer states', 'answers state')}"
        f" what the cited source does not"
        f" ({listed(case.evidence for case in cases)})",
        fix="Look it up in the source, and correct the answer or the source.",
        cases=tuple(cases),
    )
