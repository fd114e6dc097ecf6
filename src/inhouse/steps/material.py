"""What training reads, by method: conversations, pairs of answers, or the documents' own text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from inhouse.contenders import trained_conversation
from inhouse.curation.likeness import normal_words
from inhouse.errors import NotEnoughData
from inhouse.records import Dataset, Document, Example, Message, Preference, Rendered
from inhouse.rendering import Renderer, packed, prove
from inhouse.scoring.facts.plain import plain
from inhouse.steps.discretion import discreet
from inhouse.steps.project import Project
from inhouse.tasks import build as build_task
from inhouse.training import Item

__all__ = ["Material", "known_documents", "material_of"]

_REJECTED = "rejected"
_BLOCK_TOKENS = 512
_VALIDATED = 10  # one block in so many
_OWN_WORDS = 0.9


@dataclass(frozen=True, slots=True)
class Material:
    """Training and validation items, and one of the sequences to show people.

    `examples` are the ids of the training items; empty where these are no examples.
    """

    train: Sequence[Item]
    validation: Sequence[Item]
    shown: Rendered
    examples: tuple[str, ...] = ()


def material_of(
    project: Project,
    dataset: Dataset,
    documents: Sequence[Document],
    system: str,
    renderer: Renderer,
) -> Material:
    """What the project's method learns from.

    Args:
        project: names task and method.
        dataset: of the examples.
        documents: all that were read; only "cpt" looks at them.
        system: the system prompt of every conversation.
        renderer: of the base model.

    Raises:
        NotEnoughData: there are no pairs of answers, or no documents, to learn from.
        MaskProofFailed: a conversation would not be learned as it is served.
    """
    method = project.config.training.method
    if method == "cpt":
        return _blocks(project, dataset, documents, renderer)
    render = _Rendering(project, system, renderer)
    if method == "dpo":
        return _pairs(project, dataset, render)
    named, (_, validation) = (
        _short_enough(project, dataset.part(part), render) for part in ("train", "validation")
    )
    ids, train = named
    if not train or not validation:
        raise NotEnoughData(
            f"Examples are learned from up to training.max_length = {_longest(project)} tokens,",
            "but all of the training or all of the validation examples are longer.",
            'Raise it, or leave it out: training.max_length is "auto" by default.',
        )
    return Material(train, validation, _typical(train), ids)


def _longest(project: Project) -> float:
    chosen = project.config.training.max_length
    return math.inf if chosen == "auto" else chosen


def _short_enough(
    project: Project, examples: Sequence[Example], render: _Rendering
) -> tuple[tuple[str, ...], list[Rendered]]:
    """Ids and tokens of the examples that are no longer than is wanted."""
    rows = [(example.id, render.row(example)) for example in examples]
    kept = [(i, row) for i, row in rows if len(row.ids) <= _longest(project)]
    return tuple(i for i, _ in kept), [row for _, row in kept]


def known_documents(dataset: Dataset, documents: Iterable[Document]) -> list[Document]:
    """The documents, short of the places where a validation or test answer stands.

    What a firm's files say is known to everything that may look it up; what is held out are
    questions. A row that is held out is left out whole. Of a page that answers a held-out question
    the rest is kept (offsets then count in the rest), and what it says elsewhere stays.
    """
    used = {e.document_id for e in dataset.examples}
    learned = {e.document_id for e in dataset.part("train")}
    held: dict[str, list[Example]] = {}
    for example in (*dataset.part("validation"), *dataset.part("test")):
        held.setdefault(example.document_id, []).append(example)
    return [
        _without(d, held.get(d.id, ()))
        for d in documents
        if d.id in learned or d.id not in used or d.source.row is None
    ]


def _without(document: Document, held: Sequence[Example]) -> Document:
    """A document short of the places that hold the answers of `held` in their own words."""
    spans = [example.source.span or (0, len(document.text)) for example in held]
    places = sorted(
        (start, end)
        for example, (start, end) in zip(held, spans, strict=True)
        if _answers(document.text[start:end], example)
    )
    if not places:
        return document
    rest, after = [], 0
    for start, end in places:
        rest.append(document.text[after:start])
        after = max(after, end)
    rest.append(document.text[after:])
    text = "\n\n".join(part.strip() for part in rest if part.strip())
    return replace(document, text=text, page_starts=())


def _answers(text: str, example: Example) -> bool:
    """Whether nearly all words of the answer are this text's, fictions and marks apart."""
    words, there = normal_words(example.answer).split(), set(_words(text).split())
    return sum(word in there for word in words) >= _OWN_WORDS * len(words)


def _words(text: str) -> str:
    return normal_words(plain(text))


@dataclass(frozen=True, slots=True)
class _Rendering:
    """An example as tokens, proved before anything is learned."""

    project: Project
    system: str
    renderer: Renderer

    def row(self, example: Example) -> Rendered:
        """The whole conversation."""
        talk = trained_conversation(example, build_task(self.project.config.task), self.system)
        row = self.renderer.example(talk)
        prove(self.renderer, talk, row)
        return row

    def pair(self, example: Example, rejected: str) -> Preference:
        """The conversation with its answer, and with the rejected one."""
        plain = Message("assistant", self.renderer.neutralize(rejected))
        other = replace(example, messages=(*example.prompt, plain))
        return Preference(self.row(example), self.row(other))


def _typical(rows: Sequence[Rendered]) -> Rendered:
    return sorted(rows, key=lambda row: len(row.ids))[len(rows) // 2]


def _pairs(project: Project, dataset: Dataset, render: _Rendering) -> Material:
    parts: list[list[Preference]] = []
    ids: list[tuple[str, ...]] = []
    for part in (dataset.part("train"), dataset.part("validation")):
        own = [e for e in part if _rejected(e, render.renderer)]
        answers = discreet(project, dataset.examples, [e.labels[_REJECTED] for e in own])
        ids.append(tuple(e.id for e in own))
        parts.append([render.pair(e, answer) for e, answer in zip(own, answers, strict=True)])
    train, validation = parts
    if not train or not validation:
        raise NotEnoughData(
            'Preference tuning (training.method = "dpo") learns from pairs: rows of JSON lines'
            " with prompt, chosen and rejected,",
            f"but {len(train)} of the training examples and {len(validation)} of the validation"
            " examples have a rejected answer.",
            "Add pairs, or train on the answers alone: inhouse run FOLDER --set"
            " training.method=lora",
        )
    return Material(train, validation, _typical([pair.chosen for pair in train]), ids[0])


def _rejected(example: Example, renderer: Renderer) -> bool:
    """Whether it has a rejected answer that says something else and that the model can write."""
    words = example.labels.get(_REJECTED, "").strip()
    return (
        bool(words)
        and words != example.answer.strip()
        and renderer.can_write(renderer.neutralize(words))
    )


def _blocks(
    project: Project, dataset: Dataset, documents: Sequence[Document], renderer: Renderer
) -> Material:
    known = known_documents(dataset, documents)
    texts = discreet(project, dataset.examples, [document.text for document in known])
    chosen = project.config.training.max_length
    blocks = packed(renderer, texts, _BLOCK_TOKENS if chosen == "auto" else max(2, chosen))
    if len(blocks) < 2:
        raise NotEnoughData(
            'Continued pre-training (training.method = "cpt") learns from the text of documents'
            " that hold no test question,",
            f"but the {len(known)} that are left give {len(blocks)} blocks of tokens, and one to"
            " learn from and one to validate with are needed.",
            "Add documents, or lower the block's length: inhouse run FOLDER --set"
            " training.max_length=128",
        )
    held = set(range(len(blocks))[_VALIDATED - 1 :: _VALIDATED]) or {len(blocks) - 1}
    train, validation = (
        [block for i, block in enumerate(blocks) if (i in held) is kept] for kept in (False, True)
    )
    return Material(train, validation, _typical(train))
