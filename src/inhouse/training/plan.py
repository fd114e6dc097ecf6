"""Resolves every "auto" of the training settings from the data, the base model and the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from inhouse.config import TrainingConfig
from inhouse.errors import ConfigFault
from inhouse.records import Method, Plan
from inhouse.training.batches import batch_order

__all__ = ["BaseFacts", "make_plan", "n_epochs", "rate_by_rule", "warmup_by_rule"]

_R = 16
# No more tokens than this, unless two epochs have more: what two cores learn in a quarter of an
# hour of the starter model.
_TOKEN_BUDGET, _LEAST_EPOCHS = 150_000, 2
_WARMUP_STEPS, _WARMUP_SHARES = 10, (0.03, 0.1)
# Every weight learns at a tenth of an adapter's rate, as in the source of `rate_by_rule`. That
# preference tuning does too was not measured.
_RATE_SHARES: dict[Method, float] = {"full": 0.1, "dpo": 0.1}


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """What a plan needs to know about the base model.

    Args:
        name: of the model.
        dtype: what this machine is good at, used where the setting is "auto".
        n_layers: layers that may be left out below; 0 where none may.
        hidden_size: width of its layers.
        model_type: as its configuration says.
        int8: whether this machine is good at numbers of 8 bits.
    """

    name: str
    dtype: str
    n_layers: int = 0
    hidden_size: int = 576
    model_type: str = "llama"
    int8: bool = False


def make_plan(
    settings: TrainingConfig, lengths: Sequence[int], base: BaseFacts, *, seed: int
) -> Plan:
    """The plan for training items of these lengths.

    Args:
        settings: the [training] section.
        lengths: tokens each training item takes of a batch.
        base: the base model.
        seed: of everything random.
    """
    r = _R if settings.lora_r == "auto" else settings.lora_r
    epochs = settings.num_train_epochs
    share = settings.frozen_share
    gradients, outputs = _eight_bits(settings, base)
    frozen = 0 if settings.method == "full" or share == "auto" else int(base.n_layers * share)
    plan = Plan(
        base_model=base.name,
        lora_r=r,
        lora_alpha=2 * r if settings.lora_alpha == "auto" else settings.lora_alpha,
        lora_dropout=settings.lora_dropout,
        learning_rate=(
            rate_by_rule(base, settings.method)
            if settings.learning_rate == "auto"
            else settings.learning_rate
        ),
        warmup_ratio=0.0 if settings.warmup_ratio == "auto" else settings.warmup_ratio,
        num_train_epochs=(n_epochs(len(lengths), sum(lengths)) if epochs == "auto" else epochs),
        batch_tokens=2048 if settings.batch_tokens == "auto" else settings.batch_tokens,
        max_batch_examples=(
            8 if settings.max_batch_examples == "auto" else settings.max_batch_examples
        ),
        max_length=max(lengths) if settings.max_length == "auto" else settings.max_length,
        max_grad_norm=settings.max_grad_norm,
        weight_decay=settings.weight_decay,
        patience=settings.patience,
        evaluations_per_epoch=settings.evaluations_per_epoch,
        dtype=base.dtype if settings.dtype == "auto" else settings.dtype,
        seed=seed,
        method=settings.method,
        frozen_layers=frozen,
        dpo_beta=settings.dpo_beta,
        input_gradients=gradients,
        layer_outputs=outputs,
    )
    if settings.warmup_ratio != "auto":
        return plan
    n_steps = plan.num_train_epochs * len(batch_order(lengths, plan, epoch=0))
    return replace(plan, warmup_ratio=warmup_by_rule(n_steps))


def _eight_bits(
    settings: TrainingConfig, base: BaseFacts
) -> tuple[Literal["exact", "int8"], Literal["exact", "int8"]]:
    """How gradients of inputs, and outputs of layers, are worked out."""
    if settings.method in ("full", "dora") or settings.lora_dropout:
        return "exact", "exact"  # nothing is frozen, or its products are not those of models/fused
    asked = [n for n in ("input_gradients", "layer_outputs") if getattr(settings, n) == "int8"]
    if asked and not base.int8:
        raise ConfigFault(
            f'training.{asked[0]} = "int8" needs a processor with AVX2,',
            "but training is not on one here.",
            f"Leave it to inhouse: --set training.{asked[0]}=auto",
        )
    if settings.layer_outputs == "int8" and settings.input_gradients == "exact":
        raise ConfigFault(
            'training.layer_outputs = "int8" needs gradients in 8 bits too,',
            'but training.input_gradients is "exact".',
            "Leave it to inhouse: --set training.input_gradients=auto",
        )
    if not base.int8 or settings.input_gradients == "exact":
        return "exact", "exact"
    # Preferences are small differences from what the base model says, which is worked out exactly.
    spared = settings.method == "dpo" and settings.layer_outputs == "auto"
    return "int8", "exact" if spared or settings.layer_outputs == "exact" else "int8"


def n_epochs(n_examples: int, n_tokens: int) -> int:
    """Epochs at most; early stopping may end sooner.

    Three where there are 34 examples and more; fewer are seen about a hundred times in all, each
    25 times at most. A data set over the budget of tokens is seen twice.

    Source: OpenAI cookbook, "Data preparation and analysis for chat model fine-tuning", cost
    estimation; the budget of tokens is our own.

    Args:
        n_examples: to learn from.
        n_tokens: in them.
    """
    wanted = 3 if n_examples * 3 >= 100 else min(25, 100 // n_examples)
    return min(wanted, max(_LEAST_EPOCHS, _TOKEN_BUDGET // max(1, n_tokens)))


def rate_by_rule(base: BaseFacts, method: Method) -> float:
    """Peak learning rate for a model of this width.

    Source: Schulman et al. 2025, "LoRA Without Regret", appendix on the learning rate:
    5e-5 * 10 * (2000 / hidden size) ** (0.781 for Llama, 0.0775 for Qwen), the ten for LoRA alone.
    Other families get Llama's exponent.
    """
    exponent = 0.0775 if base.model_type.startswith("qwen") else 0.781
    rate = 5e-4 * (2000 / base.hidden_size) ** exponent * _RATE_SHARES.get(method, 1.0)
    return float(f"{rate:.2g}")


def warmup_by_rule(n_steps: int) -> float:
    """Share (0-1) of the steps spent warming up: ten steps, but 3 % at least and 10 % at most."""
    least, most = _WARMUP_SHARES
    return min(most, max(least, _WARMUP_STEPS / max(1, n_steps)))
