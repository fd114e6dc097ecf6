"""Settles `base_model = "auto"`: the largest model whose whole run fits the time budget here.

Reads: the examples of the files. Makes: the choice, kept in the project; each model's measured
speed, kept beside the models.
Refuses when: what is learned is not a low-rank update from examples.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from inhouse.contenders import trained_conversation
from inhouse.errors import ConfigFault, ModelUnavailable, NotEnoughData
from inhouse.models import ModelFacts, cache_folder, catalogue, local_folder
from inhouse.models.engines.opening import processor_threads
from inhouse.models.fetch import fetch
from inhouse.models.fetch_hub import Hub, HuggingFaceHub
from inhouse.models.fused import multiplies_eight_bits
from inhouse.models.learner import attach_learner
from inhouse.models.load import best_dtype, load
from inhouse.records import (
    ContenderFacts,
    Example,
    Notice,
    Plan,
    Progress,
    Rendered,
    Work,
    content_id,
)
from inhouse.rendering import Renderer, open_renderer
from inhouse.steps.answering import entrants_of
from inhouse.steps.project import BASE_CHOICE, Project
from inhouse.steps.renderable import renderable
from inhouse.tasks import build as build_task
from inhouse.training import (
    BaseCandidate,
    BaseChoice,
    BaseFacts,
    Speed,
    Workload,
    choose_base,
    free_bytes,
    make_plan,
    measure_speed,
    run_seconds,
)

__all__ = ["candidates", "settle_base", "workload"]

_PILOT_SECONDS = 120.0
_SAMPLE, _MOST_TOKENS = 48, 2048
_TOKENS_PER_WORD = 1.4
"""Of passages in English, with the vocabularies of the catalogue."""
_OTHER_BYTES = 1 << 30
"""What a run holds beside its weights: activations, the adapter, the embedding model."""


def settle_base(
    project: Project, examples: Sequence[Example], hub: Hub | None = None
) -> Work[Project]:
    """The project with its base model settled; itself where one is named.

    Args:
        project: its configuration may say "auto".
        examples: of its files.
        hub: None for the Hugging Face hub.

    Raises:
        ConfigFault: "auto" with a method that is not a low-rank update from examples.
        ModelUnavailable: no model is here and none can be fetched.
    """
    config = project.config
    if config.base_model != "auto":
        return project
    if config.training.method not in ("lora", "rslora", "dora"):
        raise ConfigFault(
            'base_model = "auto" is chosen by the time that low-rank updates from examples take,',
            f'but training.method is "{config.training.method}".',
            "Name a model: --set base_model=smollm2-135m-instruct; see: inhouse models list",
        )
    choice = yield from _measured_choice(project, examples, hub or HuggingFaceHub())
    for reason in choice.reasons:
        yield Notice(f"Base model: {reason}", warning=not choice.fits)
    kept = {"base_model": choice.name, "time_budget_minutes": config.time_budget_minutes}
    project.registry.remember(*BASE_CHOICE, kept, seconds=0.0)
    return replace(project, config=replace(config, base_model=choice.name))


def candidates(hub: Hub) -> list[BaseCandidate]:
    """The models that are here, or that can be fetched without accepting terms."""
    known = [f for f in catalogue().values() if f.kind == "causal" and f.parameters is not None]
    free = [f for f in known if f.terms is None]
    away = next((f for f in free if not f.wheels and not local_folder(f.name)), None)
    answers = away is not None and hub.listing(away.hub_id) is not None
    found = []
    for facts in known:
        is_here = local_folder(facts.name) is not None
        if is_here or (facts in free and (facts.wheels or answers)):
            found.append(BaseCandidate(facts.name, facts.parameters or 0, is_here))
    return found


def workload(project: Project, n_examples: int, rows: Sequence[Rendered], plan: Plan) -> Workload:
    """Tokens of a whole run, from a sample of its examples.

    Args:
        project: names shares and contenders.
        n_examples: in all.
        rows: the sample, rendered.
        plan: of the run.
    """
    config = project.config
    n_test = int(n_examples * config.curation.test_share)
    n_validation = max(1, int(n_examples * config.curation.validation_share))
    n_train = max(1, n_examples - n_test - n_validation)
    tokens = sum(len(row.ids) for row in rows) / len(rows)
    answer = sum(sum(row.loss_mask) for row in rows) / len(rows)
    asked = min(n_test, config.compare.max_test_examples)
    writers = [facts for facts in entrants_of(project) if "model" in facts.needs]
    read = sum(tokens - answer + _shown(project, facts, tokens) for facts in writers)
    epochs = plan.num_train_epochs
    return Workload(
        trained=int(epochs * n_train * tokens),
        looked=int((1 + epochs * plan.evaluations_per_epoch) * n_validation * tokens),
        read=int(asked * read),
        written=int(asked * len(writers) * answer),
    )


def _shown(project: Project, contender: ContenderFacts, tokens: float) -> float:
    """Tokens that a contender's prompt holds beside the question."""
    config = project.config.compare
    passages = config.retrieval_chunks * config.chunk_words * _TOKENS_PER_WORD
    shots = config.few_shot_examples * tokens
    return passages * ("knowledge" in contender.needs) + shots * ("shots" in contender.needs)


def _measured_choice(project: Project, examples: Sequence[Example], hub: Hub) -> Work[BaseChoice]:
    """Measures and chooses in turn, until the choice is a measured one or the time is over."""
    open_to_choice, left_out = _that_fit_memory(candidates(hub))
    if not open_to_choice:
        raise ModelUnavailable(
            "A base model should be here, or be fetched without accepting terms,",
            "but none is and neither hub nor package index can be reached.",
            "Connect to the internet, or name a folder: --set base_model=./my-model",
        )
    budget = 60 * project.config.time_budget_minutes
    measured: dict[str, float] = {}
    left = _PILOT_SECONDS
    while True:
        choice = choose_base(open_to_choice, measured, budget)
        if choice.is_measured or not examples:
            break
        if left <= 0:  # what seems to fit is no choice without a measurement
            only = [c for c in open_to_choice if c.name in measured]
            choice = choose_base(only, measured, budget)
            break
        try:
            pilot = yield from _pilot(project, choice.name, examples)
        except ModelUnavailable as error:
            yield Notice(f"{choice.name} is left out: {error}", warning=True)
            open_to_choice = [c for c in open_to_choice if c.name != choice.name]
            if not open_to_choice:
                raise
            continue
        measured[choice.name] = pilot.run_seconds
        left -= pilot.took
    return replace(choice, reasons=(*choice.reasons, *left_out))


def _that_fit_memory(found: list[BaseCandidate]) -> tuple[list[BaseCandidate], list[str]]:
    """Those whose weights fit, and sentences about the others."""
    device = torch.device("cpu")
    size = best_dtype(device).itemsize + 2 * multiplies_eight_bits(device)
    free = free_bytes(device)
    needs = {c.name: c.parameters * size + _OTHER_BYTES for c in found}
    fitting = [c for c in found if needs[c.name] <= free]
    return fitting, [
        f"{c.name} is left out: it needs about {needs[c.name] / 1e9:.1f} GB of memory,"
        f" {free / 1e9:.1f} GB are free."
        for c in found
        if c not in fitting
    ]


@dataclass(frozen=True, slots=True)
class _Pilot:
    """Seconds a whole run would take, and what finding that out took."""

    run_seconds: float
    took: float


def _pilot(project: Project, name: str, examples: Sequence[Example]) -> Work[_Pilot]:
    folder = yield from fetch(name)
    started = time.monotonic()
    renderer = open_renderer(folder)
    rows = _sample(project, examples, renderer)
    facts = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    plan = _plan(project, catalogue()[name], facts, len(examples), rows)
    place = _place(folder, plan)
    speed = _known(place)
    if speed is None:
        yield Progress(f"Opening {name}", 0, None, "steps")
        loaded = load(folder, dtype=project.config.training.dtype)
        learner = attach_learner(loaded.model, plan)
        work = measure_speed((loaded, learner), rows, plan, renderer.stop_ids)
        speed = yield from work
        _keep(place, speed)
    seconds = run_seconds(workload(project, len(examples), rows, plan), speed)
    return _Pilot(seconds, time.monotonic() - started)


def _sample(project: Project, examples: Sequence[Example], renderer: Renderer) -> list[Rendered]:
    """Examples from all over the files, rendered as they would be learned from."""
    task = build_task(project.config.task)
    system = task.system_prompts(project.firm, [])[0]
    step = max(1, len(examples) // _SAMPLE)
    kept, _ = renderable(examples[::step], renderer, _MOST_TOKENS)
    if not kept:
        raise NotEnoughData(
            "A base model is chosen by timing it on examples,",
            f"but none of the {len(examples)} fits into {_MOST_TOKENS} tokens.",
            "See what is wrong with them: inhouse check FOLDER",
        )
    return [renderer.example(trained_conversation(e, task, system)) for e in kept]


def _plan(
    project: Project,
    facts: ModelFacts,
    shape: Mapping[str, object],
    n_examples: int,
    rows: Sequence[Rendered],
) -> Plan:
    """The plan of a run of so many examples like these, by rule alone."""
    device = torch.device("cpu")
    base = BaseFacts(
        facts.name,
        str(best_dtype(device)).removeprefix("torch."),
        hidden_size=int(str(shape["hidden_size"])),
        model_type=str(shape["model_type"]),
        int8=multiplies_eight_bits(device),
    )
    lengths = [len(rows[i % len(rows)].ids) for i in range(n_examples)]
    settings = replace(project.config.training, frozen_share=0.0)
    return make_plan(settings, lengths, base, seed=project.config.seed)


def _place(folder: Path, plan: Plan) -> Path:
    """Where a model's speed on this machine, with these numbers, is kept."""
    about = (folder / "inhouse-model.json").read_text(encoding="utf-8")
    machine = (platform.node(), platform.machine(), platform.processor(), str(processor_threads()))
    how = (torch.__version__, torch.backends.cpu.get_cpu_capability(), plan.numbers, plan.method)
    return cache_folder() / "pilots" / f"{content_id(about, *machine, *how)}.json"


def _known(place: Path) -> Speed | None:
    try:
        return Speed(**json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _keep(place: Path, speed: Speed) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}.partial")
    part.write_text(json.dumps(asdict(speed)), encoding="utf-8")
    part.replace(place)
