"""What a run minimises: one file each, from a batch's indices to a loss."""

from inhouse.training.objectives.answers import Answers
from inhouse.training.objectives.objective import (
    Item,
    Objective,
    lengths_of,
    objective_of,
    rows_of,
)
from inhouse.training.objectives.preferences import Preferences

__all__ = [
    "Answers",
    "Item",
    "Objective",
    "Preferences",
    "lengths_of",
    "objective_of",
    "rows_of",
]
