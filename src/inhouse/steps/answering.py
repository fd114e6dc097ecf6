"""Sets up the contenders from the training split and lets them answer; used by compare and chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.contenders import (
    Contender,
    Index,
    Limits,
    Materials,
    answer_all,
    build,
    choose_shots,
    chunks_of,
)
from inhouse.records import Dataset, Document, Example, Progress, Work
from inhouse.rendering import Renderer
from inhouse.steps.material import known_documents
from inhouse.steps.project import Project
from inhouse.steps.train import TrainedRun
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task
from inhouse.tasks.answer import max_tokens as answer_length

__all__ = ["Held", "all_replies", "contenders_of", "limits_of", "materials_of"]


@dataclass(frozen=True, slots=True)
class Held:
    """What answering needs: the dataset, every document, the run."""

    dataset: Dataset
    documents: Sequence[Document]
    trained: TrainedRun


def contenders_of(project: Project, held: Held, bench: Workbench) -> Work[dict[str, Contender]]:
    """Every configured contender by name, made of the training split alone."""
    materials = yield from materials_of(project, held, bench)
    return {name: build(name, materials) for name in project.config.compare.contenders}


def materials_of(project: Project, held: Held, bench: Workbench) -> Work[Materials]:
    """What the contenders are made of.

    Documents that hold a validation or test example are left out of the index: all contenders
    know the same, and none has seen the questions that judge it.
    """
    embedder = yield from bench.embedder()
    yield Progress("Indexing the documents", 0, None, "documents")
    config = project.config.compare
    known = known_documents(held.dataset, held.documents)
    return Materials(
        task=build_task(project.config.task),
        system=held.trained.system,
        shots=choose_shots(held.dataset.part("train"), config.few_shot_examples),
        index=Index(chunks_of(known, words=config.chunk_words), embedder),
        n_chunks=config.retrieval_chunks,
    )


def limits_of(project: Project, held: Held, renderer: Renderer, bench: Workbench) -> Limits:
    """How long an answer may be: as the training answers are."""
    chosen = project.config.compare.max_tokens
    lengths = [len(renderer.completion(e.answer)) for e in held.dataset.part("train")]
    longest = answer_length(lengths) if chosen == "auto" else chosen
    return Limits(longest, bench.context_length)


def all_replies(
    project: Project,
    held: Held,
    examples: Sequence[Example],
    bench: Workbench,
    context: str,
) -> Work[None]:
    """Sees to it that the registry holds every contender's reply to every example."""
    names = project.config.compare.contenders
    registry = project.registry
    done = {(r.contender, r.example_id) for r in registry.replies(context)}
    if all((name, e.id) in done for name in names for e in examples):
        return
    contenders = yield from contenders_of(project, held, bench)
    yield from bench.adapter_of(held.trained.run)
    renderer = yield from bench.renderer()
    engine = yield from bench.engine()
    limits = limits_of(project, held, renderer, bench)
    for name in names:
        left = [e for e in examples if (name, e.id) not in done]
        if left:
            yield from answer_all(
                contenders[name],
                left,
                (renderer, engine),
                limits,
                lambda reply: registry.add_reply(context, reply),
            )
