"""Reads: the dataset's training and validation splits; for "cpt" the documents' text.

Makes: a run: what was learned, the best by validation loss: an adapter in PEFT's file layout, or
a whole model.
Refuses when: the loss mask is not exactly the assistant's words and the end of turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
from inhouse.steps.preparing import Prepared, beside, prepared
from inhouse.steps.project import Project, memoized
from inhouse.steps.watching import noted
from inhouse.steps.workbench import Workbench
from inhouse.training import Checkpoint, Trained
from inhouse.training import train as train_loop

__all__ = ["TrainedRun", "train"]


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
        ready = yield from prepared(project, dataset, documents, bench)
        renderer = yield from bench.renderer()
        learned = renderer.learned_tokens(ready.material.shown)
        yield LearnedExample(learned)
        loaded = yield from bench.base()
        learner = yield from bench.blank_learner(ready.plan)
        key = content_id(to_json(ready.plan), ready.data)
        trained = yield from _resumable(project, key, (loaded.model, learner), ready)
        keep_dynamics(project, key, ready.material.examples)
        about = (dataset.id, ready.plan, learned)
        run = yield from _keep(project, bench, about, (key, learner, trained))
        summary = (
            f"validation loss {trained.validation_loss[0].loss:.3f} before,"
            f" {min(p.loss for p in trained.validation_loss):.3f} after"
            f" {trained.best_step} steps"
        )
        return {"run": run.id, "system": ready.system}, summary

    settings = (repr(config.training), project.base_key, str(config.seed), project.firm)
    inputs = (dataset.id, *settings, *beside(project, documents))
    result = yield from memoized(project, "train", inputs, make)
    run = project.registry.load_run(str(result["run"]))
    return TrainedRun(run, str(result["system"]))


def _resumable(
    project: Project,
    key: str,
    learner: tuple[Any, Learner],
    ready: Prepared,
) -> Work[Trained]:
    registry = project.registry
    stored = registry.load_checkpoint(key)
    resume = Checkpoint.from_files(stored.files) if stored is not None else None
    if resume is not None:
        yield Progress("Going on where training was interrupted", resume.step, None, "steps")
    work = train_loop(
        *learner,
        (ready.material.train, ready.material.validation),
        ready.plan,
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
