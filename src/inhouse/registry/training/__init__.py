"""What a training run leaves on its way: its last checkpoint, and what happened so far."""

from inhouse.registry.training import checkpoints
from inhouse.registry.training.checkpoints import Checkpoint
from inhouse.registry.training.log import Logged, TrainingLog

__all__ = ["Checkpoint", "Logged", "TrainingLog", "checkpoints"]
