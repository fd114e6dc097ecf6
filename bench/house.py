"""What benchmarks share: questions, adapters, running a step to its end."""

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
    return _written(lora, _drawn(lora.state(), seed + 1, size), target)


_PUSH = 8.0
"""How far an adapter moves the last hidden state towards its word, in lengths of that state."""


def adapters_with_words(folder: Path, target: Path, n: int) -> dict[str, Path]:
    """`n` adapters, each drawn at random and made to say a word of its own again and again.

    A column of the last layer's `down_proj` turns what that layer says after a question into the
    direction of one word's embedding. Rounding to fewer bits does not change such an answer, and
    no two adapters give the same.

    Args:
        folder: of the base model.
        target: gets a folder for each adapter.
        n: how many.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    said, length = _last_layer(model, tokenizer)
    words = _words(model, tokenizer, n)
    last = len(model.model.layers) - 1
    lora = attach(model, LoraSettings(8, 16), seed=0)
    files = {}
    for number, direction in enumerate(words, start=1):
        state = _drawn(lora.state(), number, 0.02)
        name = next(key for key in state if f".{last}.mlp.down_proj.lora_A" in key)
        state[name][0] = said / said.square().sum()
        state[name.replace("lora_A", "lora_B")][:, 0] = direction * length * _PUSH / 2
        files[f"a{number}"] = _written(lora, state, target / f"a{number}")
    return files


def _last_layer(model: Any, tokenizer: Any) -> tuple[torch.Tensor, float]:
    """What goes into the last `down_proj` after a question, on average; length of the state."""
    kept: dict[str, list[torch.Tensor]] = {"said": [], "state": []}
    down, norm = model.model.layers[-1].mlp.down_proj, model.model.norm
    hooks = [
        part.register_forward_pre_hook(lambda _, x, name=name: kept[name].append(x[0][0, -1]))
        for name, part in (("said", down), ("state", norm))
    ]
    for ask in QUESTIONS(8):
        talk = [{"role": "user", "content": ask}]
        text = tokenizer.apply_chat_template(talk, tokenize=False, add_generation_prompt=True)
        with torch.inference_mode():
            model(**tokenizer(text, return_tensors="pt"))
    for hook in hooks:
        hook.remove()
    return torch.stack(kept["said"]).mean(0), float(torch.stack(kept["state"]).norm(dim=1).mean())


def _words(model: Any, tokenizer: Any, n: int) -> list[torch.Tensor]:
    """Directions (hidden,) of length 1, each of which makes one whole word the likeliest token."""
    weights = (model.lm_head.weight * model.model.norm.weight).detach()
    found: list[torch.Tensor] = []
    for token in range(2000, len(weights), 37):
        text = tokenizer.decode([token])
        direction = weights[token] / weights[token].norm()
        if text[1:].isalpha() and text[0] == " " and int((weights @ direction).argmax()) == token:
            found.append(direction)
        if len(found) == n:
            return found
    raise SystemExit(f"only {len(found)} words of {n}")


def _drawn(state: dict[str, torch.Tensor], seed: int, size: float) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {
        name: torch.randn(t.shape, generator=generator) * size if ".lora_B." in name else t.clone()
        for name, t in state.items()
    }


def _written(lora: Any, state: dict[str, torch.Tensor], target: Path) -> Path:
    target.mkdir(parents=True, exist_ok=True)
    for name, content in adapter_files(lora, state, base_model="smollm2").items():
        (target / name).write_bytes(content)
    return target
