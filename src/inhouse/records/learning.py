"""What training reads and makes: plan, rendered tokens, adapter, run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Adapter",
    "LearnedToken",
    "Method",
    "Plan",
    "Preference",
    "Rendered",
    "Run",
    "Spec",
    "ValidationPoint",
]

Method = Literal["lora", "rslora", "dora", "full", "cpt", "dpo"]


@dataclass(frozen=True, slots=True)
class Spec:
    """What rebuilds a plugin: stored with every result it made."""

    name: str
    version: str
    params: Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every number training needs, resolved: nothing here is "auto".

    Args:
        base_model: the catalogue name or hub id.
        lora_r: rank of the low-rank update.
        lora_alpha: scale; the update is multiplied by lora_alpha / lora_r (by its root: rslora).
        lora_dropout: share (0-1) of the update's inputs dropped.
        learning_rate: peak, reached after the warm-up.
        warmup_ratio: share (0-1) of the steps spent warming up.
        num_train_epochs: upper bound; early stopping may end sooner.
        batch_tokens: upper bound on padded tokens a batch.
        max_batch_examples: upper bound on examples a batch.
        max_length: upper bound on tokens an example.
        max_grad_norm: gradients are clipped to this norm.
        weight_decay: AdamW's, on the LoRA matrices.
        patience: evaluations without improvement before stopping.
        evaluations_per_epoch: how often the validation loss is measured.
        dtype: "bfloat16", "float32" or "nf4", for the frozen weights.
        seed: of initialisation, order and dropout.
        method: what is learned and from what: a low-rank update ("lora", "rslora", "dora"), every
            weight ("full"), or a low-rank update from the documents' own text ("cpt") or from
            pairs of a preferred and a rejected answer ("dpo").
        frozen_layers: layers from below that stay as they are and are worked out once.
        dpo_beta: how closely preference tuning stays with the base model; higher is closer.
        input_gradients: how gradients go back through frozen layers: in `dtype`, or in 8 bits.
        layer_outputs: how frozen layers work in a training step, likewise.
        notes: how what was "auto" was chosen, where that was not by a rule alone.
    """

    base_model: str
    lora_r: int
    lora_alpha: int
    lora_dropout: float
    learning_rate: float
    warmup_ratio: float
    num_train_epochs: int
    batch_tokens: int
    max_batch_examples: int
    max_length: int
    max_grad_norm: float
    weight_decay: float
    patience: int
    evaluations_per_epoch: int
    dtype: str
    seed: int
    method: Method = "lora"
    frozen_layers: int = 0
    dpo_beta: float = 0.1
    input_gradients: Literal["exact", "int8"] = "exact"
    layer_outputs: Literal["exact", "int8"] = "exact"
    notes: tuple[str, ...] = ()

    @property
    def numbers(self) -> str:
        """What training works with, in words."""
        ways = {"layers": self.layer_outputs, "gradients": self.input_gradients}
        few = " and ".join(name for name, way in ways.items() if way == "int8")
        return f"{self.dtype}, {few} in 8 bits" if few else self.dtype


@dataclass(frozen=True, slots=True)
class Rendered:
    """A conversation as tokens.

    Args:
        ids: (length,) token ids.
        loss_mask: (length,) True where the token is learned: the assistant's words and the
            end-of-turn token after them, nothing else.
    """

    ids: tuple[int, ...]
    loss_mask: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Preference:
    """Two answers to one prompt, of which the first is preferred."""

    chosen: Rendered
    rejected: Rendered


@dataclass(frozen=True, slots=True)
class LearnedToken:
    """One token as shown to people: its text, and whether it is learned."""

    text: str
    learned: bool


@dataclass(frozen=True, slots=True)
class Adapter:
    """What a run learned: a low-rank update in PEFT's file layout, or a whole model.

    Args:
        sha256: hash of its folder.
        path: folder with adapter_model.safetensors and adapter_config.json; of a model that was
            fine-tuned in full, with model.safetensors, configuration and tokenizer.
        base_model: what it was trained on.
        n_parameters: trained numbers in it.
    """

    sha256: str
    path: str
    base_model: str
    n_parameters: int


@dataclass(frozen=True, slots=True)
class ValidationPoint:
    """The validation loss (nats a learned token) after `step` optimizer steps."""

    step: int
    epoch: float
    loss: float


@dataclass(frozen=True, slots=True)
class Run:
    """One finished training run. Losses are mean nats a learned token."""

    id: str
    dataset: str
    plan: Plan
    adapter: Adapter
    n_train_tokens: int
    seconds: float
    train_loss: tuple[float, ...]
    validation_loss: tuple[ValidationPoint, ...]
    best_step: int
    stopped_early: bool
    learned_example: tuple[LearnedToken, ...]

    @property
    def tokens_per_second(self) -> float:
        """Tokens that went through the network a second, padding not counted."""
        return self.n_train_tokens / self.seconds if self.seconds else 0.0
