"""Resolves every "auto" of the training settings from the data and the machine."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.config import TrainingConfig
from inhouse.records import Plan

__all__ = ["make_plan"]

_R, _LEARNING_RATE = 16, 1e-3
_TOKEN_BUDGET = 150_000
# On 144 front-desk pairs the validation loss was lowest in the third epoch of six.
_MAX_EPOCHS, _MIN_EPOCHS = 4, 2


def make_plan(
    settings: TrainingConfig,
    lengths: Sequence[int],
    *,
    base_model: str,
    dtype: str,
    seed: int,
    n_layers: int = 0,
) -> Plan:
    """The plan for training examples of these lengths.

    Args:
        settings: the [training] section.
        lengths: tokens of each training example.
        base_model: its name.
        dtype: what this machine is good at, used where the setting is "auto".
        seed: of everything random.
        n_layers: layers of the base model that may be left out below; 0 where none may.
    """
    r = _R if settings.lora_r == "auto" else settings.lora_r
    longest = max(lengths)
    total = sum(lengths)
    affordable = max(_MIN_EPOCHS, min(_MAX_EPOCHS, _TOKEN_BUDGET // max(1, total)))
    return Plan(
        base_model=base_model,
        lora_r=r,
        lora_alpha=2 * r if settings.lora_alpha == "auto" else settings.lora_alpha,
        lora_dropout=settings.lora_dropout,
        learning_rate=(
            _LEARNING_RATE if settings.learning_rate == "auto" else settings.learning_rate
        ),
        warmup_ratio=settings.warmup_ratio,
        num_train_epochs=(
            affordable if settings.num_train_epochs == "auto" else settings.num_train_epochs
        ),
        batch_tokens=2048 if settings.batch_tokens == "auto" else settings.batch_tokens,
        max_batch_examples=(
            8 if settings.max_batch_examples == "auto" else settings.max_batch_examples
        ),
        max_length=longest if settings.max_length == "auto" else settings.max_length,
        max_grad_norm=settings.max_grad_norm,
        weight_decay=settings.weight_decay,
        patience=settings.patience,
        evaluations_per_epoch=settings.evaluations_per_epoch,
        dtype=dtype if settings.dtype == "auto" else settings.dtype,
        seed=seed,
        method=settings.method,
        frozen_layers=int(n_layers * settings.frozen_share),
    )
