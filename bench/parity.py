"""llama.cpp against PyTorch on the starter model: base and two adapters, each precision.

Adapters are drawn at random, at the size of trained ones, so that the benchmark needs no training.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "2000")  # as the command line does

from house import QUESTIONS, drain, random_adapter

from inhouse.models.engines import BASE
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.load import load
from inhouse.models.parity import agreement, limit_of
from inhouse.records import Message
from inhouse.rendering import open_renderer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute: 6 prompts, f16")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--prompts", type=int, default=200)
    parser.add_argument("--precisions", default="f32,f16,bf16,q8_0,q4_0")
    options = parser.parse_args()
    n = 6 if options.quick else options.prompts
    precisions = ["f16"] if options.quick else options.precisions.split(",")
    folder = drain(fetch("smollm2-135m-instruct"))
    with tempfile.TemporaryDirectory() as held:
        found = measure(folder, Path(held), n, precisions, 12 if options.quick else 24)
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for row in found["rows"]:
        sys.stdout.write(
            f"{row['precision']:<6} equal {row['equal_share']:.3f}  "
            f"common {row['common_share']:.3f}  n {row['n']}  {row['seconds']:.0f} s\n"
        )


def measure(folder: Path, held: Path, n: int, precisions: list[str], length: int) -> dict:
    renderer = open_renderer(folder)
    adapters = {name: random_adapter(folder, held / name, i) for i, name in enumerate(("a", "b"))}
    reference = TorchServing(load(folder, dtype="float32"), adapters, renderer.stop_ids)
    variants = (BASE, *adapters)
    prompts = [
        (renderer.prompt((Message("user", question),)), variants[i % 3])
        for i, question in enumerate(QUESTIONS(n))
    ]
    rows = []
    for precision in precisions:
        weights = Weights(folder, adapters, held / "gguf", renderer.stop_ids)
        engine = open_engine(weights, EngineSettings("llama.cpp", precision, 4, 1024))
        started = time.perf_counter()
        *_, last = agreement(reference, engine, prompts, max_tokens=length)
        engine.close()
        rows.append(
            {
                "precision": precision,
                "n": last.n,
                "equal_share": last.equal_share,
                "common_share": last.common_share,
                "limit": limit_of(precision),
                "first_difference": last.first_difference,
                "seconds": time.perf_counter() - started,
            }
        )
    return {"model": "smollm2-135m-instruct", "max_tokens": length, "rows": rows}


if __name__ == "__main__":
    main()
