"""What a run will need, told before it starts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inhouse.models.fused import takes_layouts
from inhouse.models.fused.attention import KEPT_LENGTH, query_block
from inhouse.models.likelihood import shared_beginning
from inhouse.records import Plan, Rendered
from inhouse.training.device import held_bytes

__all__ = [
    "Estimate",
    "estimate_memory",
    "flat_tokens",
    "pieces_that_fit",
    "saved_by_compiling",
]

# The adapter as it is, its gradient, two moments, the best one so far, and a checkpoint of all but
# the gradient, once as tensors and once as the bytes of its file.
_ADAPTER_COPIES = 4 + 1 + 4 + 4
# Of all weights: the base model's, the gradient, two moments, the best so far, and a checkpoint.
_WEIGHTS_COPIES = 1 + 4 + 3 + 4
# On a GPU what is kept of them lies elsewhere: the numbers (or the base model's) and two moments;
# and gradients come as what they were made of goes.
_COPIES_ON_GPU = 3
_LOGIT_ROWS = 256
# What is kept for the backward pass, and what that pass works with in one layer, in units of the
# two widths of a layer; counted from models/fused.
_KEPT_HIDDEN, _KEPT_INNER, _WORKED_INNER = 5, 2, 5
# Where weights learn, norms and feed-forward blocks are the model's own, which keep more.
_FULL_TIMES = 2
# What the allocator holds beyond that. Measured on the starter model, docs/notebook.md.
_SHARE_MORE, _BYTES_MORE = 1.05, 200 << 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """What training will take.

    Args:
        n_examples: learned from.
        n_tokens: over all epochs, padding not counted.
        n_steps: optimizer steps, unless early stopping ends the run sooner.
        memory_bytes: the most the process will hold.
        free_memory_bytes: what the machine could give it now.
        seconds: on this machine as it is now, validation included.
    """

    n_examples: int
    n_tokens: int
    n_steps: int
    memory_bytes: int
    free_memory_bytes: int
    seconds: float


# What torch.compile took before its first step and how much faster steps were then, on two cores
# with the starter model and batches of one size: docs/notebook.md.
_COMPILING_SECONDS, _COMPILED_TIMES = 270.0, 390 / 350


def saved_by_compiling(step_seconds: float, steps_left: int) -> float:
    """Seconds that torch.compile would save over the rest of a run; negative where it costs.

    Args:
        step_seconds: measured, of one step without it.
        steps_left: in the run.
    """
    return steps_left * step_seconds * (1 - 1 / _COMPILED_TIMES) - _COMPILING_SECONDS


def flat_tokens(model: Any, rows: Sequence[Rendered]) -> int:
    """How many tokens a batch really is: a shared beginning counts once.

    Padding counts where the model's own attention reads the rows.
    """
    if not takes_layouts(model):
        return len(rows) * max(len(row.ids) for row in rows)
    shared = shared_beginning(rows)
    return shared + sum(len(row.ids) - shared for row in rows)


def estimate_memory(
    model: Any, plan: Plan, batches: Sequence[Sequence[Rendered]], *, pieces: int = 1
) -> int:
    """Bytes the process will hold at most on the model's device, the model being loaded already.

    Args:
        model: the base model, in this process.
        plan: of the run.
        batches: of one epoch.
        pieces: how many parts each batch is cut into.
    """
    config = model.config
    size = next(model.parameters()).element_size()
    device = next(model.parameters()).device
    copies = _WEIGHTS_COPIES if plan.method == "full" else _ADAPTER_COPIES
    learned = _learned_numbers(model, plan) * 4
    logits = _LOGIT_ROWS * config.vocab_size * (4 if size == 4 else 4 + size)
    parts = [part for batch in batches for part in _cut(batch, pieces)]
    batch = max(_batch_bytes(model, plan, part, size) for part in parts)
    held, more = held_bytes(device), logits + _packed_bytes(model, plan) + _BYTES_MORE
    if device.type == "cpu":
        return int(held + copies * learned + more + _SHARE_MORE * batch)
    return int(held + _COPIES_ON_GPU * learned + more + max(learned, _SHARE_MORE * batch))


def pieces_that_fit(
    model: Any, plan: Plan, batches: Sequence[Sequence[Rendered]], free_bytes: int
) -> int:
    """The fewest parts, a power of two, into which batches must be cut; single rows at most."""
    most = 1 << math.ceil(math.log2(max(len(batch) for batch in batches)))
    held = held_bytes(next(model.parameters()).device)
    pieces = 1
    while pieces < most:
        if estimate_memory(model, plan, batches, pieces=pieces) - held <= free_bytes:
            break
        pieces *= 2
    return pieces


def _cut(batch: Sequence[Rendered], pieces: int) -> list[Sequence[Rendered]]:
    size = -(-len(batch) // pieces)
    return [batch[start : start + size] for start in range(0, len(batch), size)]


def _batch_bytes(model: Any, plan: Plan, rows: Sequence[Rendered], size: int) -> int:
    config = model.config
    tokens = flat_tokens(model, rows)
    longest = max(len(row.ids) for row in rows)
    inner, hidden = config.intermediate_size, config.hidden_size
    width = getattr(config, "head_dim", None) or hidden // config.num_attention_heads
    projected = (config.num_attention_heads + 2 * config.num_key_value_heads) * width
    times = _FULL_TIMES if plan.method == "full" else 1
    kept = times * (_KEPT_HIDDEN * hidden + projected + _KEPT_INNER * inner) + 7 * plan.lora_r
    layers = config.num_hidden_layers - plan.frozen_layers
    numbers = tokens * (layers * kept + _WORKED_INNER * inner)
    # Attention pads rows to one length; what a block of queries sees ends with its last key.
    scores = len(rows) * longest * config.num_attention_heads
    block = min(longest, query_block(next(model.parameters()).device))
    numbers += 4 * scores * block
    if longest <= KEPT_LENGTH:
        numbers += layers * scores * (longest + block) / 2
    return int(numbers * size)


def _learned_numbers(model: Any, plan: Plan) -> int:
    if plan.method == "full":
        return sum(parameter.numel() for parameter in model.parameters())
    config = model.config
    hidden, inner = config.hidden_size, config.intermediate_size
    width = getattr(config, "head_dim", None) or hidden // config.num_attention_heads
    q, kv = config.num_attention_heads * width, config.num_key_value_heads * width
    sides = 2 * (hidden + q) + 2 * (hidden + kv) + 3 * (hidden + inner)
    return int(plan.lora_r * sides * (config.num_hidden_layers - plan.frozen_layers))


def _packed_bytes(model: Any, plan: Plan) -> int:
    """Of the layers' frozen matrices in 8 bits: for gradients, and for outputs at most."""
    numbers: int = sum(p.numel() for p in model.model.layers.parameters() if p.dim() == 2)
    return numbers * ((plan.input_gradients == "int8") + (plan.layer_outputs == "int8"))
