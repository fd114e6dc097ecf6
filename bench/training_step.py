"""What one optimizer step costs on the starter model, and what each choice in it saves.

Runs the variants in turn, several times over, in one process: only the ratios mean anything.

    python bench/training_step.py [--quick] [--json]
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable

import torch

from inhouse.models import local_folder
from inhouse.models.fetch import fetch
from inhouse.models.fused import fuse
from inhouse.models.likelihood import collate, training_nats
from inhouse.models.load import load
from inhouse.models.lora import Lora, LoraSettings, attach
from inhouse.records import Rendered

STARTER = "smollm2-135m-instruct"
LENGTH, SHARED, ANSWER, BATCH = 112, 32, 48, 8


def rows(shared: int) -> list[Rendered]:
    """A batch of random tokens, shaped like front-desk pairs under one system prompt."""
    drawn = random.Random(0)
    beginning = tuple(drawn.randrange(100, 40_000) for _ in range(shared))
    mask = tuple(i >= LENGTH - ANSWER for i in range(LENGTH))
    return [
        Rendered(
            beginning + tuple(drawn.randrange(100, 40_000) for _ in range(LENGTH - shared)), mask
        )
        for _ in range(BATCH)
    ]


def own_code(model: torch.nn.Module, batch: list[Rendered]) -> torch.Tensor:
    """The plain way: transformers' own layers, logits at every position, masked afterwards."""
    ids, _, mask = collate(batch, torch.device("cpu"))
    logits = model(input_ids=ids, use_cache=False).logits[:, :-1].float()
    nats = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none"
    )
    return nats[mask[:, 1:].flatten()]


def step(
    learner: tuple[torch.nn.Module, Lora], nats: Callable[..., torch.Tensor], shared: int
) -> float:
    """Seconds of one forward and backward pass."""
    model, lora = learner
    model.train()
    batch = rows(shared)
    started = time.perf_counter()
    nats(model, batch).mean().backward()
    seconds = time.perf_counter() - started
    for parameter in lora.parameters():
        parameter.grad = None
    return seconds


def learner(dropout: float = 0.0) -> tuple[torch.nn.Module, Lora]:
    """The starter model under an untrained adapter."""
    model = load(local_folder(STARTER)).model
    return model, attach(model, LoraSettings(16, 32, dropout), seed=0)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for _ in fetch(STARTER):
        pass
    plain, dropping, ours = learner(), learner(0.05), learner()
    fuse(ours[0])
    fuse(dropping[0])
    variants = {
        "ours": (ours, training_nats, SHARED),
        "nothing_shared": (ours, training_nats, 0),
        "dropout_0.05": (dropping, training_nats, SHARED),
        "own_code": (plain, own_code, SHARED),
    }
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for round_number in range(3 if options.quick else 10):
        for name, variant in variants.items():
            taken = step(*variant)
            if round_number:
                seconds[name].append(taken)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    found = {
        "seconds": medians,
        "times_ours": {name: value / medians["ours"] for name, value in medians.items()},
        "tokens_per_second": LENGTH * BATCH / medians["ours"],
        "dtype": str(next(plain[0].parameters()).dtype),
        "threads": torch.get_num_threads(),
    }
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, value in medians.items():
        print(f"{name:<20}{value:7.2f} s  {value / medians['ours']:5.2f} times ours")
    print(f"{found['tokens_per_second']:.0f} tokens a second")


if __name__ == "__main__":
    main()
