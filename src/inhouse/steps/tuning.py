"""Tries out what was left "auto" and no rule settles, where that costs little beside the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inhouse.models.fused import takes_layouts
from inhouse.models.learner import Learner
from inhouse.records import Plan, Work, content_id
from inhouse.registry import to_json
from inhouse.steps.material import Material
from inhouse.steps.project import Project
from inhouse.steps.workbench import Workbench
from inhouse.training import Trial, chosen_depth, chosen_rate, rates_to_try, trial_of, tried

__all__ = ["tuned"]

_STEP = "try"
# What the upper half alone may lose after as many steps, in nats a learned token.
_MARGIN = 0.01


def tuned(
    project: Project, material: Material, plan: Plan, bench: Workbench, key: str
) -> Work[Plan]:
    """The plan with the rate and the depth that did best in short runs; its notes say how.

    Each try is kept, so one that was interrupted goes on with the next.

    Args:
        project: says what is "auto", and keeps the tries.
        material: what is learned.
        plan: by rule.
        bench: opens the model.
        key: of the data.
    """
    loaded = yield from bench.base()
    settings = project.config.training
    rates = rates_to_try(plan) if settings.learning_rate == "auto" and _may_try(plan) else ()
    deep = settings.frozen_share == "auto" and _may_try(plan) and takes_layouts(loaded.model)
    depths = (0, len(loaded.model.model.layers) // 2) if deep else ()
    n_tries = len(rates) + len(depths)
    if not n_tries:
        return plan
    trial = trial_of((material.train, material.validation), plan, n_tries=n_tries)
    if trial is None:
        return replace(plan, notes=(*plan.notes, _too_short(rates, depths)))
    learner = yield from bench.blank_learner(plan)
    tries = _Tries(project, (loaded.model, learner), trial, key)
    if rates:
        found = yield from tries.losses([replace(plan, learning_rate=rate) for rate in rates])
        told = _told(dict(zip((f"{rate:g}" for rate in rates), found, strict=True)))
        chosen = chosen_rate(list(zip(rates, found, strict=True)))
        note = f"learning rate {chosen:g} of three, by loss after {trial.n_steps} steps: {told}"
        plan = replace(plan, learning_rate=chosen, notes=(*plan.notes, note))
    if depths:
        found = yield from tries.losses([replace(plan, frozen_layers=n) for n in depths])
        told = _told(dict(zip(map(str, depths), found, strict=True)))
        deepest = chosen_depth(list(zip(depths, found, strict=True)), _MARGIN)
        note = f"{deepest} layers left as they are, margin {_MARGIN} nats, by loss: {told}"
        plan = replace(plan, frozen_layers=deepest, notes=(*plan.notes, note))
    bench.drop_learner()
    return plan


def _may_try(plan: Plan) -> bool:
    """Only what has one well-known loss and starts anew cheaply."""
    return plan.method not in ("full", "dpo")


def _too_short(rates: Sequence[float], depths: Sequence[int]) -> str:
    named = (("learning rates", rates), ("frozen layers", depths))
    what = " and ".join(name for name, found in named if found)
    return f"{what} not tried out: that would take more than a tenth of the run"


def _told(losses: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {loss:.3f}" for name, loss in losses.items())


class _Tries:
    """Short runs on the same items, each kept when it is done."""

    def __init__(
        self, project: Project, learner: tuple[Any, Learner], trial: Trial, key: str
    ) -> None:
        self._registry = project.registry
        self._learner, self._trial, self._key = learner, trial, key

    def losses(self, plans: Sequence[Plan]) -> Work[list[float]]:
        """The validation loss under each plan."""
        found = []
        for plan in plans:
            plain = replace(plan, notes=())
            key = content_id(self._key, to_json(plain), str(self._trial.n_steps))
            known = self._registry.recall(_STEP, key)
            if known is None:
                loss = yield from tried(self._learner, self._trial, plain)
                known = {"loss": repr(loss)}
                self._registry.remember(_STEP, key, known, seconds=0.0)
            found.append(float(str(known["loss"])))
        return found
