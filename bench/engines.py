"""The engines side by side on one release: tokens a second in one and in eight streams.

All are open at once over the same merged weights and take turns, round after round; and how many
of the answers of each are PyTorch's in float32, token by token.

    python bench/engines.py [--quick] [--json] [--precision f16] [--engines llama.cpp torch]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "2000")  # as the command line does

from house import QUESTIONS, drain, random_adapter

from inhouse.models.engines import Engine, Sampling
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.load import load
from inhouse.models.parity import agreement
from inhouse.records import Message
from inhouse.rendering import open_renderer

VARIANT = "a"


def rate(engine: Engine, prompts: list[tuple[int, ...]], tokens: int) -> float:
    """Tokens made a second, all prompts answered at once."""

    def answer(ids: tuple[int, ...]) -> int:
        sampling = Sampling(tokens, ignore_stops=True)
        return sum(piece.n_tokens for piece in engine.generate(ids, sampling, variant=VARIANT))

    started = time.perf_counter()
    with ThreadPoolExecutor(len(prompts)) as pool:
        made = sum(pool.map(answer, prompts))
    return made / (time.perf_counter() - started)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--precision", default="f16")
    parser.add_argument("--engines", nargs="*", default=["llama.cpp", "openvino", "torch"])
    options = parser.parse_args()
    rounds, tokens, n_compared = (1, 16, 3) if options.quick else (4, 64, 20)
    folder = drain(fetch("smollm2-135m-instruct"))
    renderer = open_renderer(folder)
    prompts = [renderer.prompt((Message("user", q),)) for q in QUESTIONS(n_compared)]
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as held:
        adapters = {VARIANT: random_adapter(folder, Path(held) / VARIANT, 1)}
        weights = Weights(folder, adapters, Path(held) / "gguf", renderer.stop_ids)
        engines = {
            name: open_engine(weights, EngineSettings(name, options.precision, 8, 1024))
            for name in options.engines
        }
        rates: dict[tuple[str, int], list[float]] = {}
        for number in range(rounds + 1):
            for streams in (1, 8):
                for name, engine in engines.items():
                    few = tokens // 8 if name == "torch" else tokens
                    measured = rate(engine, [*prompts, *prompts][number : number + streams], few)
                    if number:  # the first round warms up
                        rates.setdefault((name, streams), []).append(measured)
        reference = TorchServing(load(folder, dtype="float32"), adapters, renderer.stop_ids)
        asked = [(ids, VARIANT) for ids in prompts]
        for name, engine in engines.items():
            *_, last = agreement(reference, engine, asked, max_tokens=24)
            found[name] = {
                "one_stream": statistics.median(rates[name, 1]),
                "eight_streams": statistics.median(rates[name, 8]),
                "equal_share": last.equal_share,
                "n": last.n,
            }
            engine.close()
    if options.json:
        sys.stdout.write(json.dumps({"precision": options.precision, "engines": found}) + "\n")
        return
    for name, row in found.items():
        print(name, json.dumps(row))


if __name__ == "__main__":
    main()
