"""The training loop: a generator of events over rendered examples. Imports torch."""

from inhouse.training.batches import batch_order
from inhouse.training.checkpoint import Checkpoint
from inhouse.training.device import free_bytes
from inhouse.training.estimate import Estimate, estimate_memory, flat_tokens, saved_by_compiling
from inhouse.training.loop import Trained, train
from inhouse.training.objectives import Item, lengths_of, rows_of
from inhouse.training.plan import BaseFacts, make_plan
from inhouse.training.products import fuse_for, looking_at_inputs
from inhouse.training.schedule import learning_rate_at
from inhouse.training.trials.base_choice import (
    BaseCandidate,
    BaseChoice,
    Speed,
    Workload,
    choose_base,
    run_seconds,
)
from inhouse.training.trials.pilot import look_rate, measure_speed, step_rate
from inhouse.training.trials.probe import (
    Trial,
    chosen_depth,
    chosen_rate,
    rates_to_try,
    trial_of,
    tried,
)

__all__ = [
    "BaseCandidate",
    "BaseChoice",
    "BaseFacts",
    "Checkpoint",
    "Estimate",
    "Item",
    "Speed",
    "Trained",
    "Trial",
    "Workload",
    "batch_order",
    "choose_base",
    "chosen_depth",
    "chosen_rate",
    "estimate_memory",
    "flat_tokens",
    "free_bytes",
    "fuse_for",
    "learning_rate_at",
    "lengths_of",
    "look_rate",
    "looking_at_inputs",
    "make_plan",
    "measure_speed",
    "rates_to_try",
    "rows_of",
    "run_seconds",
    "saved_by_compiling",
    "step_rate",
    "train",
    "trial_of",
    "tried",
]
