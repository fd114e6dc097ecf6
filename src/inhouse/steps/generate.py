"""Reads: what was ingested.

Makes: examples that a larger model writes, questions about passages and other ways to ask; kept
only where the passage states every fact of the answer.
Refuses when: no model is set, or it cannot be reached; what was written until then is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from inhouse.errors import NothingThere
from inhouse.records import (
    Example,
    FileDescription,
    Work,
    content_id,
)
from inhouse.records.rows import rows_of
from inhouse.registry import IngestedFile
from inhouse.sources.generating import (
    VERSION,
    Amounts,
    Judged,
    new_questions,
    prompts_of,
)
from inhouse.steps.ingest import Ingested
from inhouse.steps.project import Project, memoized
from inhouse.steps.writing import ask, known_answer, writer_name

__all__ = ["Generated", "current_examples", "generate", "with_generated"]


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written and kept.

    Args:
        examples: those that are kept.
        n_prompts: passages and questions that were written about.
        n_asked: of these, those that the model was asked now; the rest was known.
        dropped: reason to how many were not kept for it.
        writer: which model wrote them.
    """

    examples: tuple[Example, ...]
    n_prompts: int
    n_asked: int
    dropped: Mapping[str, int]
    writer: str


def with_generated(project: Project, ingested: Ingested) -> Work[Ingested]:
    """What was ingested, and what a model wrote from it when one is set."""
    config = project.config.generate
    if not config.is_set:
        return ingested
    written = yield from generate(project, ingested)
    key = content_id(ingested.key, *(example.id for example in written.examples))
    return replace(ingested, key=key, examples=(*ingested.examples, *written.examples))


def generate(project: Project, ingested: Ingested) -> Work[Generated]:
    """The examples that the configured model writes; a passage that did not change is not asked.

    Raises:
        ModelUnavailable: it cannot be reached.
        NothingThere: none is configured.
    """
    config = project.config.generate
    if not config.is_set:
        raise NothingThere(
            "Questions are written by a larger model,",
            "and none is set.",
            "Set one: inhouse generate FOLDER --set generate.endpoint=http://localhost:8000/v1, or"
            " --set generate.model=NAME for a base model of this machine.",
        )
    key = content_id("generated", ingested.key, repr(config), VERSION)

    def make() -> Work[tuple[Mapping[str, object], str]]:
        name = writer_name(config)
        amounts = Amounts(config.questions, config.paraphrases, config.max_prompts)
        prompts = list(prompts_of(ingested.documents, ingested.examples, amounts, name))
        n_asked = yield from ask(project, [p for p in prompts if known_answer(project, p) is None])
        judged = [(p, known_answer(project, p) or Judged()) for p in prompts]
        examples = new_questions(
            [e for p, kept in judged for e in p.examples(kept)], ingested.examples
        )
        dropped: Counter[str] = Counter()
        for _, one in judged:
            dropped.update(one.dropped)
        facts = FileDescription("generated", name, 0, len(examples), 0, n_made=len(examples))
        writer = project.registry.contents_writer()
        writer.begin(key)
        writer.add(rows_of(examples=examples))
        writer.end(facts)
        writer.flush()
        result = {"examples": key, "n_prompts": len(prompts), "n_asked": n_asked,
                  "dropped": dict(dropped), "writer": name}  # fmt: skip
        n_lost = sum(dropped.values())
        return result, f"{len(examples)} examples written and kept, {n_lost} not kept"

    result = yield from memoized(project, "generate", (key,), make)
    project.registry.remember("generate", "current", {"examples": key}, seconds=0.0)
    return Generated(
        _stored(project, key),
        cast("int", result["n_prompts"]),
        cast("int", result["n_asked"]),
        cast("Mapping[str, int]", result["dropped"]),
        str(result["writer"]),
    )


def current_examples(project: Project) -> tuple[Example, ...]:
    """What was written last, for looking at."""
    known = project.registry.recall("generate", "current")
    return _stored(project, str(known["examples"])) if known is not None else ()


def _stored(project: Project, key: str) -> tuple[Example, ...]:
    found = project.registry.descriptions([key]).get(key)
    return tuple(project.registry.load_file(IngestedFile("", key, "", 0, 0, 0, found)).examples)
