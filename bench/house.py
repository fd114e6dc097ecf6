"""What the benchmarks of serving share: questions, adapters, running a step to its end."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch

from inhouse.models.lora import LoraSettings, adapter_files, attach

_THINGS = (
    "a check-up", "a filling", "whitening", "a crown", "an implant", "a child's first visit",
    "braces", "a mouth guard", "parking", "Saturday hours", "insurance", "an emergency",
    "a cancellation", "payment by instalments", "a second opinion", "wisdom teeth", "bleeding gums",
    "a night guard", "X-rays", "the receptionist",
)  # fmt: skip
_ASKED = (
    "What does {} cost?", "How long does {} take?", "Can I book {} online?",
    "Tell me about {}.", "Who do I ask about {}?", "Is {} possible next week?",
    "What should I bring for {}?", "Do you offer {} to children?", "Why would I need {}?",
    "Write one sentence about {}.",
)  # fmt: skip


def QUESTIONS(n: int) -> list[str]:  # noqa: N802
    """`n` different questions, at most 200."""
    every = [form.format(thing) for form in _ASKED for thing in _THINGS]
    return every[:n]


def drain(work: Generator[Any, None, Any]) -> Any:
    """Runs a step to its end."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def random_adapter(
    folder: Path, target: Path, seed: int, *, r: int = 8, size: float = 0.02
) -> Path:
    """An adapter drawn at random, written to `target`.

    Args:
        folder: of the base model.
        target: the adapter's folder.
        seed: of the draw.
        r: its rank.
        size: standard deviation of B's numbers: 0.02 is about that of a trained adapter.
    """
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    lora = attach(model, LoraSettings(r, 2 * r), seed=seed)
    generator = torch.Generator().manual_seed(seed + 1)
    state = lora.state()
    for name, tensor in state.items():
        if ".lora_B." in name:
            state[name] = torch.randn(tensor.shape, generator=generator) * size
    target.mkdir(parents=True, exist_ok=True)
    for name, content in adapter_files(lora, state, base_model="smollm2").items():
        (target / name).write_bytes(content)
    return target
