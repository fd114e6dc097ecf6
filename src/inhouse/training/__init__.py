"""The training loop: a generator of events over rendered examples. Imports torch."""

from inhouse.training.batches import batch_order
from inhouse.training.checkpoint import Checkpoint
from inhouse.training.loop import Trained, train
from inhouse.training.plan import make_plan
from inhouse.training.schedule import learning_rate_at

__all__ = ["Checkpoint", "Trained", "batch_order", "learning_rate_at", "make_plan", "train"]
