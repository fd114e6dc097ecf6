"""Whether what is served answers as PyTorch does: the gate of promote, the check of export.

Reads: a recipe, and the held-out questions. Makes: the agreement.
Refuses when: too few of the answers are equal.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator
from dataclasses import dataclass

from inhouse.contenders import PromptBased, build, facts_of
from inhouse.models.engines import BASE, EngineFacts
from inhouse.models.exports.checking import Answering, Check, compared, refuse_differing
from inhouse.models.fetch import fetch
from inhouse.models.parity import Agreement
from inhouse.records import Channel, Conversation, Message, Notice, Progress, Recipe, Release, Work
from inhouse.rendering import Renderer, open_renderer
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import adapters_of, dataset_in, embedder_for, engine_for, thaw

__all__ = [
    "Parity",
    "check_of",
    "details_of",
    "drawn",
    "refuse_unlike",
    "served_parity",
    "unproven",
]

_N_PROMPTS, _MAX_TOKENS = 20, 24
_NO_ENGINE, _REFERENCE = "none", "torch"
_QUESTIONS = (
    "What are your opening hours?", "What does it cost?", "Can I book for next week?",
    "Do you take cards?", "Where are you?", "Who do I talk to about a problem?",
    "Is there parking?", "How long does it take?", "What should I bring?", "Can I cancel?",
    "Do you work on Saturdays?", "What do you recommend for children?", "Is it urgent?",
    "Do you give discounts?", "How do I reach you?", "What happens if I am late?",
    "Can you send me a receipt?", "Do you have anything today?", "Do I need an appointment?",
    "Thank you for your help.",
)  # fmt: skip


def check_of(project: Project, release: Release, renderer: Renderer) -> Work[Check]:
    """Prompts as this release is served: its held-out questions, then what any business hears."""
    recipe = project.registry.serving.releases.recipe(release)
    embedder = yield from embedder_for(recipe)
    contender = build(recipe.contender, thaw(project.registry, recipe, embedder))
    assert isinstance(contender, PromptBased)
    own = [example.prompt for example in dataset_in(project.registry, release).part("test")]
    common: list[Conversation] = [(Message("user", question),) for question in _QUESTIONS]
    prompts = (renderer.prompt(contender.prepare(talk).messages) for talk in (*own, *common))
    room = min(recipe.context_length, project.config.serve.context_length) - _MAX_TOKENS
    fitting = itertools.islice((ids for ids in prompts if len(ids) <= room), _N_PROMPTS)
    return Check(tuple(fitting), renderer.stop_ids, _MAX_TOKENS)


@dataclass(frozen=True, slots=True)
class Parity:
    """How alike a served release and PyTorch answer.

    Args:
        engine: what serves.
        precision: of its weights.
        agreement: None where PyTorch itself serves, where nothing is generated, and where a model
            elsewhere answers, of which there is no copy here.
    """

    engine: str
    precision: str
    agreement: Agreement | None

    def __str__(self) -> str:
        if self.engine == _NO_ENGINE:
            return "Answers are quoted; no model writes them"
        if self.agreement is None:
            own = self.engine == _REFERENCE
            return "Served by PyTorch itself" if own else f"Served by another model ({self.engine})"
        share, n = self.agreement.equal_share, self.agreement.n
        return f"{share:.0%} of {n} answers equal PyTorch's ({self.engine}, {self.precision})"


def served_parity(project: Project, release: Release, channel: Channel) -> Work[Parity]:
    """The files that would be served if this release were promoted, against PyTorch."""
    recipe = project.registry.serving.releases.recipe(release)
    if not any("model" in facts.needs for facts in facts_of([recipe.contender])):
        return Parity(_NO_ENGINE, _NO_ENGINE, None)
    folder = yield from fetch(recipe.base_model)
    renderer = open_renderer(folder)
    check = yield from check_of(project, release, renderer)
    yield Progress("Opening the engine", 0, None, "steps")
    recipes = [recipe, *_beside(project, recipe, channel)]
    engine = yield from engine_for(project, adapters_of(recipes), folder, renderer)
    adapter = recipe.adapter
    model = Answering(folder, project.registry.path(adapter) if adapter else None, adapter or BASE)
    facts = engine.facts
    try:
        if facts.name == _REFERENCE or facts.reads == "messages":
            return Parity(facts.name, facts.precision, None)
        found = yield from drawn(compared(model, engine, check), len(check.prompts))
    finally:
        engine.close()
    return Parity(facts.name, facts.precision, found)


def refuse_unlike(parity: Parity) -> None:
    """The gate of promote.

    Raises:
        GateRefused: too few answers are equal.
    """
    if parity.agreement is not None:
        refuse_differing(
            parity.agreement,
            parity.precision,
            "Serve in more bits (serve.precision in inhouse.toml), or insist: inhouse promote "
            "--force",
        )


def details_of(parity: Parity) -> dict[str, str]:
    """What is kept of it with the release."""
    return {"parity": str(parity), "engine": parity.engine, "precision": parity.precision}


def unproven(release: Release, facts: EngineFacts) -> Notice | None:
    """A warning where a release is served otherwise than it was compared with PyTorch."""
    details = release.details
    if details.get("engine") == _NO_ENGINE:
        return None
    if (details.get("engine"), details.get("precision")) == (facts.name, facts.precision):
        return None
    return Notice(
        f"Release {release.id} is served by {facts.name} in {facts.precision}, which was not "
        f"compared with PyTorch ({details.get('parity', 'nothing was')}): inhouse promote",
        warning=True,
    )


def drawn(work: Generator[Agreement, None, Agreement], n: int) -> Work[Agreement]:
    """The agreement as progress over `n` answers; returns the last one."""
    while True:
        try:
            so_far = next(work)
        except StopIteration as done:
            last: Agreement = done.value
            return last
        label = "Comparing with PyTorch"
        yield Progress(label, so_far.n, n, "answers", f"{so_far.equal_share:.0%} equal")


def _beside(project: Project, recipe: Recipe, channel: Channel) -> list[Recipe]:
    """The recipe of the other channel, if it is served together with this one."""
    releases = project.registry.serving.releases
    other = releases.current("champion" if channel == "challenger" else "challenger")
    found = [] if other is None else [releases.recipe(other)]
    return [one for one in found if one.base_model == recipe.base_model]
