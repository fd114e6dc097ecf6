"""The turns of train_speed_turns.py for trainers that take callbacks of transformers."""

from typing import Any

from train_speed_turns import Turns
from transformers import TrainerCallback


class StepByStep(TrainerCallback):
    """Takes a step when it is this contender's turn."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.turns.begin()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.turns.end()

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.turns.finish(kwargs["model"])
