"""An engine against PyTorch on the starter model: base and two adapters, each precision.

Adapters are drawn at random, at the size of trained ones, so that the benchmark needs no training.
llama.cpp answers under all three names at once; OpenVINO has one adapter merged after the other.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "2000")  # as the command line does

from house import QUESTIONS, drain, random_adapter

from inhouse.models.engines import BASE, Engine, Piece, Sampling, engine_spec
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.load import load
from inhouse.models.parity import Agreement, agreement, limit_of
from inhouse.records import Message
from inhouse.rendering import open_renderer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute: 6 prompts, f16")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--prompts", type=int, default=200)
    parser.add_argument("--engine", choices=("llama.cpp", "openvino"), default="llama.cpp")
    parser.add_argument("--precisions", nargs="*", help="all that the engine has")
    options = parser.parse_args()
    n = 6 if options.quick else options.prompts
    precisions = options.precisions or engine_spec(options.engine).precisions
    if options.quick:
        precisions = ["f16"]
    folder = drain(fetch("smollm2-135m-instruct"))
    with tempfile.TemporaryDirectory() as held:
        asking = Asking(folder, Path(held), options.engine, 12 if options.quick else 24)
        found = {
            "model": "smollm2-135m-instruct",
            "engine": options.engine,
            "max_tokens": asking.length,
            "rows": [asking.measured(precision, n) for precision in precisions],
        }
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for row in found["rows"]:
        sys.stdout.write(
            f"{row['precision']:<6} equal {row['equal_share']:.3f}  "
            f"common {row['common_share']:.3f}  n {row['n']}  {row['seconds']:.0f} s\n"
        )


class Asking:
    """The same prompts, of PyTorch in float32 once and of the engine in each precision."""

    def __init__(self, folder: Path, held: Path, engine: str, length: int) -> None:
        self._renderer = open_renderer(folder)
        adapters = {name: random_adapter(folder, held / name, i) for i, name in enumerate("ab")}
        self._weights = Weights(folder, adapters, held / "gguf", self._renderer.stop_ids)
        loaded = load(folder, dtype="float32")
        self._reference = Remembered(TorchServing(loaded, adapters, self._renderer.stop_ids))
        self._engine = engine
        self.length = length

    def measured(self, precision: str, n: int) -> dict[str, object]:
        """How many of `n` answers are PyTorch's, as the base model and as both adapters."""
        names = (BASE, *self._weights.adapters)
        prompts = [
            (self._renderer.prompt((Message("user", question),)), names[i % 3])
            for i, question in enumerate(QUESTIONS(n))
        ]
        groups = [names] if self._engine == "llama.cpp" else [(name,) for name in names]
        started = time.perf_counter()
        found = [
            self._group(precision, group, [row for row in prompts if row[1] in group])
            for group in groups
        ]
        return {
            "precision": precision,
            "n": n,
            "equal_share": sum(one.equal_share * one.n for one in found) / n,
            "common_share": sum(one.common_share * one.n for one in found) / n,
            "limit": limit_of(precision),
            "first_difference": next((d for one in found if (d := one.first_difference)), None),
            "seconds": time.perf_counter() - started,
        }

    def _group(
        self, precision: str, names: tuple[str, ...], prompts: list[tuple[tuple[int, ...], str]]
    ) -> Agreement:
        worn = {name: path for name, path in self._weights.adapters.items() if name in names}
        weights = dataclasses.replace(self._weights, adapters=worn)
        engine = open_engine(weights, EngineSettings(self._engine, precision, 4, 1024))
        *_, last = agreement(self._reference, engine, prompts, max_tokens=self.length)
        engine.close()
        return last


class Remembered:
    """An engine that is asked each question once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[tuple[tuple[int, ...], str], list[Piece]] = {}

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer, made or known."""
        if (prompt, variant) not in self._known:
            made = self._engine.generate(prompt, sampling, variant=variant)
            self._known[prompt, variant] = list(made)
        return iter(self._known[prompt, variant])


if __name__ == "__main__":
    main()
