"""Sets up the contenders from what may be known and lets them answer; for compare and chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inhouse.contenders import (
    Index,
    Ingredients,
    Limits,
    PromptBased,
    ask_each,
    build,
    choose_shots,
    chunks_of,
    facts_of,
    fit,
    known_questions,
    reference,
    spec_id,
    with_writers,
)
from inhouse.models.engines import Engine
from inhouse.models.engines.asking import gather_prompts
from inhouse.models.engines.opening import refuse_unfit
from inhouse.records import ContenderFacts, Dataset, Document, Example, Progress, Reply, Work
from inhouse.rendering import Renderer
from inhouse.steps.material import known_documents
from inhouse.steps.policy import policy_of
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import engine_for, engine_settings
from inhouse.steps.train import TrainedRun
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task
from inhouse.tasks import max_tokens

__all__ = [
    "Held",
    "all_replies",
    "entrants_of",
    "ingredients_from",
    "ingredients_of",
    "limits_of",
    "refuse_unaskable",
]


@dataclass(frozen=True, slots=True)
class Held:
    """What answering needs: the dataset, every document, the run."""

    dataset: Dataset
    documents: Sequence[Document]
    trained: TrainedRun


def entrants_of(project: Project) -> tuple[ContenderFacts, ...]:
    """Who answers in this project, the least upkeep first.

    Raises:
        ConfigFault: a contender that is named does not exist.
    """
    chosen, task = project.config.compare.contenders, build_task(project.config.task)
    return facts_of(task.facts.contenders if chosen == "auto" else chosen)


def refuse_unaskable(project: Project) -> None:
    """Refuses what could not be compared, before an hour of training and not after it.

    Raises:
        ConfigFault: a contender that is named, or the engine, does not exist.
        ModelUnavailable: the engine cannot answer as what is trained.
    """
    needs = {need for facts in entrants_of(project) for need in facts.needs}
    settings = engine_settings(project)
    if "model" in needs and settings.engine != "auto":
        refuse_unfit(settings, int("adapter" in needs))


def ingredients_of(
    project: Project, held: Held, bench: Workbench, *, everything: bool = False
) -> Work[Ingredients]:
    """What the contenders are made of; no model is open yet.

    Args:
        project: whose.
        held: the dataset, the documents, the run.
        bench: opens the embedding model.
        everything: for what is served: all questions with their answers are known. While held-out
            questions are asked, those and their answers are known to nobody; what the firm's
            documents say is always known.
    """
    train = held.dataset.part("train")
    if everything:
        return (
            yield from ingredients_from(
                project, held.documents, held.dataset.examples, train, held.trained.system, bench
            )
        )
    known = known_documents(held.dataset, held.documents)
    return (yield from ingredients_from(project, known, train, train, held.trained.system, bench))


def ingredients_from(
    project: Project,
    documents: Sequence[Document],
    examples: Sequence[Example],
    solved: Sequence[Example],
    system: str,
    bench: Workbench,
) -> Work[Ingredients]:
    """Ingredients with an index of these documents and examples.

    Args:
        project: whose.
        documents: what may be looked up.
        examples: known questions with their answers.
        solved: examples that the shots of a prompt are chosen from.
        system: the system prompt.
        bench: opens the embedding model.
    """
    embedder = yield from bench.embedder()
    yield Progress("Indexing what is known", 0, None, "passages")
    config = project.config.compare
    rows = {e.document_id for e in examples}
    # A row of questions and answers is known by its question already.
    pages = [d for d in documents if d.source.row is None or d.id not in rows]
    chunks = (*known_questions(examples), *chunks_of(pages, words=config.chunk_words))
    knowledge = Index(chunks, embedder)
    needed = any("policy" in facts.needs for facts in entrants_of(project))
    policy = (yield from policy_of(project, knowledge, examples)) if needed else None
    return Ingredients(
        task=build_task(project.config.task),
        system=system,
        shots=choose_shots(solved, config.few_shot_examples) if solved else (),
        knowledge=knowledge,
        n_chunks=config.retrieval_chunks,
        policy=policy,
    )


def limits_of(project: Project, held: Held, renderer: Renderer, bench: Workbench) -> Limits:
    """How long an answer may be: as the training answers are."""
    chosen = project.config.compare.max_tokens
    lengths = [len(renderer.completion(e.answer)) for e in held.dataset.part("train")]
    task = build_task(project.config.task)
    longest = max_tokens(task.facts, lengths) if chosen == "auto" else chosen
    return Limits(longest, min(bench.context_length, project.config.serve.context_length))


def all_replies(
    project: Project,
    held: Held,
    examples: Sequence[Example],
    bench: Workbench,
    context: str,
) -> Work[None]:
    """Sees to it that the registry holds every contender's reply to every example.

    They are asked through the engine that would serve them, so what is scored is what is served.
    A contender whose spec is another than when it was asked is asked again.
    """
    done = {(r.contender, r.example_id): r.spec for r in project.registry.replies(context)}
    ingredients = yield from ingredients_of(project, held, bench)
    left: dict[ContenderFacts, list[Example]] = {}
    for facts in entrants_of(project):
        own = spec_id(build(facts.name, ingredients))
        rows = [e for e in examples if done.get((facts.name, e.id)) != own]
        if rows:
            left[facts] = rows
    if not left:
        return
    nats = yield from _reference_nats(project, held, left, ingredients, bench)
    engine, ingredients = yield from _opened(project, held, left, ingredients, bench)

    def keep(reply: Reply) -> None:
        known = nats.get((reply.contender, reply.example_id))
        project.registry.add_reply(context, replace(reply, reference_nats=known))

    try:
        for facts, rows in left.items():
            yield from ask_each(build(facts.name, ingredients), rows, engine, keep)
    finally:
        if engine is not None:
            engine.close()


def _opened(
    project: Project,
    held: Held,
    asked: Iterable[ContenderFacts],
    ingredients: Ingredients,
    bench: Workbench,
) -> Work[tuple[Engine | None, Ingredients]]:
    """The engine of [serve] where a contender needs one, and the ingredients with it."""
    needs = {need for facts in asked for need in facts.needs}
    if "model" not in needs:
        return None, ingredients
    renderer = yield from bench.renderer()
    folder = yield from bench.folder()
    adapter = held.trained.run.adapter.sha256 if "adapter" in needs else None
    adapters = (adapter,) if adapter is not None else ()
    yield Progress("Opening the engine", 0, None, "steps")
    opened = yield from engine_for(project, adapters, folder, renderer)
    engine = gather_prompts(opened)
    limits = limits_of(project, held, renderer, bench)
    return engine, with_writers(ingredients, renderer, engine, limits, adapter)


def _reference_nats(
    project: Project,
    held: Held,
    asked: Mapping[ContenderFacts, Sequence[Example]],
    ingredients: Ingredients,
    bench: Workbench,
) -> Work[dict[tuple[str, str], float]]:
    """-log p (nats) of the firm's own answers, by contender and example, where training shows.

    Serving engines do not tell the likelihood of a given text; PyTorch does.
    """
    pair = ingredients.task.facts.learned_pair
    rows = {facts: rows for facts, rows in asked.items() if facts.name in pair}
    if not rows:
        return {}
    yield from bench.adapter_of(held.trained.run)
    renderer = yield from bench.renderer()
    likelihoods = yield from bench.likelihoods()
    limits = limits_of(project, held, renderer, bench)
    found: dict[tuple[str, str], float] = {}
    for facts, examples in rows.items():
        yield Progress("Reading your own answers", 0, len(examples), "answers", facts.title)
        contender = build(facts.name, ingredients)
        if isinstance(contender, PromptBased):
            prompts = [
                fit(renderer, contender.prepare(e.prompt).messages, limits) for e in examples
            ]
            given = [
                reference(renderer, prompt, e) for prompt, e in zip(prompts, examples, strict=True)
            ]
            nats = likelihoods.reference_nats(given, adapter=facts.fine_tuned)
            found |= {(facts.name, e.id): n for e, n in zip(examples, nats, strict=True)}
    return found
