"""Settings that are tried out: short runs of the whole schedule, judged by validation loss.

A try costs steps that learn nothing for later, so there are none where they would take more than a
tenth of the run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from inhouse.errors import DataFault
from inhouse.models.learner import Learner
from inhouse.records import Plan, Progress, TrainingStep, Work
from inhouse.training.batches import batch_order
from inhouse.training.loop import train
from inhouse.training.objectives import Item, lengths_of

__all__ = ["Trial", "chosen_depth", "chosen_rate", "rates_to_try", "trial_of", "tried"]

_MOST_SHARE = 0.1
_STEPS, _MOST_STEPS = 12, 30
_VALIDATED = 32
# A forward and a backward pass cost three times a forward pass alone.
_STEP_COST = 3
_RATES = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Trial:
    """What every try learns from and is judged by: the same items each time."""

    train: Sequence[Item]
    validation: Sequence[Item]
    n_steps: int


def trial_of(
    data: tuple[Sequence[Item], Sequence[Item]], plan: Plan, *, n_tries: int
) -> Trial | None:
    """The trial of a run, or None where `n_tries` of it would cost more than a tenth of the run.

    Args:
        data: training and validation items of the run.
        plan: of the run.
        n_tries: how many settings are tried.
    """
    lengths = lengths_of(data[0])
    batches = batch_order(lengths, plan, epoch=0)
    judged = data[1][:_VALIDATED]
    looks = plan.num_train_epochs * plan.evaluations_per_epoch + 1
    whole = _STEP_COST * plan.num_train_epochs * sum(lengths) + looks * sum(lengths_of(data[1]))
    step = _STEP_COST * sum(lengths) / len(batches)
    room = _MOST_SHARE * whole / n_tries - 2 * sum(lengths_of(judged))
    n_steps = min(_MOST_STEPS, int(room / step), len(batches))
    if n_steps < _STEPS:
        return None
    learned = sorted(i for batch in batches[:n_steps] for i in batch)
    return Trial([data[0][i] for i in learned], judged, n_steps)


def tried(learner: tuple[Any, Learner], trial: Trial, plan: Plan) -> Work[float]:
    """The validation loss after one short run under `plan`; infinite where it ran away.

    The learner is left as the base model.
    """
    short = replace(
        plan, num_train_epochs=1, evaluations_per_epoch=1, patience=trial.n_steps, warmup_ratio=0.1
    )
    work = train(*learner, (trial.train, trial.validation), short)
    label = f"Trying a rate of {plan.learning_rate:g}"
    if plan.frozen_layers:
        label = f"Trying with {plan.frozen_layers} layers left as they are"
    try:
        while True:
            event = next(work)
            if isinstance(event, TrainingStep):
                yield Progress(label, event.step, event.n_steps, "steps")
    except StopIteration as ended:
        loss: float = ended.value.validation_loss[-1].loss
        return loss
    except DataFault:
        return math.inf
    finally:
        learner[1].reset(plan.seed)


def rates_to_try(plan: Plan) -> tuple[float, ...]:
    """Half the plan's rate, the rate itself and twice it."""
    return tuple(float(f"{times * plan.learning_rate:.2g}") for times in _RATES)


def chosen_rate(losses: Sequence[tuple[float, float]]) -> float:
    """The rate with the lowest loss; of equal ones the lower.

    Args:
        losses: (rate, validation loss) of each try.
    """
    return min(losses, key=lambda pair: (pair[1], pair[0]))[0]


def chosen_depth(losses: Sequence[tuple[int, float]], margin: float) -> int:
    """The most layers left as they are whose loss is at most `margin` over that with none.

    Args:
        losses: (layers, validation loss) of each try, one of them with 0 layers.
        margin: nats a learned token.
    """
    bound = dict(losses)[0] + margin
    return max(depth for depth, loss in losses if depth == 0 or loss <= bound)
