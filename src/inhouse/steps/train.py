"""Reads: the dataset's training and validation splits.

Makes: a run: the adapter with the best validation loss, in PEFT's file layout.
Refuses when: the loss mask is not exactly the assistant's words and the end of turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inhouse.contenders import choose_system_prompt, trained_conversation
from inhouse.models.fused import takes_layouts
from inhouse.models.load import LoadedModel
from inhouse.models.lora import Lora, adapter_files
from inhouse.records import (
    Adapter,
    Dataset,
    Example,
    LearnedExample,
    LearnedToken,
    Plan,
    Progress,
    Rendered,
    Run,
    Work,
    content_id,
)
from inhouse.registry import to_json
from inhouse.rendering import Renderer, prove
from inhouse.steps.project import Project, memoized
from inhouse.steps.workbench import Workbench
from inhouse.tasks import Task
from inhouse.tasks import build as build_task
from inhouse.training import Checkpoint, Trained, make_plan
from inhouse.training import train as train_loop

__all__ = ["TrainedRun", "planned", "rendered", "train"]


@dataclass(frozen=True, slots=True)
class TrainedRun:
    """A run and the system prompt it was trained under."""

    run: Run
    system: str


def train(project: Project, dataset: Dataset, bench: Workbench) -> Work[TrainedRun]:
    """The best adapter this dataset gives under the project's settings."""
    config = project.config

    def make() -> Work[tuple[Mapping[str, object], str]]:
        task = build_task(config.task)
        renderer = yield from bench.renderer()
        system = yield from _choose_system(project, dataset, task, bench)
        rows = [
            rendered(dataset.part("train"), task, system, renderer),
            rendered(dataset.part("validation"), task, system, renderer),
        ]
        learned = renderer.learned_tokens(_typical(rows[0]))
        yield LearnedExample(learned)
        loaded = yield from bench.base()
        plan = planned(project, rows[0], loaded)
        lora = yield from bench.blank_adapter(plan)
        key = content_id(dataset.id, to_json(plan), system)
        trained = yield from _resumable(project, key, (loaded.model, lora), (rows, plan))
        run = _keep(project, bench, (dataset.id, plan, learned), (key, lora, trained))
        summary = (
            f"validation loss {trained.validation_loss[0].loss:.3f} before,"
            f" {min(p.loss for p in trained.validation_loss):.3f} after"
            f" {trained.best_step} steps"
        )
        return {"run": run.id, "system": system}, summary

    inputs = (dataset.id, repr(config.training), config.base_model, str(config.seed))
    result = yield from memoized(project, "train", (*inputs, project.firm), make)
    run = project.registry.load_run(str(result["run"]))
    return TrainedRun(run, str(result["system"]))


def planned(project: Project, rows: Sequence[Rendered], loaded: LoadedModel) -> Plan:
    """The plan for these training examples under the project's settings."""
    config = project.config
    return make_plan(
        config.training,
        [len(row.ids) for row in rows],
        base_model=config.base_model,
        dtype=str(loaded.dtype).removeprefix("torch."),
        seed=config.seed,
        n_layers=_layers_that_may_freeze(loaded.model),
    )


def _layers_that_may_freeze(model: Any) -> int:
    return len(model.model.layers) if takes_layouts(model) else 0


def _choose_system(project: Project, dataset: Dataset, task: Task, bench: Workbench) -> Work[str]:
    renderer = yield from bench.renderer()
    engine = yield from bench.engine()
    candidates = task.system_prompts(project.firm, [])
    chosen = yield from choose_system_prompt(
        candidates, dataset.part("validation"), task, (renderer, engine)
    )
    return chosen


def rendered(
    examples: Sequence[Example], task: Task, system: str, renderer: Renderer
) -> list[Rendered]:
    """Every example as tokens, each proved before anything is learned."""
    rows: list[Rendered] = []
    for example in examples:
        talk = trained_conversation(example, task, system)
        row = renderer.example(talk)
        prove(renderer, talk, row)
        rows.append(row)
    return rows


def _typical(rows: Sequence[Rendered]) -> Rendered:
    return sorted(rows, key=lambda row: len(row.ids))[len(rows) // 2]


def _resumable(
    project: Project,
    key: str,
    learner: tuple[Any, Lora],
    work: tuple[list[list[Rendered]], Plan],
) -> Work[Trained]:
    registry = project.registry
    (train_rows, validation_rows), plan = work
    stored = registry.load_checkpoint(key)
    resume = Checkpoint.from_files(stored.files) if stored is not None else None
    if resume is not None:
        yield Progress("Going on where training was interrupted", resume.step, None, "steps")
    trained = yield from train_loop(
        *learner,
        (train_rows, validation_rows),
        plan,
        save=lambda checkpoint: registry.save_checkpoint(
            key, checkpoint.to_files(), checkpoint.step
        ),
        resume=resume,
    )
    return trained


def _keep(
    project: Project,
    bench: Workbench,
    about: tuple[str, Plan, tuple[LearnedToken, ...]],
    made: tuple[str, Lora, Trained],
) -> Run:
    dataset_id, plan, learned = about
    key, lora, trained = made
    files = adapter_files(lora, trained.state, base_model=bench.hub_id)
    sha = project.registry.put_folder(files)
    run = Run(
        id=key,
        dataset=dataset_id,
        plan=plan,
        adapter=Adapter(sha, str(project.registry.path(sha)), plan.base_model, lora.n_parameters),
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
