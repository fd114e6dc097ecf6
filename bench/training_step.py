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
from inhouse.models.likelihood import collate, learned_nats
from inhouse.models.load import load
from inhouse.models.lora import LoraSettings, attach
from inhouse.records import Rendered

STARTER = "smollm2-135m-instruct"
LENGTH, ANSWER, BATCH = 112, 48, 8


def rows() -> list[Rendered]:
    """A batch of random tokens, shaped like front-desk pairs."""
    drawn = random.Random(0)
    mask = tuple(i >= LENGTH - ANSWER for i in range(LENGTH))
    return [
        Rendered(tuple(drawn.randrange(100, 40_000) for _ in range(LENGTH)), mask)
        for _ in range(BATCH)
    ]


def whole_logits(model: torch.nn.Module, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The plain way: logits at every position, the loss masked afterwards."""
    logits = model(input_ids=ids, use_cache=False).logits[:, :-1].float()
    nats = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none"
    )
    return nats[mask[:, 1:].flatten()]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for _ in fetch(STARTER):
        pass
    loaded = load(local_folder(STARTER))
    lora = attach(loaded.model, LoraSettings(16, 32, 0.05), seed=0)
    ids, _, mask = collate(rows(), loaded.device)
    dropouts = [m for m in loaded.model.modules() if isinstance(m, torch.nn.Dropout)]

    def step(loss_of: Callable[..., torch.Tensor], dropout: float) -> float:
        for module in dropouts:
            module.p = dropout
        loaded.model.train()
        started = time.perf_counter()
        loss_of(loaded.model, ids, mask).mean().backward()
        for parameter in lora.parameters():
            parameter.grad = None
        return time.perf_counter() - started

    variants = {
        "ours": (learned_nats, 0.0),
        "dropout_0.05": (learned_nats, 0.05),
        "logits_everywhere": (whole_logits, 0.0),
    }
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for round_number in range(3 if options.quick else 10):
        for name, (loss_of, dropout) in variants.items():
            taken = step(loss_of, dropout)
            if round_number:
                seconds[name].append(taken)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    found = {
        "seconds": medians,
        "times_ours": {name: value / medians["ours"] for name, value in medians.items()},
        "tokens_per_second": ids.numel() / medians["ours"],
        "dtype": str(loaded.dtype),
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
