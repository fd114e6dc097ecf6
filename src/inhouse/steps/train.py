"""Reads: the dataset's training and validation splits; for "cpt" the documents' text.

Makes: a run: what was learned, the best by validation loss: an adapter in PEFT's file layout, or
a whole model.
Refuses when: the loss mask is not exactly the assistant's words and the end of turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inhouse.contenders import choose_system_prompt
from inhouse.models.fused import takes_layouts
from inhouse.models.learner import Learner, learned_files
from inhouse.records import (
    Adapter,
    Dataset,
    Document,
    LearnedExample,
    LearnedToken,
    Plan,
    Progress,
    Run,
    Work,
    content_id,
)
from inhouse.registry import to_json
from inhouse.steps.dynamics import keep_dynamics
from inhouse.steps.material import Material, material_of
from inhouse.steps.project import Project, memoized
from inhouse.steps.tuning import tuned
from inhouse.steps.watching import noted
from inhouse.steps.workbench import Workbench
from inhouse.tasks import build as build_task
from inhouse.training import BaseFacts, Checkpoint, Trained, lengths_of, make_plan
from inhouse.training import train as train_loop

__all__ = ["TrainedRun", "beside", "choose_system", "planned", "train"]


@dataclass(frozen=True, slots=True)
class TrainedRun:
    """A run and the system prompt it was trained under."""

    run: Run
    system: str


def train(
    project: Project, dataset: Dataset, documents: Sequence[Document], bench: Workbench
) -> Work[TrainedRun]:
    """The best that this dataset, or its documents, give under the project's settings."""
    config = project.config

    def make() -> Work[tuple[Mapping[str, object], str]]:
        renderer = yield from bench.renderer()
        system = yield from choose_system(project, dataset, bench)
        material = material_of(project, dataset, documents, system, renderer)
        learned = renderer.learned_tokens(material.shown)
        yield LearnedExample(learned)
        loaded = yield from bench.base()
        data = (dataset.id, system, *beside(project, documents))
        plan = yield from planned(project, material, bench, data)
        learner = yield from bench.blank_learner(plan)
        key = content_id(to_json(plan), *data)
        trained = yield from _resumable(project, key, (loaded.model, learner), (material, plan))
        keep_dynamics(project, key, material.examples)
        run = yield from _keep(project, bench, (dataset.id, plan, learned), (key, learner, trained))
        summary = (
            f"validation loss {trained.validation_loss[0].loss:.3f} before,"
            f" {min(p.loss for p in trained.validation_loss):.3f} after"
            f" {trained.best_step} steps"
        )
        return {"run": run.id, "system": system}, summary

    settings = (repr(config.training), project.base_key, str(config.seed), project.firm)
    inputs = (dataset.id, *settings, *beside(project, documents))
    result = yield from memoized(project, "train", inputs, make)
    run = project.registry.load_run(str(result["run"]))
    return TrainedRun(run, str(result["system"]))


def beside(project: Project, documents: Sequence[Document]) -> tuple[str, ...]:
    """The documents that are learned from, by id, and a base model's state on this machine."""
    read = tuple(d.id for d in documents) if project.config.training.method == "cpt" else ()
    key = project.base_key
    return read if key == project.config.base_model else (*read, key)


def planned(
    project: Project, material: Material, bench: Workbench, data: tuple[str, ...]
) -> Work[Plan]:
    """The plan for this material under the project's settings.

    Args:
        project: gives the settings.
        material: what is learned.
        bench: opens the model.
        data: everything that tells this material from another.
    """
    config = project.config
    loaded = yield from bench.base()
    shape = loaded.model.config
    base = BaseFacts(
        config.base_model,
        str(loaded.dtype).removeprefix("torch."),
        len(loaded.model.model.layers) if takes_layouts(loaded.model) else 0,
        shape.hidden_size,
        shape.model_type,
    )
    plan = make_plan(config.training, lengths_of(material.train), base, seed=config.seed)
    return (yield from tuned(project, material, plan, bench, content_id(*data)))


def choose_system(project: Project, dataset: Dataset, bench: Workbench) -> Work[str]:
    """The system prompt under which the base model finds the validation answers likeliest."""
    task = build_task(project.config.task)
    renderer = yield from bench.renderer()
    engine = yield from bench.engine()
    candidates = task.system_prompts(project.firm, [])
    chosen = yield from choose_system_prompt(
        candidates, dataset.part("validation"), task, (renderer, engine)
    )
    return chosen


def _resumable(
    project: Project,
    key: str,
    learner: tuple[Any, Learner],
    what: tuple[Material, Plan],
) -> Work[Trained]:
    registry = project.registry
    material, plan = what
    stored = registry.load_checkpoint(key)
    resume = Checkpoint.from_files(stored.files) if stored is not None else None
    if resume is not None:
        yield Progress("Going on where training was interrupted", resume.step, None, "steps")
    work = train_loop(
        *learner,
        (material.train, material.validation),
        plan,
        save=lambda checkpoint: registry.save_checkpoint(
            key, checkpoint.to_files(), checkpoint.step
        ),
        resume=resume,
    )
    return (yield from noted(registry.training_log, key, work))


def _keep(
    project: Project,
    bench: Workbench,
    about: tuple[str, Plan, tuple[LearnedToken, ...]],
    made: tuple[str, Learner, Trained],
) -> Work[Run]:
    dataset_id, plan, learned = about
    key, learner, trained = made
    folder = yield from bench.folder()
    files = learned_files(learner, trained.state, (bench.hub_id, folder))
    sha = project.registry.put_folder(files)
    run = Run(
        id=key,
        dataset=dataset_id,
        plan=plan,
        adapter=Adapter(
            sha, str(project.registry.path(sha)), plan.base_model, learner.n_parameters
        ),
        n_train_tokens=trained.n_tokens,
        seconds=trained.seconds,
        train_loss=trained.train_loss,
        validation_loss=trained.validation_loss,
        best_step=trained.best_step,
        stopped_early=trained.stopped_early,
        learned_example=learned,
    )
    project.registry.save_run(run)
    project.registry.drop_checkpoint(key)
    return run
