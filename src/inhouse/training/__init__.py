"""The training loop: a generator of events over rendered examples. Imports torch."""

from inhouse.training.batches import batch_order
from inhouse.training.checkpoint import Checkpoint
from inhouse.training.estimate import Estimate, estimate_memory, flat_tokens
from inhouse.training.loop import Trained, train
from inhouse.training.plan import make_plan
from inhouse.training.schedule import learning_rate_at

__all__ = [
    "Checkpoint",
    "Estimate",
    "Trained",
    "batch_order",
    "estimate_memory",
    "flat_tokens",
    "learning_rate_at",
    "make_plan",
    "train",
]
