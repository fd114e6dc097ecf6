"""What a run needs before its first step: system prompt, material, plan; for train and plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.contenders import choose_system_prompt
from inhouse.models.fused import multiplies_eight_bits, takes_layouts
from inhouse.records import Dataset, Document, Plan, Work, content_id
from inhouse.steps.material import Material, material_of
from inhouse.steps.project import Project
from inhouse.steps.replay import with_replay
from inhouse.steps.tuning import tuned
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task
from inhouse.training import BaseFacts, lengths_of, make_plan

__all__ = ["Prepared", "beside", "prepared"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be learned, under which system prompt and which plan.

    Args:
        system: the system prompt of every conversation.
        material: training and validation items.
        plan: every number.
        data: tells this material from any other.
    """

    system: str
    material: Material
    plan: Plan
    data: str


def prepared(
    project: Project, dataset: Dataset, documents: Sequence[Document], bench: Workbench
) -> Work[Prepared]:
    """What training this dataset, or its documents, would begin with."""
    renderer = yield from bench.renderer()
    system = yield from _choose_system(project, dataset, bench)
    own = material_of(project, dataset, documents, system, renderer)
    material = yield from with_replay(project, own, bench)
    share = f"replay {project.config.training.replay_share}"
    data = content_id(dataset.id, system, share, *beside(project, documents))
    plan = yield from _planned(project, material, bench, data)
    return Prepared(system, material, plan, data)


def beside(project: Project, documents: Sequence[Document]) -> tuple[str, ...]:
    """The documents that are learned from, by id, and a base model's state on this machine."""
    read = tuple(d.id for d in documents) if project.config.training.method == "cpt" else ()
    key = project.base_key
    return read if key == project.config.base_model else (*read, key)


def _choose_system(project: Project, dataset: Dataset, bench: Workbench) -> Work[str]:
    """The system prompt under which the base model finds the validation answers likeliest."""
    task = build_task(project.config.task)
    renderer = yield from bench.renderer()
    likelihoods = yield from bench.likelihoods()
    candidates = task.system_prompts(project.firm, [])
    chosen = yield from choose_system_prompt(
        candidates, dataset.part("validation"), task, (renderer, likelihoods)
    )
    return chosen


def _planned(project: Project, material: Material, bench: Workbench, data: str) -> Work[Plan]:
    config = project.config
    loaded = yield from bench.base()
    shape = loaded.model.config
    base = BaseFacts(
        config.base_model,
        str(loaded.dtype).removeprefix("torch."),
        len(loaded.model.model.layers) if takes_layouts(loaded.model) else 0,
        shape.hidden_size,
        shape.model_type,
        multiplies_eight_bits(loaded.device),
    )
    plan = make_plan(config.training, lengths_of(material.train), base, seed=config.seed)
    return (yield from tuned(project, material, plan, bench, data))
