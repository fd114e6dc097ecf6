"""What a GPU trains a second, in how much memory, and what was told before.

Models of the shapes of known ones with random weights: neither speed nor memory depends on what
they say. "nf4" asks for `pip install 'inhouse[four-bit]'`.

    python bench/gpu.py [--quick] [--json]
"""

import argparse
import dataclasses
import json
import random
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from train_speed import plan, useful_operations
from transformers import AutoModelForCausalLM, LlamaConfig

from inhouse.models.load import in_four_bits
from inhouse.models.lora import LoraSettings, attach
from inhouse.records import Rendered, TrainingStep
from inhouse.training import estimate_memory, train

# hidden size, feed-forward size, layers, heads, key heads, vocabulary
SHAPES = {
    "135M": (576, 1536, 30, 9, 3, 49_152),
    "1.7B": (2048, 8192, 24, 32, 32, 49_152),
    "8B": (4096, 14_336, 32, 32, 8, 128_256),
}


def model_of(shape: str, dtype: str) -> Any:
    """On the GPU."""
    h, f, layers, heads, key_heads, vocabulary = SHAPES[shape]
    config = LlamaConfig(
        hidden_size=h, intermediate_size=f, num_hidden_layers=layers, num_attention_heads=heads,
        num_key_value_heads=key_heads, vocab_size=vocabulary, tie_word_embeddings=shape != "8B",
    )  # fmt: skip
    with torch.device("cuda"):
        model = AutoModelForCausalLM.from_config(
            config, dtype=torch.bfloat16, attn_implementation="sdpa"
        ).eval()
    if dtype != "nf4":
        return model
    how = in_four_bits(torch.device("cuda"), torch.bfloat16)
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        del model
        torch.cuda.empty_cache()
        return AutoModelForCausalLM.from_pretrained(
            Path(folder), dtype=torch.bfloat16, **how
        ).eval()


def measure(shape: str, dtype: str, batch: int, length: int, steps: int) -> dict[str, Any]:
    """Steps of one batch of equal rows, after two to warm up."""
    model = model_of(shape, dtype)
    torch.cuda.reset_peak_memory_stats()
    drawn = random.Random(0)
    mask = tuple(i >= length // 2 for i in range(length))
    rows = [
        Rendered(tuple(drawn.randrange(100, 40_000) for _ in range(length)), mask)
        for _ in range(batch * steps)
    ]
    numbers = dataclasses.replace(
        plan(1, 0),
        batch_tokens=batch * length,
        max_batch_examples=batch,
        evaluations_per_epoch=1,
        input_gradients="exact",
    )
    lora = attach(model, LoraSettings(16, 32), seed=0)
    told = estimate_memory(model, numbers, [rows[:batch]])
    started, taken = 0.0, 0
    for event in train(model, lora, (rows, rows[:1]), numbers):
        if isinstance(event, TrainingStep):
            torch.cuda.synchronize()
            if event.step == 2:
                started, taken = time.perf_counter(), event.n_tokens
            seconds, tokens = time.perf_counter() - started, event.n_tokens - taken
    operations = tokens / length * useful_operations(rows[:1], model.config)
    return {
        "shape": shape, "dtype": dtype, "batch": batch, "length": length,
        "tokens_per_second": tokens / seconds,
        "useful_teraflops": operations / seconds / 1e12,
        "told_gigabytes": told / 1e9,
        "peak_gigabytes": torch.cuda.max_memory_allocated() / 1e9,
    }  # fmt: skip


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smallest model, four steps")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("This measures an NVIDIA GPU, and PyTorch finds none here.")
    runs = [("135M", "bfloat16", 8, 256, 4 if options.quick else 20)]
    if not options.quick:
        runs += [("135M", "bfloat16", 64, 256, 12), ("1.7B", "bfloat16", 8, 512, 12)]
        runs += [("8B", "bfloat16", 8, 512, 8)]
        if find_spec("bitsandbytes") is not None:
            runs += [("1.7B", "nf4", 8, 512, 8)]
    found = []
    for run in runs:
        found.append(measure(*run))
        sys.stderr.write(json.dumps(found[-1]) + "\n")
        torch.cuda.empty_cache()
    if options.json:
        name = torch.cuda.get_device_name()
        sys.stdout.write(
            json.dumps({"gpu": name, "torch": torch.__version__, "runs": found}) + "\n"
        )


if __name__ == "__main__":
    main()
